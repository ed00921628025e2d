/// The loops that touch every pixel of a reflectance layer, as vectors: what a row of a cell should look like, what of
/// it the chip as a whole does, and the strongest filter at each of its places. Pure; any thread. Private to the room.
#pragma once

#include <array>
#include <numeric>

#include "core/appearance/appearance_model.h"
#include "core/appearance/defect_filters.h"
#include "core/appearance/sigma_map.h"

namespace pellucid {

/// A row of a cell. The pointers may be read, and the results written, up to padded_size(width).
struct CellRow {
  const float* e = nullptr;                                             ///< the image; NaN does not count
  const float* use = nullptr;                                           ///< > 0: the pixel counts
  const float *mesa = nullptr, *slope_x = nullptr, *slope_y = nullptr;  ///< of the golden chip
  const float* texture = nullptr;                                       ///< variance relative to light^2
  float rest_x = 0, rest_y = 0;                                         ///< CellPlace::rest_px
  float first_x = 0;                                                    ///< offset of the first pixel
  float ground = 0, ground_x = 0;                                       ///< light of the ground at offset 0; a pixel
  float light = 0, light_x = 0;                                         ///< of the mesa's unit contrast
  float photon = 1, read2 = 0, level2 = 0, floor = 0;                   ///< of the variance
  int width = 0;
};

/// residual = e - expected, weight = 1 / sigma, 0 where the pixel does not count; mesa_e: the mesa's part of what is
/// expected.
void expect_row(const CellRow& row, float* residual, float* weight, float* mesa_e);
/// Eight sums side by side, as vectors like it.
using LaneSums = std::array<float, 8>;
[[nodiscard]] inline double total(const LaneSums& sums) {
  return std::accumulate(sums.begin(), sums.end(), 0.0);
}

/// Sums over a row's first `width` pixels, those that are not a number left out: of 1, the shape, its square, the
/// light, both multiplied. Asks for e, mesa, slopes, rests and width only.
struct LevelSums {
  LaneSums count{}, shape{}, square{}, light{}, both{};
};
void add_levels(const CellRow& row, LevelSums& sums);

/// What is fitted to a row: patterns against residuals. All may be read up to padded_size(width), where weights are 0.
struct ModeRow {
  const std::array<const float*, kMostModes>& modes;
  std::size_t count = 0;
  const float *square_weight = nullptr, *residual = nullptr;
  int width = 0;
};
/// sides[a] += mode a * square_weight * residual.
void add_sides(const ModeRow& row, LaneSums* sides);
/// squares[n] += mode a * square_weight * mode b, for b up to a, one after the other.
void add_squares(const ModeRow& row, LaneSums* squares);

/// best = max(best, |sum| * gain) over all filters along a row. `gains`: by filter, of this row; the last two may be
/// nullptr.
void strongest_row(const SigmaMap& map, int y, const std::array<const float*, kFilters>& gains, float* best);

}  // namespace pellucid
