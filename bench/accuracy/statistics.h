/// The few statistics that figures are made of. Pure; any thread.
#pragma once

#include <vector>

namespace pellucid::bench {

/// NaN for no values.
[[nodiscard]] double mean(const std::vector<double>& values);
[[nodiscard]] double rms(const std::vector<double>& values);
[[nodiscard]] double median(std::vector<double> values);
/// 1.4826 times the median absolute deviation about the median: the standard deviation of a Gaussian, outliers ignored.
[[nodiscard]] double robust_std(std::vector<double> values);

}  // namespace pellucid::bench
