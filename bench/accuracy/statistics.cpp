#include "bench/accuracy/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace pellucid::bench {

namespace {
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += v;
  return values.empty() ? kNan : sum / static_cast<double>(values.size());
}

double rms(const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += v * v;
  return values.empty() ? kNan : std::sqrt(sum / static_cast<double>(values.size()));
}

double median(std::vector<double> values) {
  if (values.empty()) return kNan;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return 0.5 * (*middle + *std::max_element(values.begin(), middle));
}

double robust_std(std::vector<double> values) {
  const double centre = median(values);
  for (double& v : values) v = std::abs(v - centre);
  return 1.4826 * median(std::move(values));
}

}  // namespace pellucid::bench
