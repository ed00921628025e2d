/// A histogram of the chip table as inline SVG, counts on a logarithmic axis: a single odd chip among millions is a
/// bar. Private to the room; pure; any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/model/chip_table.h"

namespace pellucid::detail {

struct Histogram {
  double low = 0, high = 1;             ///< what lies beyond is counted in the first and the last bin
  std::vector<std::int64_t> all, good;  ///< chips with a finite value, by bin
};

/// Fills `values` with those of the rows from `first` on. Called for many rows at once and from several threads.
using ValueOf = std::function<void(std::size_t first, std::span<float> values)>;

/// One pass over the table, in parallel.
[[nodiscard]] Histogram histogram_of(const ChipTable& table, const ValueOf& value, double low, double high,
                                     std::size_t bins);

[[nodiscard]] std::string histogram_svg(const Histogram& histogram, const std::string& axis);

}  // namespace pellucid::detail
