#include "gui/model/grid_index.h"

#include <algorithm>

namespace pellucid::gui {

GridIndex::GridIndex(std::vector<ChipRun> runs) : runs_(std::move(runs)) {
  if (runs_.empty()) return;
  row_begin_ = runs_.front().row;
  column_begin_ = runs_.front().begin;
  column_end_ = runs_.front().end;
  first_run_.clear();
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    const ChipRun& run = runs_[i];
    while (first_run_.size() <= static_cast<std::size_t>(run.row - row_begin_)) first_run_.push_back(i);
    column_begin_ = std::min(column_begin_, run.begin);
    column_end_ = std::max(column_end_, run.end);
  }
  first_run_.push_back(runs_.size());
  size_ = runs_.back().stop();
}

std::span<const ChipRun> GridIndex::runs_of(std::int32_t row) const {
  if (row < row_begin_ || row >= row_end()) return {};
  const auto at = static_cast<std::size_t>(row - row_begin_);
  return std::span(runs_).subspan(first_run_[at], first_run_[at + 1] - first_run_[at]);
}

std::optional<std::size_t> GridIndex::table_row(ChipIndex chip) const {
  for (const ChipRun& run : runs_of(chip.row)) {
    if (chip.column >= run.begin && chip.column < run.end)
      return run.start + static_cast<std::size_t>(chip.column - run.begin);
  }
  return std::nullopt;
}

ChipSet GridIndex::chips_in(ChipIndex first, ChipIndex last) const {
  ChipSet chips(size_);
  for (std::int32_t row = std::max(first.row, row_begin_); row <= std::min(last.row, row_end() - 1); ++row) {
    for (const ChipRun& run : runs_of(row)) {
      for (std::int32_t c = std::max(first.column, run.begin); c < std::min(last.column + 1, run.end); ++c)
        chips.insert(run.start + static_cast<std::size_t>(c - run.begin));
    }
  }
  return chips;
}

ChipIndex GridIndex::chip(std::size_t table_row) const {
  const auto run = std::ranges::upper_bound(runs_, table_row, {}, &ChipRun::start) - 1;
  return {run->begin + static_cast<std::int32_t>(table_row - run->start), run->row};
}

}  // namespace pellucid::gui
