#include "inspection/chip_selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <ranges>
#include <utility>

#include "acquisition/chip_list_csv.h"
#include "inspection/column_condition.h"
#include "results/chip_columns.h"

namespace pellucid {
namespace {

using Rows = std::vector<std::size_t>;

/// Each chip of the list once, where it stands first.
Result<Rows> listed_rows(const ChipColumns& table, const std::filesystem::path& result,
                         const std::filesystem::path& list) {
  const auto chips = read_chip_list(list);
  if (!chips) return fail(chips.error());
  const auto columns = table.integers("column");
  if (!columns) return fail(columns.error());
  const auto rows = table.integers("row");
  if (!rows) return fail(rows.error());
  const auto place = [&](std::size_t k) { return std::pair((*rows)[k], (*columns)[k]); };
  const auto index = std::views::iota(std::size_t{0}, table.rows());  // the table is sorted by row, then column
  Rows found;
  std::vector<bool> taken(table.rows(), false);
  for (const ChipIndex& chip : *chips) {
    const auto at = std::ranges::lower_bound(index, std::pair(chip.row, chip.column), {}, place);
    if (at == index.end() || place(*at) != std::pair(chip.row, chip.column)) {
      return fail(bad_input("inspection.no_chip", list.string(), "no such chip", "chips of " + result.string(),
                            fmt::format("column {}, row {}", chip.column, chip.row)));
    }
    if (!taken[*at]) found.push_back(*at);
    taken[*at] = true;
  }
  return found;
}

Result<void> keep_classes(const ChipColumns& table, const std::vector<ChipClass>& wanted, Rows& rows) {
  const auto classes = table.classes();
  if (!classes) return fail(classes.error());
  std::erase_if(rows, [&](std::size_t row) { return std::ranges::find(wanted, (*classes)[row]) == wanted.end(); });
  return {};
}

Result<void> keep_where(const ChipColumns& table, const std::string& where, Rows& rows) {
  const auto conditions = parse_conditions(where, [&](std::string_view column) { return table.has(column); });
  if (!conditions) return fail(conditions.error());
  for (const ColumnCondition& condition : *conditions) {
    const auto values = table.floats(condition.column);
    if (!values) return fail(values.error());
    std::erase_if(rows, [&](std::size_t row) { return !condition.holds((*values)[row]); });
  }
  return {};
}

}  // namespace

Result<std::vector<std::size_t>> select_chips(const std::filesystem::path& result, const ChipSelection& selection) {
  const auto table = ChipColumns::open(result / "chips.h5");
  if (!table) return fail(table.error());
  Rows rows;
  if (selection.list.empty()) {
    rows.resize(table->rows());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
  } else {
    auto listed = listed_rows(*table, result, selection.list);
    if (!listed) return fail(listed.error());
    rows = std::move(*listed);
  }
  if (!selection.classes.empty()) {
    if (auto kept = keep_classes(*table, selection.classes, rows); !kept) return fail(kept.error());
  }
  if (auto kept = keep_where(*table, selection.where, rows); !kept) return fail(kept.error());
  if (!selection.sort_by.empty()) {
    const auto values = table->floats(selection.sort_by);
    if (!values) return fail(values.error());
    sort_by_value(rows, selection.descending, [&](std::size_t row) { return (*values)[row]; });
  }
  return rows;
}

}  // namespace pellucid
