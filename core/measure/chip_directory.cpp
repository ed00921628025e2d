#include "core/measure/chip_directory.h"

#include <array>
#include <set>

#include "core/flow/parallel.h"

namespace pellucid {
namespace {

constexpr std::int64_t kRowsAtOnce = 32;

/// Columns from a row's first chip to behind its last.
struct Reach {
  std::int32_t begin = 0, end = 0;
};

/// Of all rows. Wafers and images are convex: between its ends a row lacks excluded chips only, and only sites before
/// and behind them need to be looked at.
std::vector<Reach> reaches_of(const WaferDesign& wafer) {
  const ChipGrid& grid = *wafer.chips;
  std::vector<Reach> reaches(static_cast<std::size_t>(grid.rows));
  parallel_ranges(grid.rows, kRowsAtOnce, [&](std::int64_t first, std::int64_t last) {
    for (auto row = static_cast<std::int32_t>(first); row < last; ++row) {
      std::int32_t begin = 0, end = grid.columns;
      while (begin < end && !wafer.has_chip({begin, row})) ++begin;
      while (begin < end && !wafer.has_chip({end - 1, row})) --end;
      reaches[static_cast<std::size_t>(row)] = {begin, end};
    }
  });
  return reaches;
}

}  // namespace

ChipDirectory::ChipDirectory(const WaferDesign& wafer) : rows_(wafer.chips->rows) {
  const ChipGrid& grid = *wafer.chips;
  for (std::int32_t c = 0; c < grid.columns; ++c) {
    column_um_.push_back(grid.column_um(c));
    const bool left = grid.field && c % grid.field->columns == 0;
    const bool right = grid.field && (c + 1) % grid.field->columns == 0;
    column_streets_.push_back(static_cast<std::uint8_t>((left ? 1 : 0) | (right ? 2 : 0)));
  }
  const std::vector<Reach> reaches = reaches_of(wafer);
  row_runs_.push_back(0);
  for (std::int32_t r = 0; r < grid.rows; ++r) {
    row_um_.push_back(grid.row_um(r));
    const bool below = grid.field && r % grid.field->rows == 0;
    const bool above = grid.field && (r + 1) % grid.field->rows == 0;
    row_streets_.push_back(static_cast<std::uint8_t>((below ? 4 : 0) | (above ? 8 : 0)));
    const Reach reach = reaches[static_cast<std::size_t>(r)];
    bool inside = false;
    for (std::int32_t c = reach.begin; c < reach.end; ++c) {
      const bool chip = !grid.is_excluded({c, r});
      if (chip && !inside) runs_.push_back({c, c, size_});
      if (chip) {
        ++runs_.back().end;
        ++size_;
      }
      inside = chip;
    }
    row_runs_.push_back(static_cast<std::int64_t>(runs_.size()));
  }
}

std::vector<ChipNorms::Streets> ChipDirectory::street_kinds() const {
  std::array<bool, 16> seen{};
  for (const std::uint8_t row : std::set(row_streets_.begin(), row_streets_.end())) {
    for (const std::uint8_t column : column_streets_) seen[row | column] = true;
  }
  std::vector<ChipNorms::Streets> kinds;
  for (std::size_t k = 0; k < seen.size(); ++k) {
    if (seen[k]) kinds.push_back(static_cast<ChipNorms::Streets>(k));
  }
  return kinds;
}

}  // namespace pellucid
