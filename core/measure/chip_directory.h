/// Which chips there are, and where each stands in the chip table: runs of columns a row, so that a lookup is a short
/// scan and 40 million chips need no index of their own. Immutable after building; safe from any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "core/measure/chip_weights.h"
#include "core/model/wafer.h"

namespace pellucid {

class ChipDirectory {
 public:
  explicit ChipDirectory(const WaferDesign& wafer);

  [[nodiscard]] std::int64_t size() const { return size_; }
  /// Row of the chip table, or -1 where no chip is.
  [[nodiscard]] std::int64_t find(std::int32_t column, std::int32_t row) const {
    if (row < 0 || row >= rows_) return -1;
    for (std::int64_t k = row_runs_[static_cast<std::size_t>(row)]; k < row_runs_[static_cast<std::size_t>(row) + 1];
         ++k) {
      const Run& run = runs_[static_cast<std::size_t>(k)];
      if (column >= run.begin && column < run.end) return run.start + (column - run.begin);
    }
    return -1;
  }
  /// Which sides of a chip border on a street.
  [[nodiscard]] ChipNorms::Streets streets(std::int32_t column, std::int32_t row) const {
    return static_cast<ChipNorms::Streets>(column_streets_[static_cast<std::size_t>(column)] |
                                           row_streets_[static_cast<std::size_t>(row)]);
  }
  /// Every value that `streets` can have on this wafer.
  [[nodiscard]] std::vector<ChipNorms::Streets> street_kinds() const;
  [[nodiscard]] double column_um(std::int32_t column) const { return column_um_[static_cast<std::size_t>(column)]; }
  [[nodiscard]] double row_um(std::int32_t row) const { return row_um_[static_cast<std::size_t>(row)]; }
  [[nodiscard]] std::int32_t rows() const { return rows_; }
  [[nodiscard]] std::int32_t columns() const { return static_cast<std::int32_t>(column_um_.size()); }

  struct Run {
    std::int32_t begin = 0, end = 0;  ///< columns
    std::int64_t start = 0;           ///< table row of the first
  };
  /// Runs of one row of chips.
  [[nodiscard]] const Run* runs_begin(std::int32_t row) const {
    return runs_.data() + row_runs_[static_cast<std::size_t>(row)];
  }
  [[nodiscard]] const Run* runs_end(std::int32_t row) const {
    return runs_.data() + row_runs_[static_cast<std::size_t>(row) + 1];
  }

  /// body(table row, column, chip row) for all chips of the chip rows [begin, end), in the table's order.
  template <class Body>
  void for_rows(std::int64_t begin, std::int64_t end, const Body& body) const {
    for (auto row = static_cast<std::int32_t>(begin); row < end; ++row) {
      for (const Run* run = runs_begin(row); run != runs_end(row); ++run) {
        for (std::int32_t c = run->begin; c < run->end; ++c) body(run->start + (c - run->begin), c, row);
      }
    }
  }

 private:
  std::int32_t rows_ = 0;
  std::int64_t size_ = 0;
  std::vector<Run> runs_;
  std::vector<std::int64_t> row_runs_;
  std::vector<double> column_um_, row_um_;
  std::vector<std::uint8_t> column_streets_, row_streets_;
};

}  // namespace pellucid
