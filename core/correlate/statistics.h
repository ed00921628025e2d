/// The statistics of the score table: intervals, ranks, curves, correlations. Pure functions, safe from any thread.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace pellucid {

using Interval = std::pair<double, double>;

/// Wilson's 95 percent score interval of a share (Wilson 1927); {NaN, NaN} for no trials.
[[nodiscard]] Interval wilson95(std::int64_t hits, std::int64_t trials);

/// Order of values, ascending, as indices; equal values (0 and -0 are equal) in the order of their index. Values must
/// be finite and fewer than 2^32. Sorted in parallel; the answer does not depend on the number of threads.
[[nodiscard]] std::vector<std::uint32_t> ascending_order(std::span<const float> values);

/// Mid-ranks (ties share their mean rank) as (rank - (n + 1) / 2) / n, in (-0.5, 0.5): a float holds them to 3e-8.
[[nodiscard]] std::vector<float> centred_midranks(std::span<const float> values);

/// Both curves' areas for a score where a LOW value means "positive". `positive` is 1 or 0, one a value.
struct CurveAreas {
  double roc_auc = 0;  ///< P(positive scores lower) + P(tie) / 2; NaN unless both classes occur
  double pr_auc =
      0;  ///< average precision: sum of precision times step in recall, ties one step; NaN without positives
};
[[nodiscard]] CurveAreas curve_areas(std::span<const float> values, std::span<const std::uint8_t> positive);

/// Pearson's r of two columns with a bootstrap interval. Resampled are spatial blocks, not chips: neighbours are alike,
/// and chips drawn one by one would promise more than there is (Kuensch 1989); it is also what makes 39 million chips
/// cheap.
struct Correlation {
  double r = 0;     ///< NaN for fewer than three values or a constant column
  Interval ci95{};  ///< percentile interval, {NaN, NaN} where r is NaN
};
/// `block` numbers each value's block, 0 <= block < blocks. The same seed gives the same interval.
[[nodiscard]] Correlation correlate_columns(std::span<const float> x, std::span<const float> y,
                                            std::span<const std::uint32_t> block, std::uint32_t blocks, int resamples,
                                            std::uint64_t seed);

}  // namespace pellucid
