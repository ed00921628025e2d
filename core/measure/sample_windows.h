/// The few windows that the survey looks at before the pass: spread over the wafer for the lattice, along its rim and
/// at excluded areas for the index origin. Reading them is the survey's only access to pixels.
#pragma once

#include <stop_token>
#include <vector>

#include "core/flow/block_source.h"
#include "core/measure/electron_image.h"
#include "core/model/error.h"
#include "core/model/wafer.h"

namespace pellucid {

struct SampleWindow {
  ElectronImage image;
  Vec2 centre_um;            ///< nominal wafer position of the window's centre
  Affine2 wafer_from_pixel;  ///< nominal, of the image's own pixel frame
  bool rim = false;          ///< chosen for the index origin, not for the lattice
  Vec2 shift_um;        ///< design frame: the lattice lies this far from its model here (filled by the registration)
  bool usable = false;  ///< its lattice was found
};

struct WindowPlace {
  std::int32_t tile = 0;
  PixelRect rect;
  bool rim = false;
};

/// Interior windows first (spread evenly), then rim windows. Only rectangles inside present tiles.
[[nodiscard]] std::vector<WindowPlace> choose_windows(const LayerGeometry& layer, const WaferDesign& wafer);

/// Rim windows at the corners of the grid and of its excluded areas, for a lattice that lies there: none where they lie
/// off the wafer, or where the grid has no outline.
[[nodiscard]] std::vector<WindowPlace> corner_windows(const LayerGeometry& layer, const WaferDesign& wafer,
                                                      const Affine2& wafer_from_design);

/// Reads and calibrates them, in parallel.
[[nodiscard]] Result<std::vector<SampleWindow>> read_windows(const RegionReader& reader,
                                                             const LayerCalibration& calibration,
                                                             const std::vector<WindowPlace>& places,
                                                             std::stop_token stop);

}  // namespace pellucid
