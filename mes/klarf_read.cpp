#include "mes/klarf_read.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "mes/detail/klarf_read.h"

namespace pellucid::mes {

std::optional<std::size_t> KlarfWafer::column(std::string_view name) const {
  const auto found = std::ranges::find(columns, name);
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

double KlarfWafer::value(std::size_t row, std::string_view name) const {
  const auto index = column(name);
  if (!index || (row + 1) * columns.size() > values.size()) return std::numeric_limits<double>::quiet_NaN();
  return values[row * columns.size() + *index];
}

Vec2 KlarfWafer::place_um(std::size_t row) const {
  return {value(row, "XINDEX") * header.die_pitch_um.x + value(row, "XREL") - header.sample_center_um.x,
          value(row, "YINDEX") * header.die_pitch_um.y + value(row, "YREL") - header.sample_center_um.y};
}

Result<KlarfFile> read_klarf(const std::filesystem::path& path, const KlarfRowVisitor& visitor) {
  const std::string name = path.string();
  std::error_code ignored;
  detail::TokenReader words(path, ";");
  if (!words.is_open() || std::filesystem::is_directory(path, ignored)) {
    return fail(bad_input(mes_error::kUnreadable, name, "cannot read the file", "a readable file", ""));
  }
  detail::KlarfScan scan{words, name, visitor, {}, {}};
  const bool is_12 = detail::same_word(words.peek().text, "FileVersion");
  const bool is_18 = detail::same_word(words.peek().text, "Record");
  if (!is_12 && !is_18) {
    return fail(bad_input(mes_error::kFormat, name, "not a KLARF", "FileVersion or Record as the first word",
                          detail::shown(words.peek().text)));
  }
  scan.file.version = is_18 ? KlarfVersion::v1_8 : KlarfVersion::v1_2;
  const auto read = is_18 ? detail::read_klarf18(scan) : detail::read_klarf12(scan);
  if (!read) return fail(read.error());
  return std::move(scan.file);
}

bool is_klarf(const std::filesystem::path& path) {
  detail::TokenReader words(path, ";");
  if (!words.is_open()) return false;
  const detail::Token& first = words.peek();
  return detail::same_word(first.text, "FileVersion") || detail::same_word(first.text, "Record");
}

bool write_defect_csv(const KlarfFile& file, TextSink& sink) {
  if (file.wafers.empty()) return true;
  const std::vector<std::string>& columns = file.wafers.front().columns;
  sink << "wafer,x_um,y_um";
  for (const std::string& column : columns) sink << ',' << detail::csv_text(column);
  sink << ",image\n";
  const auto number = [&](double value) {
    if (std::isfinite(value)) sink << fmt::format("{:.12g}", value);
  };
  bool all = true;
  for (const KlarfWafer& wafer : file.wafers) {
    all = all && wafer.columns == columns;
    if (wafer.columns != columns) continue;
    auto image = wafer.images.begin();
    for (std::size_t row = 0; row < static_cast<std::size_t>(wafer.rows); ++row) {
      const Vec2 place = wafer.place_um(row);
      sink << detail::csv_text(wafer.header.wafer) << ',';
      number(place.x);
      sink << ',';
      number(place.y);
      for (std::size_t c = 0; c < columns.size(); ++c) {
        sink << ',';
        number(wafer.values[row * columns.size() + c]);
      }
      sink << ',';
      if (image != wafer.images.end() && image->row == row) sink << detail::csv_text(image->file);
      while (image != wafer.images.end() && image->row == row) ++image;
      sink << '\n';
    }
  }
  return all;
}

Result<KlarfTotals> read_klarf_totals(const std::filesystem::path& path) {
  constexpr double kNm_per_um = 1000;
  KlarfTotals totals;
  constexpr std::array<std::string_view, 5> kNames{"XREL", "YREL", "XINDEX", "YINDEX", "CLASSNUMBER"};
  std::array<std::optional<std::size_t>, kNames.size()> at;
  const auto add = [&](const KlarfWafer& wafer, std::span<const double> row, std::size_t images) {
    if (wafer.rows == 0)
      std::ranges::transform(kNames, at.begin(), [&](std::string_view name) { return wafer.column(name); });
    const auto whole = [&](std::size_t i, double scale) -> std::int64_t {
      return at[i] ? detail::nearest_integer(row[*at[i]] * scale) : 0;
    };
    totals.defects += 1;
    totals.x_rel_nm += whole(0, kNm_per_um);
    totals.y_rel_nm += whole(1, kNm_per_um);
    totals.x_index += whole(2, 1);
    totals.y_index += whole(3, 1);
    totals.class_number += whole(4, 1);
    totals.images += static_cast<std::int64_t>(images);
  };
  const auto read = read_klarf(path, add);
  if (!read) return fail(read.error());
  return totals;
}

}  // namespace pellucid::mes
