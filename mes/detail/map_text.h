/// What the writers and readers of map files share: how bins are written, and a map as a file lists it. Private to the
/// room; any thread.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mes/detail/text.h"
#include "mes/map_file.h"
#include "mes/mes_error.h"

namespace pellucid::mes::detail {

/// Characters of a bin.
[[nodiscard]] constexpr int width_of(BinType type) {
  constexpr std::array<int, 4> kWidths{1, 3, 2, 4};
  return kWidths[static_cast<std::size_t>(type)];
}

/// 0 to 9, A to Z, a to z; other characters are their code + 128.
[[nodiscard]] std::optional<std::uint16_t> code_of(std::string_view text, BinType type);
/// Text of every code that the type can say, of kUntested and of kNoDie.
class BinTexts {
 public:
  explicit BinTexts(BinType type);
  [[nodiscard]] const std::string& operator[](std::uint16_t code) const {
    return code == kNoDie ? none_ : code == kUntested ? untested_ : texts_[code];
  }
  [[nodiscard]] const std::string& none() const { return none_; }
  [[nodiscard]] const std::string& untested() const { return untested_; }

 private:
  std::vector<std::string> texts_;
  std::string none_, untested_;
};
/// Is there a text for a bin, beside those of "not tested" and "no die".
[[nodiscard]] bool can_say(BinType type, std::uint16_t code);

/// A map turned as a file wants it, with the file's order of rows and cells.
class MapView {
 public:
  MapView(const DieMap& map, MarkSide side, MapAxes axes)
      : map_(map), grid_{map.columns, map.rows, quarters(map.side, side)}, side_(side), axes_(axes) {}

  [[nodiscard]] const DieMap& map() const { return map_; }
  [[nodiscard]] MarkSide side() const { return side_; }
  [[nodiscard]] const MapAxes& axes() const { return axes_; }
  [[nodiscard]] std::int32_t columns() const { return grid_.turned_columns(); }
  [[nodiscard]] std::int32_t rows() const { return grid_.turned_rows(); }
  [[nodiscard]] Vec2 step_um() const { return turned_size(map_.step_um, grid_.clockwise_quarters); }
  [[nodiscard]] Vec2 size_um() const { return turned_size(map_.size_um, grid_.clockwise_quarters); }
  /// Cell (column to the right, row up) of the turned map that is the i-th of the file's n-th row.
  [[nodiscard]] ChipIndex cell(std::int32_t n, std::int32_t i) const {
    return {axes_.left_first() ? i : columns() - 1 - i, axes_.top_first() ? rows() - 1 - n : n};
  }
  [[nodiscard]] std::uint16_t at(std::int32_t n, std::int32_t i) const { return map_.at(grid_.source(cell(n, i))); }
  [[nodiscard]] ChipIndex source(ChipIndex turned_cell) const { return grid_.source(turned_cell); }
  /// First die of the file, as (place in its row, row); nothing on an empty map.
  [[nodiscard]] std::optional<ChipIndex> first_die() const;
  /// Dies by code.
  [[nodiscard]] std::vector<std::int64_t> counts() const;

 private:
  const DieMap& map_;
  TurnedGrid grid_;
  MarkSide side_;
  MapAxes axes_;
};

/// Puts the rows of a file, as they come, where they belong.
class MapFiller {
 public:
  MapFiller(DieMap& map, MapAxes axes) : map_(map), axes_(axes) {
    map.cells.assign(static_cast<std::size_t>(map.columns) * static_cast<std::size_t>(map.rows), kNoDie);
  }
  void put(std::int32_t n, std::int32_t i, std::uint16_t code) {
    const std::int32_t row = axes_.top_first() ? map_.rows - 1 - n : n;
    const std::int32_t column = axes_.left_first() ? i : map_.columns - 1 - i;
    map_.cells[static_cast<std::size_t>(row) * static_cast<std::size_t>(map_.columns) +
               static_cast<std::size_t>(column)] = code;
  }

 private:
  DieMap& map_;
  MapAxes axes_;
};

/// A row's text as words: at blanks where there are some, else in pieces of `width` characters. False: it does not
/// split.
[[nodiscard]] bool split_row(std::string_view row, int width, std::vector<std::string_view>& words);

/// A map may have this many columns or rows, and cells: more is a broken file.
inline constexpr std::int64_t kMostSide = 1'000'000;
inline constexpr std::int64_t kMostCells = 400'000'000;
[[nodiscard]] Result<void> check_size(std::string_view path, std::int64_t line, std::int64_t columns,
                                      std::int64_t rows);

/// For attributes of XML.
[[nodiscard]] std::string escaped(std::string_view text);

void write_e142(const MapView& view, const ExportProfile& profile, TextSink& sink, const std::stop_token& stop);
void write_g85(const MapView& view, const ExportProfile& profile, TextSink& sink, const std::stop_token& stop);
void write_sinf(const MapView& view, const ExportProfile& profile, TextSink& sink, const std::stop_token& stop);
void write_map_csv(const MapView& view, TextSink& sink, const std::stop_token& stop);

[[nodiscard]] Result<MapFile> read_e142(const std::filesystem::path& path, RowOrder order);
[[nodiscard]] Result<MapFile> read_g85(const std::filesystem::path& path, RowOrder order);
[[nodiscard]] Result<MapFile> read_sinf(const std::filesystem::path& path, RowOrder order);
[[nodiscard]] Result<MapFile> read_map_csv(const std::filesystem::path& path);

}  // namespace pellucid::mes::detail
