#include "mes/die_map.h"

#include <fmt/format.h>

#include <algorithm>

#include "mes/mes_error.h"

namespace pellucid::mes {
namespace {

/// Worst first: the order in which an inspection gives classes, but for what was not measured.
constexpr std::array kWorstFirst{ChipClass::missing, ChipClass::mechanical, ChipClass::leaky, ChipClass::dark,
                                 ChipClass::partial, ChipClass::wavelength, ChipClass::dim,   ChipClass::bright,
                                 ChipClass::retest,  ChipClass::suspect,    ChipClass::good};

using CellCounts = std::array<std::int32_t, kAllClasses.size()>;

std::size_t index_of(ChipClass c) {
  return std::min(static_cast<std::size_t>(c), kAllClasses.size() - 1);
}

/// The class that stands for a cell's chips.
ChipClass judged(const CellCounts& counts, ReduceRule rule) {
  ChipClass chosen = ChipClass::unmeasured;
  std::int32_t most = 0;
  for (const ChipClass c : kWorstFirst) {
    const std::int32_t count = counts[index_of(c)];
    if (count <= most) continue;
    chosen = c;
    most = count;
    if (rule == ReduceRule::worst) break;
  }
  return chosen;
}

struct IndexBox {
  ChipIndex low, high;  ///< inclusive
};

/// The design's grid where it holds every chip, so that each wafer of a lot gives a map of one size; else what is
/// listed.
IndexBox index_box(const ChipTable& table, const ChipGrid& grid) {
  IndexBox box{{INT32_MAX, INT32_MAX}, {INT32_MIN, INT32_MIN}};
  for (std::size_t i = 0; i < table.size(); ++i) {
    box.low = {std::min(box.low.column, table.column[i]), std::min(box.low.row, table.row[i])};
    box.high = {std::max(box.high.column, table.column[i]), std::max(box.high.row, table.row[i])};
  }
  const ChipIndex last{grid.columns - 1, grid.rows - 1};
  const bool inside =
      box.low.column >= 0 && box.low.row >= 0 && box.high.column <= last.column && box.high.row <= last.row;
  return inside && grid.columns > 0 && grid.rows > 0 ? IndexBox{{0, 0}, last} : box;
}

/// Fills the map's cells from the table, whose rows are ordered by chip row: one line of cells is counted at a time.
void fill_cells(const ChipTable& table, const IndexBox& box, ChipIndex step, const ExportProfile& profile,
                DieMap& map) {
  std::vector<CellCounts> line(static_cast<std::size_t>(map.columns));
  const auto settle = [&](std::int32_t row) {
    for (std::size_t c = 0; c < line.size(); ++c) {
      if (std::ranges::all_of(line[c], [](std::int32_t n) { return n == 0; })) continue;
      const ClassRule& rule = profile.rule(judged(line[c], profile.map.rule));
      map.cells[static_cast<std::size_t>(row) * line.size() + c] =
          rule.tested ? static_cast<std::uint16_t>(rule.bin) : kUntested;
      line[c] = {};
    }
  };
  std::int32_t now = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const std::int32_t row = (table.row[i] - box.low.row) / step.row;
    if (row != now) settle(now);
    now = row;
    const auto column = static_cast<std::size_t>((table.column[i] - box.low.column) / step.column);
    ++line[column][index_of(table.chip_class[i])];
  }
  settle(now);
}

void describe_bins(const ExportProfile& profile, DieMap& map) {
  for (const ClassRule& rule : profile.classes) {
    if (!rule.tested) continue;
    const auto code = static_cast<std::uint16_t>(rule.bin);
    const auto known = std::ranges::find(map.bins, code, &BinInfo::code);
    if (known == map.bins.end()) {
      map.bins.push_back({code, rule.name, rule.pass});
    } else {
      known->name += "/" + rule.name;
      known->pass = known->pass && rule.pass;
    }
  }
  std::ranges::sort(map.bins, {}, &BinInfo::code);
}

}  // namespace

bool DieMap::is_pass(std::uint16_t code) const {
  const auto found = std::ranges::find(bins, code, &BinInfo::code);
  return found != bins.end() && found->pass;
}

MapTotals totals_of(const DieMap& map) {
  MapTotals totals;
  totals.columns = map.columns;
  totals.rows = map.rows;
  std::vector<std::int64_t> counts(0x10000);
  for (std::int32_t row = 0; row < map.rows; ++row) {
    for (std::int32_t column = 0; column < map.columns; ++column) {
      const std::uint16_t code = map.at({column, row});
      if (code == kNoDie) continue;
      ++counts[code];
      totals.columns_sum += column;
      totals.rows_sum += row;
      totals.marked_columns_sum += std::int64_t{column} * code;
      totals.marked_rows_sum += std::int64_t{row} * code;
    }
  }
  for (std::size_t code = 0; code < counts.size(); ++code) {
    if (counts[code] > 0) totals.counts[static_cast<std::uint16_t>(code)] = counts[code];
  }
  return totals;
}

Result<DieMap> make_die_map(const ExportSubject& subject, const ExportProfile& profile) {
  if (!subject.wafer.chips) {
    return fail(
        bad_input(mes_error::kSubject, "", "an unpatterned wafer has no map", "a wafer with a chip grid", "none"));
  }
  const ChipGrid& grid = *subject.wafer.chips;
  const auto side = side_of_mark(subject.wafer.mark_deg);
  if (!side) {
    return fail(bad_input(mes_error::kSubject, "", "the wafer's mark is at no side of a map",
                          "mark_deg 0, 90, 180 or 270", fmt::format("{}", subject.wafer.mark_deg)));
  }
  if (profile.map.by_field && !grid.field) {
    return fail(bad_input(mes_error::kSubject, "", "map.by_field asks for fields, and the wafer's design has none",
                          "map.by_field: false", "true"));
  }
  if (subject.table.size() == 0)
    return fail(bad_input(mes_error::kSubject, "", "the result lists no chip", "chips", "none"));
  const ChipIndex step = profile.map.by_field ? ChipIndex{grid.field->columns, grid.field->rows}
                                              : ChipIndex{profile.map.reduce_columns, profile.map.reduce_rows};
  const Vec2 street = profile.map.by_field ? grid.field->street_um : Vec2{};
  IndexBox box = index_box(subject.table, grid);
  const auto aligned = [](std::int32_t index, std::int32_t of) { return index - (index % of + of) % of; };
  box.low = {aligned(box.low.column, step.column), aligned(box.low.row, step.row)};
  DieMap map;
  map.device = profile.device;
  map.lot = profile.lot.empty() ? subject.wafer.lot : profile.lot;
  map.wafer = profile.wafer.empty() ? subject.wafer.id : profile.wafer;
  map.side = *side;
  map.columns = (box.high.column - box.low.column) / step.column + 1;
  map.rows = (box.high.row - box.low.row) / step.row + 1;
  map.step_um = Vec2{step.column * grid.pitch_um.x, step.row * grid.pitch_um.y} + street;
  map.size_um = step == ChipIndex{1, 1} ? grid.size_um : map.step_um;
  map.diameter_mm = subject.wafer.diameter_mm;
  map.first = {box.low.column / step.column, box.low.row / step.row};
  map.cells.assign(static_cast<std::size_t>(map.columns) * static_cast<std::size_t>(map.rows), kNoDie);
  fill_cells(subject.table, box, step, profile, map);
  describe_bins(profile, map);
  return map;
}

DieMap turned_to(DieMap map, MarkSide side) {
  const TurnedGrid grid{map.columns, map.rows, quarters(map.side, side)};
  if (grid.clockwise_quarters == 0) return map;
  std::vector<std::uint16_t> cells;
  cells.reserve(map.cells.size());
  for (std::int32_t row = 0; row < grid.turned_rows(); ++row) {
    for (std::int32_t column = 0; column < grid.turned_columns(); ++column) {
      cells.push_back(map.at(grid.source({column, row})));
    }
  }
  map.cells = std::move(cells);
  map.side = side;
  map.columns = grid.turned_columns();
  map.rows = grid.turned_rows();
  map.step_um = turned_size(map.step_um, grid.clockwise_quarters);
  map.size_um = turned_size(map.size_um, grid.clockwise_quarters);
  return map;
}

}  // namespace pellucid::mes
