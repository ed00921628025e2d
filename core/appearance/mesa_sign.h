/// Are a layer's mesas brighter or darker than what is around them? Pure; any thread.
#pragma once

#include <vector>

#include "core/measure/sample_windows.h"
#include "core/model/wafer.h"

namespace pellucid {

struct MesaSign {
  double sign = 1;     ///< 1 brighter, -1 darker
  double clarity = 0;  ///< correlation with a mesa's shape, 0 .. 1
};

/// Folds the windows over the lattice's cells and looks for a rectangle of a mesa's size, of either sign, wherever it
/// lies in the cell.
[[nodiscard]] MesaSign mesa_sign(const std::vector<SampleWindow>& windows, const ChipGrid& grid,
                                 const Affine2& wafer_from_design);

/// Mirrors the windows' light about its mean where mesas are darker: the registration looks for light.
void turn_bright(std::vector<SampleWindow>& windows, const MesaSign& sign);

}  // namespace pellucid
