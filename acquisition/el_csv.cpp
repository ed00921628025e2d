#include "acquisition/el_csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "acquisition/csv_reader.h"
#include "acquisition/error_code.h"

namespace pellucid {
namespace {

/// Probers count from a corner or from the centre; nothing real is beyond.
constexpr std::int64_t kMaxIndex = 10'000'000;

struct Columns {
  std::size_t column = 0, row = 0, intensity = 0, vf = 0, ir = 0, pass = 0;
  std::optional<std::size_t> wld;
};

Result<Columns> find_columns(const CsvReader& csv) {
  Columns columns;
  const std::pair<std::string_view, std::size_t*> wanted[] = {
      {"column", &columns.column}, {"row", &columns.row},  {"el_intensity", &columns.intensity},
      {"vf_v", &columns.vf},       {"ir_ua", &columns.ir}, {"pass", &columns.pass}};
  for (const auto& [name, index] : wanted) {
    const Result<std::size_t> found = csv.required_column(name);
    if (!found) return fail(found.error());
    *index = *found;
  }
  const auto wld = csv.column("wld_nm");
  if (!wld) return fail(wld.error());
  columns.wld = *wld;
  return columns;
}

Result<std::int32_t> read_index(const CsvReader& csv, std::string_view field, std::string_view name) {
  const auto value = CsvReader::integer(field);
  if (value && *value >= -kMaxIndex && *value <= kMaxIndex) return static_cast<std::int32_t>(*value);
  return fail(csv.fault(fmt::format("{} is not a chip index", name),
                        fmt::format("a whole number from {} to {}", -kMaxIndex, kMaxIndex), field));
}

Result<float> read_value(const CsvReader& csv, std::string_view field, std::string_view name) {
  if (field.empty()) return std::numeric_limits<float>::quiet_NaN();
  const auto value = CsvReader::number(field);
  if (value && *value >= -std::numeric_limits<float>::max() && *value <= std::numeric_limits<float>::max()) {
    return static_cast<float>(*value);
  }
  return fail(csv.fault(fmt::format("{} is not a number", name), "a finite number or nothing", field));
}

Result<void> read_row(const CsvReader& csv, const std::vector<std::string_view>& fields, const Columns& at,
                      ElTable& table) {
  const auto column = read_index(csv, fields[at.column], "column");
  if (!column) return fail(column.error());
  const auto row = read_index(csv, fields[at.row], "row");
  if (!row) return fail(row.error());
  table.column.push_back(*column);
  table.row.push_back(*row);
  struct Value {
    std::string_view name;
    std::optional<std::size_t> index;
    std::vector<float>* to;
  };
  const Value values[] = {{"el_intensity", at.intensity, &table.intensity},
                          {"vf_v", at.vf, &table.vf_v},
                          {"ir_ua", at.ir, &table.ir_ua},
                          {"wld_nm", at.wld, &table.wld_nm}};
  for (const Value& value : values) {
    const auto read = read_value(csv, value.index ? fields[*value.index] : std::string_view(), value.name);
    if (!read) return fail(read.error());
    value.to->push_back(*read);
  }
  const std::string_view pass = fields[at.pass];
  if (pass != "0" && pass != "1") return fail(csv.fault("pass is not a verdict", "0 or 1", pass));
  table.pass.push_back(pass == "1" ? 1 : 0);
  return {};
}

Error listed_twice(const ElTable& table, std::int32_t column, std::int32_t row) {
  return bad_input(acquisition_code::kTable, table.path,
                   fmt::format("chip (column {}, row {}) is listed twice", column, row), "each chip once", "two rows");
}

/// A bit a chip where the table fills its bounding box at all; sorted keys otherwise.
Result<void> refuse_duplicates(const ElTable& table) {
  const auto [c0, c1] = std::minmax_element(table.column.begin(), table.column.end());
  const auto [r0, r1] = std::minmax_element(table.row.begin(), table.row.end());
  const std::int64_t across = std::int64_t{*c1} - *c0 + 1;
  const std::int64_t down = std::int64_t{*r1} - *r0 + 1;
  constexpr std::int64_t kBitsARow = 64;  // beyond this, keys are smaller than bits
  if (across <= kBitsARow * static_cast<std::int64_t>(table.size()) / down) {
    std::vector<bool> seen(static_cast<std::size_t>(across * down));
    for (std::size_t i = 0; i < table.size(); ++i) {
      auto bit = seen[static_cast<std::size_t>((table.row[i] - std::int64_t{*r0}) * across + table.column[i] - *c0)];
      if (bit) return fail(listed_twice(table, table.column[i], table.row[i]));
      bit = true;
    }
    return {};
  }
  std::vector<std::pair<std::int32_t, std::int32_t>> keys(table.size());
  for (std::size_t i = 0; i < table.size(); ++i) keys[i] = {table.row[i], table.column[i]};
  std::sort(keys.begin(), keys.end());
  const auto twice = std::adjacent_find(keys.begin(), keys.end());
  if (twice != keys.end()) return fail(listed_twice(table, twice->second, twice->first));
  return {};
}

}  // namespace

Result<ElTable> read_el_csv(const std::filesystem::path& path) {
  Result<CsvReader> csv = CsvReader::open(path);
  if (!csv) return fail(csv.error());
  const Result<Columns> columns = find_columns(*csv);
  if (!columns) return fail(columns.error());
  ElTable table;
  table.path = path.string();
  for (;;) {
    const auto row = csv->next();
    if (!row) return fail(row.error());
    if ((*row)->empty()) break;
    if (auto read = read_row(*csv, **row, *columns, table); !read) return fail(read.error());
  }
  if (table.size() == 0) {
    return fail(
        bad_input(acquisition_code::kTable, table.path, "empty table", "at least one chip", "a header row only"));
  }
  if (auto unique = refuse_duplicates(table); !unique) return fail(unique.error());
  return table;
}

Result<void> check_el_header(const std::filesystem::path& path) {
  const Result<CsvReader> csv = CsvReader::open(path);
  if (!csv) return fail(csv.error());
  const Result<Columns> columns = find_columns(*csv);
  if (!columns) return fail(columns.error());
  return {};
}

}  // namespace pellucid
