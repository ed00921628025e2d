// A wafer map as plain CSV: a die a line, with how the map lies in comment lines before the header.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <limits>

#include "mes/detail/map_text.h"

namespace pellucid::mes::detail {
namespace {

constexpr std::array<std::string_view, 6> kOriginNames{"auto",        "center",     "lower_left",
                                                       "lower_right", "upper_left", "upper_right"};
constexpr std::array<std::string_view, 5> kAxisNames{"auto", "up_right", "up_left", "down_right", "down_left"};

/// The fields of a line, in strings whose memory is used again.
void split_fields(std::string_view line, std::vector<std::string>& fields) {
  std::size_t count = 0;
  const auto next = [&]() -> std::string& {
    if (count == fields.size()) fields.emplace_back();
    fields[count].clear();
    return fields[count++];
  };
  std::string* field = &next();
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      *field += line[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      field = &next();
    } else if (c != '\r') {
      *field += c;
    }
  }
  fields.resize(count);
}

struct Die {
  std::int32_t x = 0, y = 0;
  std::uint16_t code = 0;
};

class Reader {
 public:
  Reader(std::ifstream& file, std::string path, MapFile& out) : file_(file), path_(std::move(path)), out_(out) {}

  Result<void> read() {
    for (std::string line; std::getline(file_, line);) {
      std::string_view text = line;
      if (++line_ == 1 && text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
      text = trimmed(text);
      if (text.empty()) continue;
      auto done = text.starts_with('#') ? fact(text.substr(1)) : columns_ == 0 ? header(text) : die(text);
      if (!done) return done;
    }
    return lay();
  }

 private:
  [[nodiscard]] tl::unexpected<Error> wrong(std::string_view what, std::string_view expected,
                                            std::string_view found) const {
    return fail(syntax_error(path_, line_, what, expected, shown(found)));
  }

  /// `# key: value`; keys that are not known are comments.
  Result<void> fact(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return {};
    const std::string_view key = trimmed(text.substr(0, colon)), value = trimmed(text.substr(colon + 1));
    DieMap& map = out_.map;
    if (key == "device") map.device = value;
    if (key == "lot") map.lot = value;
    if (key == "wafer") map.wafer = value;
    if (key == "step_x_um") map.size_um.x = map.step_um.x = number(value).value_or(0);
    if (key == "step_y_um") map.size_um.y = map.step_um.y = number(value).value_or(0);
    if (key == "columns") map.columns = static_cast<std::int32_t>(std::min(integer(value).value_or(0), kMostSide + 1));
    if (key == "rows") map.rows = static_cast<std::int32_t>(std::min(integer(value).value_or(0), kMostSide + 1));
    if (key == "orientation") {
      const auto side = side_named(value);
      if (!side) return wrong("orientation is none", "down, left, up or right", value);
      map.side = *side;
    }
    const auto origin = std::ranges::find(kOriginNames, value), axis = std::ranges::find(kAxisNames, value);
    if (key == "origin" && origin != kOriginNames.end()) {
      axes_.origin = static_cast<Origin>(origin - kOriginNames.begin());
    }
    if (key == "axis" && axis != kAxisNames.end())
      axes_.direction = static_cast<AxisDirection>(axis - kAxisNames.begin());
    return {};
  }

  Result<void> header(std::string_view text) {
    split_fields(text, fields_);
    columns_ = fields_.size();
    for (std::size_t i = 0; i < columns_; ++i) {
      const std::string_view name = trimmed(fields_[i]);
      for (std::size_t k = 0; k < kNames.size(); ++k) {
        if (same_word(name, kNames[k])) at_[k] = i;
      }
    }
    if (!at_[0] || !at_[1] || !at_[2]) return wrong("not the header of a map", "columns x, y and bin", text);
    return out_.map.columns != 0 && out_.map.rows != 0 ? make_room() : Result<void>();
  }

  Result<void> die(std::string_view text) {
    split_fields(text, fields_);
    const auto& fields = fields_;
    if (fields.size() != columns_) {
      return wrong("a line of another length than the header", std::to_string(columns_) + " fields",
                   std::to_string(fields.size()));
    }
    const auto x = integer(trimmed(fields[*at_[0]])), y = integer(trimmed(fields[*at_[1]]));
    const std::string_view bin = trimmed(fields[*at_[2]]);
    const auto code = bin.empty() ? std::optional(kUntested) : code_of(bin, BinType::decimal);
    const auto far = [](std::int64_t v) { return v < -kMostSide || v > kMostSide; };
    if (!x || !y || far(*x) || far(*y)) return wrong("x or y is no index", "integers", text);
    if (!code) return wrong("a bin is none", "0 to 65533, or nothing", bin);
    const Die found{static_cast<std::int32_t>(*x), static_cast<std::int32_t>(*y), *code};
    ++count_;
    if (out_.map.cells.empty()) {
      dies_.push_back(found);
    } else if (auto placed = place(found); !placed) {
      return placed;
    }
    if (*code == kUntested) return {};
    if (std::ranges::find(out_.map.bins, *code, &BinInfo::code) != out_.map.bins.end()) return {};
    const std::string name = at_[3] ? fields[*at_[3]] : fmt::format("Bin{}", *code);
    out_.map.bins.push_back({*code, name, at_[4] ? trimmed(fields[*at_[4]]) == "1" : *code == 1});
    return {};
  }

  Result<void> make_room() {
    DieMap& map = out_.map;
    axes_ = resolved(axes_, Origin::lower_left, RowOrder::axes);
    if (auto good = check_size(path_, line_, map.columns, map.rows); !good) return good;
    map.cells.assign(static_cast<std::size_t>(map.columns) * static_cast<std::size_t>(map.rows), kNoDie);
    return {};
  }

  Result<void> place(const Die& die) {
    DieMap& map = out_.map;
    const ChipIndex cell = axes_.cell({die.x, die.y}, map.columns, map.rows);
    if (cell.column < 0 || cell.row < 0 || cell.column >= map.columns || cell.row >= map.rows) {
      return wrong("a die lies outside the map", fmt::format("{} x {} dies", map.columns, map.rows),
                   fmt::format("x {}, y {}", die.x, die.y));
    }
    map.cells[static_cast<std::size_t>(cell.row) * static_cast<std::size_t>(map.columns) +
              static_cast<std::size_t>(cell.column)] = die.code;
    return {};
  }

  Result<void> lay() {
    if (count_ == 0) return wrong("no die", "lines of x, y and bin", "none");
    std::ranges::sort(out_.map.bins, {}, &BinInfo::code);
    return out_.map.cells.empty() ? lay_by_extent() : Result<void>();
  }

  /// A map that does not say how large it is is as large as its dies.
  Result<void> lay_by_extent() {
    ChipIndex low{INT32_MAX, INT32_MAX}, high{INT32_MIN, INT32_MIN};
    for (const Die& d : dies_) {
      low = {std::min(low.column, d.x), std::min(low.row, d.y)};
      high = {std::max(high.column, d.x), std::max(high.row, d.y)};
    }
    out_.map.columns = high.column - low.column + 1;
    out_.map.rows = high.row - low.row + 1;
    if (auto made = make_room(); !made) return made;
    axes_.origin = axes_.grows_up() ? (axes_.grows_right() ? Origin::lower_left : Origin::lower_right)
                                    : (axes_.grows_right() ? Origin::upper_left : Origin::upper_right);
    for (const Die& d : dies_) {
      if (auto placed = place({d.x - low.column, d.y - low.row, d.code}); !placed) return placed;
    }
    return {};
  }

  static constexpr std::array<std::string_view, 5> kNames{"x", "y", "bin", "name", "pass"};
  std::ifstream& file_;
  std::string path_;
  MapFile& out_;
  MapAxes axes_{Origin::automatic, AxisDirection::automatic, RowOrder::axes};
  std::array<std::optional<std::size_t>, kNames.size()> at_{};
  std::size_t columns_ = 0;
  std::vector<std::string> fields_;  ///< of the line being read
  std::vector<Die> dies_;            ///< where the map's size is not known before them
  std::int64_t count_ = 0;
  std::int64_t line_ = 0;
};

}  // namespace

void write_map_csv(const MapView& view, TextSink& sink, const std::stop_token& stop) {
  const DieMap& map = view.map();
  const auto fact = [&](std::string_view key, std::string_view value) {
    sink << "# " << key << ": " << shown(value) << '\n';
  };
  fact("device", map.device);
  fact("lot", map.lot);
  fact("wafer", map.wafer);
  fact("orientation", name_of(view.side()));
  fact("origin", kOriginNames[static_cast<std::size_t>(view.axes().origin)]);
  fact("axis", kAxisNames[static_cast<std::size_t>(view.axes().direction)]);
  fact("columns", std::to_string(view.columns()));
  fact("rows", std::to_string(view.rows()));
  fact("step_x_um", fmt::format("{}", view.step_um().x));
  fact("step_y_um", fmt::format("{}", view.step_um().y));
  sink << "x,y,column,row,bin,name,pass\n";

  std::vector<std::string> ends(0x10000);  // of lines, by code
  for (const BinInfo& bin : map.bins) {
    ends[bin.code] = fmt::format(",{},{},{}\n", bin.code, csv_text(bin.name), bin.pass ? 1 : 0);
  }
  ends[kUntested] = ",,Not tested,0\n";
  for (std::int32_t n = 0; n < view.rows() && !stop.stop_requested(); ++n) {
    for (std::int32_t i = 0; i < view.columns(); ++i) {
      const std::uint16_t code = view.at(n, i);
      if (code == kNoDie) continue;
      const ChipIndex cell = view.cell(n, i), chip = view.source(cell);
      const ChipIndex label = view.axes().label(cell, view.columns(), view.rows());
      sink << label.column << ',' << label.row << ',' << map.first.column + chip.column << ','
           << map.first.row + chip.row << (ends[code].empty() ? fmt::format(",{},,0\n", code) : ends[code]);
    }
  }
}

Result<MapFile> read_map_csv(const std::filesystem::path& path) {
  MapFile out;
  out.format = MapFormat::csv;
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return fail(bad_input(mes_error::kUnreadable, path.string(), "cannot read the file", "a readable file", ""));
  if (auto read = Reader(file, path.string(), out).read(); !read) return fail(read.error());
  return out;
}

}  // namespace pellucid::mes::detail
