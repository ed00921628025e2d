/// A column of the chip table reduced over squares of 4 x 4, 16 x 16, ... chips, so that a map of any zoom looks at a
/// handful of numbers a pixel. Immutable once built; any thread. Building reads the column once, in parallel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "core/flow/parallel.h"
#include "gui/model/grid_index.h"

namespace pellucid::gui {

/// How severe the worst chip of a square is; 0 where there is none.
struct WorstRank {
  using Value = std::uint8_t;
  static constexpr Value kNothing = 0;
  Value worst = 0;
  void add(Value v) { worst = v > worst ? v : worst; }
  [[nodiscard]] Value value() const { return worst; }
};

/// Mean of the chips that have a value. NaN: no chip; minus infinity: chips, but none was measured.
struct MeanValue {
  using Value = float;
  static constexpr Value kNothing = std::numeric_limits<float>::quiet_NaN();
  static constexpr Value kUnmeasured = -std::numeric_limits<float>::infinity();
  float sum = 0;
  std::uint32_t count = 0, seen = 0;
  void add(Value v) {
    if (v != v) return;
    ++seen;
    if (v == kUnmeasured) return;
    sum += v;
    ++count;
  }
  [[nodiscard]] Value value() const {
    return count > 0 ? sum / static_cast<float>(count) : seen > 0 ? kUnmeasured : kNothing;
  }
};

template <class Reduce>
class Pyramid {
 public:
  using Value = typename Reduce::Value;
  /// Squares of 2^shift chips a side, row-major from the lowest chip row and column.
  struct Level {
    int shift = 0;
    std::int32_t across = 0, down = 0;
    std::vector<Value> values;
    [[nodiscard]] Value at(std::int32_t x, std::int32_t y) const {
      return values[static_cast<std::size_t>(y) * static_cast<std::size_t>(across) + static_cast<std::size_t>(x)];
    }
  };

  /// `value_of(table row)`: what a chip brings.
  template <class ValueOf>
  Pyramid(const GridIndex& grid, const ValueOf& value_of) {
    build_first(grid, value_of);
    while (!levels_.empty() && (levels_.back().across > 64 || levels_.back().down > 64)) build_next();
  }

  /// Of squares that stand for their chips: there is nothing finer.
  explicit Pyramid(Level finest) : squares_only_(true) {
    if (!finest.values.empty()) levels_.push_back(std::move(finest));
    while (!levels_.empty() && (levels_.back().across > 64 || levels_.back().down > 64)) build_next();
  }

  /// The coarsest level whose squares are at most `chips` wide; nullptr: chips themselves have to be looked at.
  [[nodiscard]] const Level* level_for(double chips) const {
    const Level* best = squares_only_ && !levels_.empty() ? &levels_.front() : nullptr;
    for (const Level& level : levels_) {
      if (static_cast<double>(1 << level.shift) <= chips) best = &level;
    }
    return best;
  }

 private:
  static constexpr int kStep = 2;  ///< each level's squares are 4 times as wide as those of the one before

  template <class ValueOf>
  void build_first(const GridIndex& grid, const ValueOf& value_of);
  void build_next();

  std::vector<Level> levels_;
  bool squares_only_ = false;
};

template <class Reduce>
template <class ValueOf>
void Pyramid<Reduce>::build_first(const GridIndex& grid, const ValueOf& value_of) {
  constexpr std::int32_t kSide = 1 << kStep;
  Level level;
  level.shift = kStep;
  level.across = (grid.column_end() - grid.column_begin() + kSide - 1) / kSide;
  level.down = (grid.row_end() - grid.row_begin() + kSide - 1) / kSide;
  level.values.assign(static_cast<std::size_t>(level.across) * static_cast<std::size_t>(level.down), Reduce::kNothing);
  parallel_ranges(level.down, 16, [&](std::int64_t begin, std::int64_t end) {
    std::vector<Reduce> cells(static_cast<std::size_t>(level.across));
    for (auto y = static_cast<std::int32_t>(begin); y < end; ++y) {
      std::fill(cells.begin(), cells.end(), Reduce{});
      for (std::int32_t row = grid.row_begin() + y * kSide; row < grid.row_begin() + (y + 1) * kSide; ++row) {
        for (const ChipRun& run : grid.runs_of(row)) {
          std::size_t k = run.start;
          for (std::int32_t c = run.begin; c < run.end; ++c, ++k)
            cells[static_cast<std::size_t>(c - grid.column_begin()) >> kStep].add(value_of(k));
        }
      }
      for (std::size_t x = 0; x < cells.size(); ++x)
        level.values[static_cast<std::size_t>(y) * cells.size() + x] = cells[x].value();
    }
  });
  if (!level.values.empty()) levels_.push_back(std::move(level));
}

template <class Reduce>
void Pyramid<Reduce>::build_next() {
  const Level& fine = levels_.back();
  constexpr std::int32_t kSide = 1 << kStep;
  Level level;
  level.shift = fine.shift + kStep;
  level.across = (fine.across + kSide - 1) / kSide;
  level.down = (fine.down + kSide - 1) / kSide;
  level.values.reserve(static_cast<std::size_t>(level.across) * static_cast<std::size_t>(level.down));
  for (std::int32_t y = 0; y < level.down; ++y) {
    for (std::int32_t x = 0; x < level.across; ++x) {
      Reduce cell;
      for (std::int32_t v = y * kSide; v < std::min((y + 1) * kSide, fine.down); ++v) {
        for (std::int32_t u = x * kSide; u < std::min((x + 1) * kSide, fine.across); ++u) cell.add(fine.at(u, v));
      }
      level.values.push_back(cell.value());
    }
  }
  levels_.push_back(std::move(level));
}

}  // namespace pellucid::gui
