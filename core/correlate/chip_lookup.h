/// From a chip's index to its row of the chip table, in constant time. Holds 4 bytes a cell of the table's bounding
/// box. Immutable; safe from any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "core/model/chip_table.h"

namespace pellucid {

class ChipLookup {
 public:
  explicit ChipLookup(const ChipTable& table);
  /// Row of the table; -1 where no chip is listed. Any pair of indices may be asked for.
  [[nodiscard]] std::int64_t row_of(std::int64_t column, std::int64_t row) const {
    const std::int64_t x = column - first_column_;
    const std::int64_t y = row - first_row_;
    if (x < 0 || y < 0 || x >= width_ || y >= height_) return -1;
    return static_cast<std::int64_t>(cells_[static_cast<std::size_t>(y * width_ + x)]) - 1;
  }
  [[nodiscard]] std::int64_t first_column() const { return first_column_; }
  [[nodiscard]] std::int64_t first_row() const { return first_row_; }
  [[nodiscard]] std::int64_t width() const { return width_; }
  [[nodiscard]] std::int64_t height() const { return height_; }

 private:
  std::int64_t first_column_ = 0, first_row_ = 0, width_ = 0, height_ = 0;
  std::vector<std::uint32_t> cells_;  ///< row + 1; 0: no chip
};

}  // namespace pellucid
