/// Choices of the EL correlation that a recipe may change. Each default is declared here and nowhere else
/// (spec: EL correlation).
#pragma once

#include <array>
#include <optional>

namespace pellucid {

struct ElMatchOptions {
  /// Fixes the orientation; absent: all eight are tried. One of the eight signed permutations.
  std::optional<std::array<std::array<int, 2>, 2>> ours_from_el;
  /// Fixes the shift [chips], and with it the match; needs ours_from_el.
  std::optional<std::array<int, 2>> shift;
  /// The best fit must stand this far above every other [sigma of the difference].
  double min_margin = 4.0;
  /// A fit needs at least this share of the EL rows on listed chips.
  double min_overlap = 0.5;
};

struct ElScoreOptions {
  int bootstrap_resamples = 400;
  /// Same seed, same intervals.
  int bootstrap_seed = 1;
};

}  // namespace pellucid
