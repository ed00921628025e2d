/// Filters that add up neighbouring residuals so that a weak defect of a few pixels stands out: small boxes, lines,
/// diagonals and angles, and for small chips the corners of the mesa. Each is the matched filter of a defect of its
/// shape. Pure; any thread.
#pragma once

#include <array>
#include <vector>

#include "core/appearance/sigma_map.h"
#include "core/model/geometry.h"

namespace pellucid {

class CellFit;

/// Weights of a filter over 5 x 5 pixels at most; it is named by its top-left pixel.
struct DefectFilter {
  int width = 0, height = 0;
  std::array<float, 25> weight{};
  [[nodiscard]] float norm() const;  ///< of the sum over residuals of one sigma each
};

inline constexpr std::size_t kFilters = 14;
[[nodiscard]] const std::array<DefectFilter, kFilters>& defect_filters();
/// How many of them, from the first on, a mesa asks for. The last two are for mesas so small that a crack covers much
/// of one and moves its level: what that leaves of the crack is told by more pixels together.
[[nodiscard]] std::size_t filters_for(Vec2 mesa_half_px);

/// Sums of all filters along a row of a cell: [filter][x].
using FilterRow = std::array<std::vector<float>, kFilters>;
void filter_row(const SigmaMap& map, int y, FilterRow& out);

/// A corner of the mesa that may have been chipped off.
class CornerFilters {
 public:
  static constexpr std::size_t kCorners = 8;  ///< four corners, two sizes
  struct Pixel {
    int at = 0;  ///< x + y * width of the cell
    float weight = 0;
  };

  /// Empty where corners are so large that the other filters see them as well.
  CornerFilters(int width, int height, Vec2 mesa_half_px);
  [[nodiscard]] bool empty() const { return pixels_.empty(); }
  /// A chip's corner at a phase, weights of norm 1.
  [[nodiscard]] const std::vector<Pixel>& corner(std::size_t corner, int phase_x, int phase_y) const;
  /// Residuals of a corner added up, in sigmas.
  [[nodiscard]] float sum(std::size_t corner, const CellFit& fit, const SigmaMap& map) const;

 private:
  std::vector<std::vector<Pixel>> pixels_;
};

/// Two-sided limit in sigmas for a probability; > 0.
[[nodiscard]] double limit_sigma(double probability);

}  // namespace pellucid
