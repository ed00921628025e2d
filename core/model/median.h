/// Medians of lists. Pure; any thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace pellucid {

/// The upper one of two. Takes the list by value or by move: finding the median reorders it. 0 for an empty list.
template <class T>
[[nodiscard]] T median_of(std::vector<T> values) {
  if (values.empty()) return T{};
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// The usual light of chips that emit, however many do not: the median of those above half of the ninth decile.
[[nodiscard]] inline double lit_median(std::vector<double> lights) {
  if (lights.empty()) return 0;
  const auto bright = lights.begin() + static_cast<std::ptrdiff_t>(lights.size() * 9 / 10);
  std::nth_element(lights.begin(), bright, lights.end());
  const double lit = 0.5 * *bright;
  std::erase_if(lights, [&](double light) { return light < lit; });
  return median_of(std::move(lights));
}

}  // namespace pellucid
