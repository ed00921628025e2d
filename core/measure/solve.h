/// From sums to chips, on the table: light that spreads into a neighbour's box makes a sparse system over the chip
/// grid. Joint least squares with the pooled background gives each chip's own light and its variance; shape figures
/// follow. Same result for any number of threads. Sources: spec "measuring a chip" 4 to 7; sandwich variance sum(T^2 v)
/// / (sum T P)^2.
#pragma once

#include <vector>

#include "core/measure/layer_sums.h"
#include "core/measure/measure_options.h"
#include "core/measure/pass_context.h"
#include "core/model/chip_table.h"

namespace pellucid {

/// How far a chip's light departs from the healthy shape; what `partial` is judged by. NaN where nothing can be said.
struct ShapeColumns {
  std::vector<float> shift;         ///< emission centroid's offset as a share of the mesa
  std::vector<float> shift_sigma;   ///< its one-sigma
  std::vector<float> excess;        ///< nonuniformity^2 less the healthy one at this place
  std::vector<float> excess_sigma;  ///< its one-sigma
  std::vector<float> plain_e;       ///< windowed plain sum, wings included: for chips whose profile does not fit
  std::vector<float> plain_sigma_e;
};

struct LayerPhotometry {
  LayerColumns columns;  ///< relative_intensity is left empty: the judge's trend fills it
  ShapeColumns shape;
  std::vector<float> x_um, y_um;  ///< where each chip was found; lattice position where it was not seen
  std::vector<std::uint8_t> saturated, pieced;
  std::vector<float> coverage;  ///< share of the profile weight that was covered, 0 .. 1
  LayerRegistration registration;
  std::int64_t tiles_unsure = 0;  ///< that may be a whole pitch off (PatchShift)
};

/// Consumes the sums.
[[nodiscard]] LayerPhotometry solve_layer(const PassContext& context, LayerSums&& sums, const MeasureOptions& options);

}  // namespace pellucid
