/// What the comparison of PL with the electrical/EL test found (spec: EL correlation). Plain values, no behaviour but a
/// look-up; written by core/correlate, printed and stored by others. Safe from any thread once const.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/model/chip_table.h"
#include "core/model/geometry.h"

namespace pellucid {

/// How the tester's chip index was found to map onto ours.
struct ElMatch {
  /// ours = ours_from_el * theirs + shift, as (column, row).
  std::array<std::array<int, 2>, 2> ours_from_el{{{1, 0}, {0, 1}}};
  std::array<int, 2> shift{0, 0};
  /// The better of the two correlations below, in [-1, 1]; NaN where neither could be formed.
  double agreement = std::numeric_limits<double>::quiet_NaN();
  double intensity_r = std::numeric_limits<double>::quiet_NaN();  ///< of the detrended intensities on the overlap
  double verdict_phi = std::numeric_limits<double>::quiet_NaN();  ///< of the fail maps on the overlap
  /// How far the best fit stands above the second best [sigma of that difference]; NaN where the recipe fixed the
  /// match.
  double margin = std::numeric_limits<double>::quiet_NaN();
  std::int64_t el_rows_on_chips = 0;  ///< rows of the EL table that fall on a listed chip
  bool fixed_by_recipe = false;

  [[nodiscard]] ChipIndex operator()(ChipIndex theirs) const {
    return {ours_from_el[0][0] * theirs.column + ours_from_el[0][1] * theirs.row + shift[0],
            ours_from_el[1][0] * theirs.column + ours_from_el[1][1] * theirs.row + shift[1]};
  }
};

/// One figure of the score table. `value` is NaN where the definition has no answer (0 / 0, one class only).
struct Score {
  std::string name;  ///< as in summary.json: "accuracy", "underkill_ppm", ...
  double value = std::numeric_limits<double>::quiet_NaN();
  std::optional<std::pair<double, double>> ci95;  ///< low, high; summary.json's NAME_ci95
};

/// One PL class against the EL verdict; paired chips only.
struct ElClassCounts {
  ChipClass chip_class = ChipClass::good;
  std::int64_t el_pass = 0;
  std::int64_t el_fail = 0;
};

struct ElReport {
  /// In the order of the spec: matched, unmatched_pl, unmatched_el, accuracy, no_skill_accuracy, underkill_ppm,
  /// overkill_ppm, precision, recall, f1, mcc, kappa, roc_auc, pr_auc, pearson_r, spearman_rho, pearson_r_detrended,
  /// spearman_rho_detrended. `matched` counts the chips of the two-by-two table: paired, neither retest nor unmeasured.
  std::vector<Score> scores;
  /// The two-by-two table; positive = EL fails.
  std::int64_t true_positive = 0, true_negative = 0;
  std::int64_t false_positive = 0;  ///< overkill: PL fails, EL passes
  std::int64_t false_negative = 0;  ///< underkill: PL passes, EL fails
  /// Paired chips that PL did not decide: beside the table, not in it.
  std::int64_t retest = 0, unmeasured = 0;
  /// Paired chips left out of the curves and the correlations, for want of a finite value.
  std::int64_t without_pl_intensity = 0, without_el_intensity = 0;
  std::array<ElClassCounts, kAllClasses.size()> by_class{};  ///< in the order of kAllClasses
  ElMatch match;
  std::vector<std::int64_t> disagreements;  ///< rows of the chip table where the verdicts differ, ascending
  std::vector<std::string> warnings;

  /// The score of that name; nullptr where there is none.
  [[nodiscard]] const Score* find(std::string_view name) const {
    for (const Score& score : scores)
      if (score.name == name) return &score;
    return nullptr;
  }
};

}  // namespace pellucid
