#include "mes/die_grid.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "mes/mes_error.h"

namespace pellucid::mes {
namespace {

constexpr double kMostDies = 1e7;
constexpr double kTolerance_um = 0.001;

}  // namespace

ChipIndex DieGrid::die_at(Vec2 p) const {
  return {static_cast<std::int32_t>(std::floor((p.x - corner_um.x) / pitch_um.x)),
          static_cast<std::int32_t>(std::floor((p.y - corner_um.y) / pitch_um.y))};
}

bool DieGrid::holds(ChipIndex die) const {
  const Vec2 low = low_um(die), high = low + pitch_um;
  const double x = std::max(std::abs(low.x), std::abs(high.x)), y = std::max(std::abs(low.y), std::abs(high.y));
  return std::hypot(x, y) <= diameter_mm * 500 - edge_exclusion_mm * 1000 + kTolerance_um;
}

Result<DieAssignment> assign_to_dies(const DieGrid& grid, std::span<const DefectBox> defects) {
  const double radius = grid.diameter_mm * 500;
  const bool sound = grid.pitch_um.x > 0 && grid.pitch_um.y > 0 && std::isfinite(grid.corner_um.x + grid.corner_um.y);
  if (!sound || 4 * radius * radius / (grid.pitch_um.x * grid.pitch_um.y) > kMostDies) {
    return fail(bad_input(mes_error::kSubject, "", "no grid of dies", "a die of a size, at most 10^7 of them",
                          fmt::format("{:g} x {:g} um", grid.pitch_um.x, grid.pitch_um.y)));
  }
  const ChipIndex low = grid.die_at({-radius, -radius}), high = grid.die_at({radius, radius});
  ChipIndex first{INT32_MAX, INT32_MAX}, last{INT32_MIN, INT32_MIN};
  for (std::int32_t row = low.row; row <= high.row; ++row) {
    for (std::int32_t column = low.column; column <= high.column; ++column) {
      if (!grid.holds({column, row})) continue;
      first = {std::min(first.column, column), std::min(first.row, row)};
      last = {std::max(last.column, column), std::max(last.row, row)};
    }
  }
  if (first.column > last.column)
    return fail(bad_input(mes_error::kSubject, "", "no whole die inside the wafer", "smaller dies", "none"));
  DieAssignment out;
  DieMap& map = out.map;
  map.columns = last.column - first.column + 1;
  map.rows = last.row - first.row + 1;
  map.step_um = map.size_um = grid.pitch_um;
  map.diameter_mm = grid.diameter_mm;
  map.first = first;
  map.bins = {{kCleanDie, "clean", true}, {kDefectiveDie, "defective", false}};
  for (std::int32_t row = first.row; row <= last.row; ++row) {
    for (std::int32_t column = first.column; column <= last.column; ++column)
      map.cells.push_back(grid.holds({column, row}) ? kCleanDie : kNoDie);
  }
  for (const DefectBox& d : defects) {
    out.die_of.push_back(grid.die_at(d.centre_um));
    const ChipIndex from = grid.die_at(d.low_um), to = grid.die_at(d.high_um);
    bool any = false;
    for (std::int32_t row = std::max(from.row, first.row); row <= std::min(to.row, last.row); ++row) {
      for (std::int32_t column = std::max(from.column, first.column); column <= std::min(to.column, last.column);
           ++column) {
        auto& cell = map.cells[static_cast<std::size_t>(row - first.row) * static_cast<std::size_t>(map.columns) +
                               static_cast<std::size_t>(column - first.column)];
        if (cell == kNoDie) continue;
        cell = kDefectiveDie;
        any = true;
      }
    }
    out.off_grid += any ? 0 : 1;
  }
  out.dies = std::ranges::count_if(map.cells, [](std::uint16_t c) { return c != kNoDie; });
  out.defective = std::ranges::count(map.cells, kDefectiveDie);
  return out;
}

}  // namespace pellucid::mes
