/// The figures of all chips of a layer, once the light of each and the background are known: most of them a row at a
/// time with vectors, those in pieces, at the rim and beside streets one by one. Private to core. Same result for any
/// number of threads.
#pragma once

#include "core/measure/background_map.h"
#include "core/measure/chip_plane.h"
#include "core/measure/chip_stretches.h"
#include "core/measure/row_figures.h"
#include "core/measure/solve.h"

namespace pellucid {

struct SolvedLayer {
  const PassContext& context;
  const ChipStretches& stretches;
  const RowNormTable& row_norms;
  const ChipPlane& light;  ///< 0 where no chip is
  const BackgroundMap& background;
};

/// Consumes the sums: the figures take their places.
[[nodiscard]] LayerPhotometry layer_figures(const SolvedLayer& solved, LayerSums& sums, const MeasureOptions& options);

}  // namespace pellucid
