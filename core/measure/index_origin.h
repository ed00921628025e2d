/// Settles the one-pitch ambiguity: which lattice site is chip (0, 0). The outline, excluded areas and streets say
/// where light must and must not be; every whole-pitch shift of the lattice is scored by its likelihood over the
/// sampled sites.
#pragma once

#include <string>
#include <vector>

#include "core/measure/lattice_fit.h"

namespace pellucid {

struct IndexOrigin {
  int shift_columns = 0, shift_rows = 0;  ///< applied to the fit, in pitches
  double confidence = 0;                  ///< probability of this shift against all others searched
  std::string basis;                      ///< what decided: "outline", "outline, streets", ...
};

/// Finds the shift and moves `fit` by it. Errors: bad_input "measure.ambiguous" where two shifts explain the light
/// alike.
[[nodiscard]] Result<IndexOrigin> settle_index_origin(std::vector<SampleWindow>& windows, const LayerGeometry& layer,
                                                      const WaferDesign& wafer, const MeasureOptions& options,
                                                      LatticeFit& fit);

}  // namespace pellucid
