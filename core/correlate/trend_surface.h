/// Smooth surface of a value over chip indices: a robust polynomial of total degree 4 (less where chips are few). Such
/// a space of polynomials is the same in all eight orientations of a wafer, so a map and its mirror get the same trend.
/// For the intensity of a tester, of which nothing is known but its values; PL has a better one (relative_intensity).
/// Immutable after fitting; safe from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace pellucid {

class TrendSurface {
 public:
  /// Fits by iterated least squares of growing degree with Tukey's bisquare weights (Beaton and Tukey 1974), scale from
  /// the median absolute residual, so that failed chips do not pull it. Spans have one length; NaN values are left out;
  /// at most 200,000 values, chosen by a fixed rule, are used.
  static TrendSurface fit(std::span<const std::int32_t> column, std::span<const std::int32_t> row,
                          std::span<const float> value);
  /// The expected value at a chip; NaN where there was nothing to fit.
  [[nodiscard]] double at(std::int32_t column, std::int32_t row) const;

 private:
  double centre_column_ = 0, centre_row_ = 0;
  double scale_column_ = 1, scale_row_ = 1;
  int degree_ = 0;
  std::vector<double> coefficients_;
};

/// Each value divided by its trend; NaN where the value is NaN or the trend is not above 2 percent of its median.
[[nodiscard]] std::vector<float> divided_by_trend(std::span<const std::int32_t> column,
                                                  std::span<const std::int32_t> row, std::span<const float> value);

/// Fixed pseudo-random choice of about `wanted` of `total` items: true where item `index` is taken. Independent of the
/// index's low bits, so that rows and columns of a grid are sampled alike.
[[nodiscard]] bool in_sample(std::uint64_t index, std::uint64_t wanted, std::uint64_t total);

/// Median and robust sigma (1.4826 times the median absolute deviation) of finite values; reorders its argument.
struct RobustSpread {
  double median = 0;
  double sigma = 0;
};
[[nodiscard]] RobustSpread robust_spread(std::vector<float>& values);

}  // namespace pellucid
