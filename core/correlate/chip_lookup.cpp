#include "core/correlate/chip_lookup.h"

#include <algorithm>

namespace pellucid {

ChipLookup::ChipLookup(const ChipTable& table) {
  if (table.size() == 0) return;
  const auto [left, right] = std::minmax_element(table.column.begin(), table.column.end());
  const auto [bottom, top] = std::minmax_element(table.row.begin(), table.row.end());
  first_column_ = *left;
  first_row_ = *bottom;
  width_ = static_cast<std::int64_t>(*right) - *left + 1;
  height_ = static_cast<std::int64_t>(*top) - *bottom + 1;
  cells_.assign(static_cast<std::size_t>(width_ * height_), 0);
  for (std::size_t i = 0; i < table.size(); ++i) {
    const std::int64_t cell = (table.row[i] - first_row_) * width_ + (table.column[i] - first_column_);
    cells_[static_cast<std::size_t>(cell)] = static_cast<std::uint32_t>(i + 1);
  }
}

}  // namespace pellucid
