#include "acquisition/line_power.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "acquisition/csv_reader.h"

namespace pellucid {
namespace {

/// An 8 inch wafer at 0.1 um has 2 million lines.
constexpr std::int64_t kMaxLines = 100'000'000;

Result<void> read_row(const CsvReader& csv, std::string_view line_field, std::string_view power_field,
                      std::int64_t expected_lines, std::vector<float>& power) {
  const auto line = CsvReader::integer(line_field);
  if (!line || *line < 0 || *line > kMaxLines) {
    return fail(
        csv.fault("line is not a line number", fmt::format("a whole number from 0 to {}", kMaxLines), line_field));
  }
  const auto value = CsvReader::number(power_field);
  if (!value || !(static_cast<float>(*value) > 0) || *value > 1e6) {
    return fail(csv.fault("relative_power is not a power", "a number above 0 and at most 1e6", power_field));
  }
  if (*line >= expected_lines) return {};
  const auto index = static_cast<std::size_t>(*line);
  if (index >= power.size()) power.resize(index + 1, 0.0F);
  if (power[index] != 0.0F) return fail(csv.fault("a line is listed twice", "each line once", line_field));
  power[index] = static_cast<float>(*value);
  return {};
}

}  // namespace

std::int64_t count_lines(const LayerGeometry& geometry) {
  std::int64_t lines = 0;
  for (const TilePlacement& tile : geometry.tiles) lines = std::max(lines, geometry.first_line(tile) + tile.height);
  return lines;
}

Result<std::vector<float>> read_line_power(const std::filesystem::path& path, std::int64_t expected_lines) {
  Result<CsvReader> csv = CsvReader::open(path);
  if (!csv) return fail(csv.error());
  const Result<std::size_t> line = csv->required_column("line");
  if (!line) return fail(line.error());
  const Result<std::size_t> relative = csv->required_column("relative_power");
  if (!relative) return fail(relative.error());
  std::vector<float> power;
  for (;;) {
    const auto row = csv->next();
    if (!row) return fail(row.error());
    const std::vector<std::string_view>& fields = **row;
    if (fields.empty()) break;
    if (auto read = read_row(*csv, fields[*line], fields[*relative], expected_lines, power); !read)
      return fail(read.error());
  }
  const auto missing = std::find(power.begin(), power.end(), 0.0F);
  if (missing != power.end() || static_cast<std::int64_t>(power.size()) < expected_lines) {
    const auto present = static_cast<std::int64_t>(power.size()) - std::count(power.begin(), power.end(), 0.0F);
    return fail(bad_input("acquisition.table", path.string(),
                          fmt::format("relative_power of line {} is missing", missing - power.begin()),
                          fmt::format("all of {} lines", expected_lines), fmt::format("{} lines", present)));
  }
  return power;
}

}  // namespace pellucid
