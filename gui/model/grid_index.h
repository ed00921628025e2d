/// Which table row holds which chip: the runs of chips side by side, looked up both ways. It takes kilobytes where the
/// two index columns would take hundreds of megabytes. Immutable; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/judge/chip_runs.h"
#include "core/model/geometry.h"
#include "gui/model/chip_set.h"

namespace pellucid::gui {

class GridIndex {
 public:
  GridIndex() = default;
  /// As chip_runs() gives them: by chip row, then column.
  explicit GridIndex(std::vector<ChipRun> runs);

  [[nodiscard]] std::size_t size() const { return size_; }  ///< chips
  /// Half-open bounds of the listed chips; empty where there is none.
  [[nodiscard]] std::int32_t column_begin() const { return column_begin_; }
  [[nodiscard]] std::int32_t column_end() const { return column_end_; }
  [[nodiscard]] std::int32_t row_begin() const { return row_begin_; }
  [[nodiscard]] std::int32_t row_end() const { return row_begin_ + static_cast<std::int32_t>(first_run_.size()) - 1; }

  /// The runs of one row of chips, by column; nothing outside the bounds.
  [[nodiscard]] std::span<const ChipRun> runs_of(std::int32_t row) const;
  [[nodiscard]] std::span<const ChipRun> runs() const { return runs_; }
  /// nullopt where no chip is listed.
  [[nodiscard]] std::optional<std::size_t> table_row(ChipIndex chip) const;
  /// The chips in a rectangle of columns and rows, both ends in it.
  [[nodiscard]] ChipSet chips_in(ChipIndex first, ChipIndex last) const;
  /// Requires table_row < size().
  [[nodiscard]] ChipIndex chip(std::size_t table_row) const;

 private:
  std::vector<ChipRun> runs_;
  std::vector<std::size_t> first_run_{0};  ///< of each row of chips, and one more
  std::size_t size_ = 0;
  std::int32_t column_begin_ = 0, column_end_ = 0, row_begin_ = 0;
};

}  // namespace pellucid::gui
