/// One float a chip on the chip grid, with a margin of one all around, so that a chip's neighbours are at fixed
/// distances. Plain values; threads may write different chips at once.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/measure/chip_directory.h"

namespace pellucid {

class ChipPlane {
 public:
  /// Every place holds `absent` until a chip's value is set.
  ChipPlane(const ChipDirectory& directory, float absent)
      : stride_(directory.columns() + 2),
        values_(static_cast<std::size_t>(stride_) * static_cast<std::size_t>(directory.rows() + 2), absent) {}
  /// Pointer to column 0 of a chip row; columns -1 and `columns()` may be read as well.
  [[nodiscard]] float* row(std::int32_t row) { return values_.data() + (row + 1) * stride_ + 1; }
  [[nodiscard]] const float* row(std::int32_t row) const { return values_.data() + (row + 1) * stride_ + 1; }
  /// The values around a chip, by place.
  [[nodiscard]] std::array<float, kPlaces> around(std::int32_t column, std::int32_t at_row) const {
    const float* low = row(at_row) - stride_ + column;
    const float* mid = low + stride_;
    const float* high = mid + stride_;
    return {low[-1], low[0], low[1], mid[-1], mid[0], mid[1], high[-1], high[0], high[1]};
  }

 private:
  std::int64_t stride_;
  std::vector<float> values_;
};

}  // namespace pellucid
