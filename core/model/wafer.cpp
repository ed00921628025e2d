#include "core/model/wafer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace pellucid {
namespace {

constexpr double kOutlineTolerance_um = 0.001;

std::int32_t floor_div(std::int32_t a, std::int32_t b) {
  return a / b - static_cast<std::int32_t>(a % b < 0);
}

double axis_um(std::int32_t index, double origin, double pitch, std::int32_t per_field, double street) {
  const double plain = origin + index * pitch;
  return per_field > 0 ? plain + floor_div(index, per_field) * street : plain;
}

std::int32_t nearest_index(double u, double origin, double pitch, std::int32_t per_field, double street) {
  const double from_origin = u - origin;
  if (per_field <= 0) return static_cast<std::int32_t>(std::lround(from_origin / pitch));
  const double period = per_field * pitch + street;
  // The middle of a street divides two fields.
  const double shifted = from_origin + 0.5 * (pitch + street);
  const auto field = static_cast<std::int32_t>(std::floor(shifted / period));
  const auto inner = static_cast<std::int32_t>(std::lround((from_origin - field * period) / pitch));
  return field * per_field + std::clamp(inner, 0, per_field - 1);
}

Vec2 turn(Vec2 p, double degrees) {
  const double a = degrees * std::numbers::pi / 180.0;
  return {std::cos(a) * p.x - std::sin(a) * p.y, std::sin(a) * p.x + std::cos(a) * p.y};
}

}  // namespace

std::string pitch_text(const ChipGrid& grid) {
  return fmt::format("{:.6g} x {:.6g} um", grid.pitch_um.x, grid.pitch_um.y);
}

double ChipGrid::column_um(std::int32_t column) const {
  return axis_um(column, origin_um.x, pitch_um.x, field ? field->columns : 0, field ? field->street_um.x : 0);
}

double ChipGrid::row_um(std::int32_t row) const {
  return axis_um(row, origin_um.y, pitch_um.y, field ? field->rows : 0, field ? field->street_um.y : 0);
}

Vec2 ChipGrid::centre_um(ChipIndex chip) const {
  return rotation_deg == 0 ? unturned_um(chip) : turn(unturned_um(chip), rotation_deg);
}

std::int32_t ChipGrid::nearest_column(double u) const {
  return nearest_index(u, origin_um.x, pitch_um.x, field ? field->columns : 0, field ? field->street_um.x : 0);
}

std::int32_t ChipGrid::nearest_row(double u) const {
  return nearest_index(u, origin_um.y, pitch_um.y, field ? field->rows : 0, field ? field->street_um.y : 0);
}

bool ChipGrid::is_excluded(ChipIndex chip) const {
  return std::any_of(excluded.begin(), excluded.end(), [&](const ExcludedArea& area) {
    return chip.column >= area.column_begin && chip.column < area.column_end && chip.row >= area.row_begin &&
           chip.row < area.row_end;
  });
}

bool WaferDesign::has_chip(ChipIndex chip) const {
  const ChipGrid& grid = *chips;
  if (!grid.in_grid(chip) || grid.is_excluded(chip)) return false;
  const Vec2 centre = grid.centre_um(chip);
  if (grid.anchor == GridAnchor::image) {
    const Vec2 half = 0.5 * grid.size_um;
    return centre.x - half.x >= grid.image_low_um.x && centre.x + half.x <= grid.image_high_um.x &&
           centre.y - half.y >= grid.image_low_um.y && centre.y + half.y <= grid.image_high_um.y;
  }
  const double limit = usable_radius_um() + kOutlineTolerance_um;
  const double far_x = std::abs(centre.x) + 0.5 * grid.size_um.x;
  const double far_y = std::abs(centre.y) + 0.5 * grid.size_um.y;
  if (far_x * far_x + far_y * far_y > limit * limit) return false;
  if (!flat_length_mm) return true;
  // The flat is a chord; the exclusion runs along it as along the circle.
  const double radius = diameter_mm * 500.0;
  const double half = std::min(*flat_length_mm * 500.0, radius);
  const double chord = std::sqrt(radius * radius - half * half) - edge_exclusion_mm * 1000.0 + kOutlineTolerance_um;
  const double a = mark_deg * std::numbers::pi / 180.0;
  const double reach = std::cos(a) * centre.x + std::sin(a) * centre.y +
                       0.5 * (std::abs(std::cos(a)) * grid.size_um.x + std::abs(std::sin(a)) * grid.size_um.y);
  return reach <= chord;
}

std::int64_t WaferDesign::count_chips() const {
  std::int64_t count = 0;
  for (std::int32_t row = 0; row < chips->rows; ++row) {
    for (std::int32_t column = 0; column < chips->columns; ++column) count += has_chip({column, row}) ? 1 : 0;
  }
  return count;
}

}  // namespace pellucid
