/// The median of a list, the upper one of two. Pure; any thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace pellucid {

/// Takes the list by value or by move: finding the median reorders it. 0 for an empty list.
template <class T>
[[nodiscard]] T median_of(std::vector<T> values) {
  if (values.empty()) return T{};
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace pellucid
