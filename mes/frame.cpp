#include "mes/frame.h"

#include <cmath>

#include "mes/detail/text.h"

namespace pellucid::mes {
namespace {

constexpr std::array<std::string_view, 4> kSideNames{"down", "left", "up", "right"};

/// Cell at which the file's coordinates are (0, 0).
ChipIndex zero_cell(Origin origin, std::int32_t columns, std::int32_t rows) {
  switch (origin) {
    case Origin::center:
      return {columns / 2, rows / 2};
    case Origin::lower_right:
      return {columns - 1, 0};
    case Origin::upper_left:
      return {0, rows - 1};
    case Origin::upper_right:
      return {columns - 1, rows - 1};
    default:
      return {0, 0};
  }
}

}  // namespace

std::optional<MarkSide> side_from_bottom(int degrees) {
  if (degrees % 90 != 0) return std::nullopt;
  return kMarkSides[static_cast<std::size_t>((degrees / 90 % 4 + 4) % 4)];
}

std::optional<MarkSide> side_from_top(int degrees) {
  return side_from_bottom(degrees - 180);
}

std::optional<MarkSide> side_of_mark(double mark_deg) {
  constexpr double kTolerance_deg = 0.01;
  const double clockwise = 270 - mark_deg;
  const double nearest = 90 * std::round(clockwise / 90);
  if (!(std::abs(clockwise - nearest) <= kTolerance_deg)) return std::nullopt;
  return side_from_bottom(static_cast<int>(nearest));
}

std::string_view name_of(MarkSide side) {
  return kSideNames[static_cast<std::size_t>(side)];
}

std::optional<MarkSide> side_named(std::string_view name) {
  for (const MarkSide side : kMarkSides) {
    if (detail::same_word(name, name_of(side))) return side;
  }
  return std::nullopt;
}

ChipIndex MapAxes::label(ChipIndex cell, std::int32_t columns, std::int32_t rows) const {
  const ChipIndex zero = zero_cell(origin, columns, rows);
  return {grows_right() ? cell.column - zero.column : zero.column - cell.column,
          grows_up() ? cell.row - zero.row : zero.row - cell.row};
}

ChipIndex MapAxes::cell(ChipIndex label, std::int32_t columns, std::int32_t rows) const {
  const ChipIndex zero = zero_cell(origin, columns, rows);
  return {grows_right() ? zero.column + label.column : zero.column - label.column,
          grows_up() ? zero.row + label.row : zero.row - label.row};
}

AxisDirection direction_from(Origin origin) {
  switch (origin) {
    case Origin::lower_right:
      return AxisDirection::up_left;
    case Origin::upper_left:
      return AxisDirection::down_right;
    case Origin::upper_right:
      return AxisDirection::down_left;
    default:
      return AxisDirection::up_right;
  }
}

MapAxes resolved(MapAxes wanted, Origin default_origin, RowOrder default_order) {
  if (wanted.origin == Origin::automatic) wanted.origin = default_origin;
  if (wanted.direction == AxisDirection::automatic) wanted.direction = direction_from(wanted.origin);
  if (wanted.order == RowOrder::automatic) wanted.order = default_order;
  return wanted;
}

}  // namespace pellucid::mes
