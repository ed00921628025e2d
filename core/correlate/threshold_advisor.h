/// For a requested underkill: the threshold on relative intensity that meets it, and what it costs (spec: EL
/// correlation, "Threshold advisor"). Pure; safe from any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "core/correlate/el_report.h"
#include "core/model/chip_table.h"
#include "core/model/error.h"

namespace pellucid {

struct ThresholdOptions {
  double underkill_limit_ppm = 100;  ///< EL fails that PL would pass, per million judged chips
  int folds = 5;                     ///< 2 to 64
  int edge_blocks = 16;              ///< spatial blocks along each side of the wafer; a block is in one fold, whole
};

struct ThresholdAdvice {
  /// PL fails a chip below this relative intensity: the recipe's judge.dim_relative. Set on all chips; -infinity where
  /// the other classes alone meet the limit.
  double relative_intensity = 0;
  std::vector<double> fold_thresholds;  ///< set without that fold: how much the threshold depends on the chips
  /// Both measured only on chips that did not set the threshold they were judged by; Wilson intervals.
  Score underkill_ppm, overkill_ppm;
  std::int64_t judged = 0;    ///< chips with an EL row and a finite relative intensity, neither unmeasured nor retest
  std::int64_t left_out = 0;  ///< chips with an EL row, but without those
  bool held_out_meets_limit = false;  ///< the held-out underkill is within the limit
  bool proven = false;                ///< even the upper end of its interval is
};

/// Chips of the classes missing, dark, partial, leaky, wavelength and mechanical fail at any threshold; all others fail
/// below it. The threshold is the lowest that keeps the underkill of the chips that set it within the limit.
/// Errors, bad_input: correlate.no_el (no EL columns, or fewer than two folds with chips), correlate.one_class (EL
/// passes or fails every chip), correlate.options (limit not in [0, 1e6], folds or blocks out of range).
[[nodiscard]] Result<ThresholdAdvice> advise_threshold(const ChipTable& table, const ThresholdOptions& options = {});

}  // namespace pellucid
