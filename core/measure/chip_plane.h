/// One float a chip on the chip grid, with a margin of one all around, so that a chip's neighbours are at fixed
/// distances. Plain values; threads may write different chips at once.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

#include "core/flow/parallel.h"
#include "core/measure/chip_directory.h"

namespace pellucid {

class ChipPlane {
 public:
  /// Every place holds `absent` until a chip's value is set.
  ChipPlane(const ChipDirectory& directory, float absent)
      : stride_(directory.columns() + 2), values_(std::make_unique_for_overwrite<float[]>(size_of(directory))) {
    constexpr std::int64_t kGrain = 1 << 16;
    parallel_ranges(static_cast<std::int64_t>(size_of(directory)), kGrain,
                    [&](std::int64_t begin, std::int64_t end) { std::fill_n(&values_[begin], end - begin, absent); });
  }
  /// Pointer to column 0 of a chip row; columns -1 to `columns()` + 1 may be read.
  [[nodiscard]] float* row(std::int32_t row) { return values_.get() + (row + 1) * stride_ + 1; }
  [[nodiscard]] const float* row(std::int32_t row) const { return values_.get() + (row + 1) * stride_ + 1; }
  /// Pointers to one column in the chip rows below, at and above a row.
  struct Rows {
    const float *low = nullptr, *mid = nullptr, *high = nullptr;
  };
  [[nodiscard]] Rows rows(std::int32_t at_row, std::int32_t column) const {
    return {row(at_row - 1) + column, row(at_row) + column, row(at_row + 1) + column};
  }
  /// The values around a chip, by place.
  [[nodiscard]] std::array<float, kPlaces> around(std::int32_t column, std::int32_t at_row) const {
    const float* low = row(at_row) - stride_ + column;
    const float* mid = low + stride_;
    const float* high = mid + stride_;
    return {low[-1], low[0], low[1], mid[-1], mid[0], mid[1], high[-1], high[0], high[1]};
  }

 private:
  /// One beyond the margin: vectors that begin at a chip's left neighbour end there.
  static std::size_t size_of(const ChipDirectory& directory) {
    return static_cast<std::size_t>(directory.columns() + 2) * static_cast<std::size_t>(directory.rows() + 2) + 1;
  }

  std::int64_t stride_;
  std::unique_ptr<float[]> values_;
};

}  // namespace pellucid
