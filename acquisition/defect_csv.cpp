#include "acquisition/defect_csv.h"

#include <array>
#include <cctype>
#include <optional>

#include "acquisition/csv_reader.h"

namespace pellucid {
namespace {

using Column = std::optional<std::size_t>;

/// Where the numbers of a defect stand, and what makes micrometres of the place.
struct Columns {
  Column x, y, width, height, filter;
  std::array<Column, 4> box;  ///< left, bottom, right, top
  double um = 1;
};

std::string lower_case(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

Result<Columns> columns_of(const CsvReader& csv, const RowFilter& filter) {
  Columns c;
  const auto find = [&](const char* name, Column& column) -> Result<void> {
    auto found = csv.column(name);
    if (!found) return fail(found.error());
    column = *found;
    return {};
  };
  constexpr std::array<const char*, 4> kBox{"left_um", "bottom_um", "right_um", "top_um"};
  for (std::size_t i = 0; i < kBox.size(); ++i) {
    if (auto found = find(kBox[i], c.box[i]); !found) return fail(found.error());
  }
  if (auto found = find("w_um", c.width); !found) return fail(found.error());
  if (auto found = find("h_um", c.height); !found) return fail(found.error());
  if (auto found = find("x_um", c.x); !found) return fail(found.error());
  if (auto found = find("y_um", c.y); !found) return fail(found.error());
  if (!c.x || !c.y) {
    c.um = 1000;
    auto x = csv.required_column("x_mm");
    if (!x) return fail(csv.fault("no place in the list", "columns x_um and y_um, or X_mm and Y_mm", "neither"));
    auto y = csv.required_column("y_mm");
    if (!y) return fail(y.error());
    c.x = *x, c.y = *y;
  }
  if (filter.column.empty()) return c;
  auto wanted = csv.required_column(lower_case(filter.column));
  if (!wanted) return fail(wanted.error());
  c.filter = *wanted;
  return c;
}

}  // namespace

Result<std::vector<DefectBox>> read_defect_csv(const std::filesystem::path& path, const RowFilter& filter) {
  auto csv = CsvReader::open(path);
  if (!csv) return fail(csv.error());
  const auto columns = columns_of(*csv, filter);
  if (!columns) return fail(columns.error());
  std::vector<DefectBox> defects;
  for (;;) {
    auto row = csv->next();
    if (!row) return fail(row.error());
    const std::vector<std::string_view>& fields = **row;
    if (fields.empty()) return defects;
    if (columns->filter && fields[*columns->filter] != filter.value) continue;
    std::optional<Error> fault;
    const auto number = [&](Column column, double without) {
      if (!column) return without;
      const auto value = CsvReader::number(fields[*column]);
      if (!value && !fault) fault = csv->fault("not a number", "a finite number", fields[*column]);
      return value.value_or(without);
    };
    DefectBox d;
    d.centre_um = {columns->um * number(columns->x, 0), columns->um * number(columns->y, 0)};
    const Vec2 half{0.5 * number(columns->width, 0), 0.5 * number(columns->height, 0)};
    d.low_um = {number(columns->box[0], d.centre_um.x - half.x), number(columns->box[1], d.centre_um.y - half.y)};
    d.high_um = {number(columns->box[2], d.centre_um.x + half.x), number(columns->box[3], d.centre_um.y + half.y)};
    if (fault) return fail(*fault);
    defects.push_back(d);
  }
}

}  // namespace pellucid
