/// The two maps that matching compares, made comparable: intensities without trend, clipped, on one scale; verdicts as
/// fail or pass. Internal to core/correlate.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/correlate/el_table.h"
#include "core/model/chip_table.h"

namespace pellucid {

using Orientation = std::array<std::array<int, 2>, 2>;

/// The eight signed permutations: four rotations, then their mirrors.
inline constexpr std::array<Orientation, 8> kOrientations{{
    {{{1, 0}, {0, 1}}},
    {{{0, -1}, {1, 0}}},
    {{{-1, 0}, {0, -1}}},
    {{{0, 1}, {-1, 0}}},
    {{{-1, 0}, {0, 1}}},
    {{{0, 1}, {1, 0}}},
    {{{1, 0}, {0, -1}}},
    {{{0, -1}, {-1, 0}}},
}};

/// One map as a list of chips. `z`: intensity over its trend, median taken out, in robust sigma, clipped at 3, without
/// what varies over many chips; NaN where unknown. `fail`: 1, 0, or -1 where unknown.
struct MatchMap {
  std::span<const std::int32_t> column, row;
  std::vector<float> z;
  std::vector<std::int8_t> fail;
  bool has_intensity = false;  ///< intensities vary
  bool has_verdict = false;    ///< both verdicts occur

  [[nodiscard]] std::size_t size() const { return column.size(); }
};

/// `bin` is the edge of the coarse cells [chips]: what varies over seven of them counts as trend and is taken out.
[[nodiscard]] MatchMap pl_map(const ChipTable& table, int bin);
[[nodiscard]] MatchMap el_map(const ElTable& table, int bin);

/// A map in coarse cells: sums over the chips of a cell, row-major.
struct BinnedMap {
  std::int64_t first_column = 0, first_row = 0;
  int bin = 1;
  int width = 0, height = 0;
  std::vector<float> chips;  ///< number of chips
  std::vector<float> z;      ///< sum of z
  std::vector<float> fail;   ///< sum of (fail - share of fails)
};
[[nodiscard]] BinnedMap binned(const MatchMap& map, int bin);

}  // namespace pellucid
