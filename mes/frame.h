/// How a map lies: on which side the wafer's mark is, where coordinates begin, which way they grow. The one convention
/// inside Pellucid is that of the wafer frame: +x right, +y up, row 0 at the bottom; a map knows on which side its mark
/// is and is turned by quarters into the position that a file asks for. Plain values; pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "core/model/geometry.h"

namespace pellucid::mes {

/// Side of the notch or flat as one looks at the map, clockwise from the bottom.
enum class MarkSide : std::uint8_t { down, left, up, right };
inline constexpr std::array<MarkSide, 4> kMarkSides{MarkSide::down, MarkSide::left, MarkSide::up, MarkSide::right};

/// 0 = down, 90 = left, 180 = up, 270 = right: SECS FNLOC, E142, G85, KLARF 1.8.
[[nodiscard]] constexpr int degrees_from_bottom(MarkSide side) {
  return 90 * static_cast<int>(side);
}
/// 0 = up, 90 = right, 180 = down, 270 = left: SINF.
[[nodiscard]] constexpr int degrees_from_top(MarkSide side) {
  return (degrees_from_bottom(side) + 180) % 360;
}
[[nodiscard]] std::optional<MarkSide> side_from_bottom(int degrees);
[[nodiscard]] std::optional<MarkSide> side_from_top(int degrees);
/// Of a mark at an angle counter-clockwise from +x (WaferDesign::mark_deg); nothing where it is no multiple of 90.
[[nodiscard]] std::optional<MarkSide> side_of_mark(double mark_deg);
/// "down", ...; any case.
[[nodiscard]] std::string_view name_of(MarkSide side);
[[nodiscard]] std::optional<MarkSide> side_named(std::string_view name);

/// Clockwise quarter turns that bring a mark from one side to another, 0 to 3.
[[nodiscard]] constexpr int quarters(MarkSide from, MarkSide to) {
  return (static_cast<int>(to) - static_cast<int>(from) + 4) % 4;
}
/// A point of the wafer-centred frame after clockwise quarter turns.
[[nodiscard]] constexpr Vec2 turned(Vec2 p, int clockwise_quarters) {
  switch (clockwise_quarters) {
    case 1:
      return {p.y, -p.x};
    case 2:
      return {-p.x, -p.y};
    case 3:
      return {-p.y, p.x};
    default:
      return p;
  }
}
/// Width and height after quarter turns.
[[nodiscard]] constexpr Vec2 turned_size(Vec2 size, int clockwise_quarters) {
  return clockwise_quarters % 2 == 0 ? size : Vec2{size.y, size.x};
}

/// A grid of cells (column to the right, row up) seen after quarter turns: cell (column, row) of the turned grid is
/// cell source() of the original.
struct TurnedGrid {
  std::int32_t columns = 0, rows = 0;  ///< of the original
  int clockwise_quarters = 0;

  [[nodiscard]] std::int32_t turned_columns() const { return clockwise_quarters % 2 == 0 ? columns : rows; }
  [[nodiscard]] std::int32_t turned_rows() const { return clockwise_quarters % 2 == 0 ? rows : columns; }
  [[nodiscard]] ChipIndex source(ChipIndex cell) const {
    switch (clockwise_quarters) {
      case 1:
        return {columns - 1 - cell.row, cell.column};
      case 2:
        return {columns - 1 - cell.column, rows - 1 - cell.row};
      case 3:
        return {cell.row, rows - 1 - cell.column};
      default:
        return cell;
    }
  }
};

/// Where coordinates are (0, 0). `automatic`: as the format has it by default.
enum class Origin : std::uint8_t { automatic, center, lower_left, lower_right, upper_left, upper_right };
/// Which way y and x grow. `automatic`: from the origin into the map; up and right from the centre.
enum class AxisDirection : std::uint8_t { automatic, up_right, up_left, down_right, down_left };
/// In which order a file lists its rows and the cells of a row. `visual`: the top row first, from left to right.
/// `axes`: in the order of growing coordinates.
enum class RowOrder : std::uint8_t { automatic, visual, axes };

/// Coordinates of a map in its file: all choices made.
struct MapAxes {
  Origin origin = Origin::upper_left;
  AxisDirection direction = AxisDirection::down_right;
  RowOrder order = RowOrder::visual;

  [[nodiscard]] bool grows_right() const {
    return direction == AxisDirection::up_right || direction == AxisDirection::down_right;
  }
  [[nodiscard]] bool grows_up() const {
    return direction == AxisDirection::up_right || direction == AxisDirection::up_left;
  }
  /// The file's coordinates of a cell (column to the right, row up) of a grid, and back.
  [[nodiscard]] ChipIndex label(ChipIndex cell, std::int32_t columns, std::int32_t rows) const;
  [[nodiscard]] ChipIndex cell(ChipIndex label, std::int32_t columns, std::int32_t rows) const;
  /// Does the file's first row lie at the top; does a row begin at the left.
  [[nodiscard]] bool top_first() const { return order == RowOrder::visual || !grows_up(); }
  [[nodiscard]] bool left_first() const { return order == RowOrder::visual || grows_right(); }
};

/// `wanted` with everything automatic filled in: the format's origin, axes that follow from the origin.
[[nodiscard]] MapAxes resolved(MapAxes wanted, Origin default_origin, RowOrder default_order);
[[nodiscard]] AxisDirection direction_from(Origin origin);

}  // namespace pellucid::mes
