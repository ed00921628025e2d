/// The chips whose shape a judgement may look at: few, so that they are kept in the result and a wafer can be judged
/// again without its pixels. Plain values; freely shared once const.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace pellucid {

/// What all chips of the wafer have in common: the profile's own error, which is in no chip's sigma.
struct UsualShape {
  double shift = 0;          ///< median of the shifts
  double excess = 0;         ///< median of the excesses
  double excess_spread = 0;  ///< robust standard deviation of the excesses
};

/// Shape and both intensities of one chip, first layer.
struct ChipShape {
  float shift = 0, shift_sigma = 0;    ///< emission centroid's offset as a share of the mesa; NaN: nothing can be said
  float excess = 0, excess_sigma = 0;  ///< nonuniformity^2 less the healthy one at this place; NaN likewise
  float fit_e = 0, fit_sigma_e = 0;    ///< intensity by the profile
  float plain_e = 0, plain_sigma_e = 0;  ///< plain sum, which stands for it where the profile does not fit (partial)
};

/// Every chip that departs from the usual shape by `least_sigma` or more; of the others no recipe with
/// judge.partial_sigma >= least_sigma says `partial`.
struct ShapeEvidence {
  UsualShape usual;
  double least_sigma = 0;
  std::vector<std::uint32_t> chip;  ///< rows of the chip table, ascending
  std::vector<ChipShape> shape;     ///< one a chip listed

  /// nullptr where the chip is not listed.
  [[nodiscard]] const ChipShape* find(std::size_t row) const;
};

/// Chips from this many sigma on are kept, or from judge.partial_sigma on where that is less.
inline constexpr double kKeptShape_sigma = 3.0;

}  // namespace pellucid
