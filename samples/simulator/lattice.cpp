#include "samples/simulator/lattice.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "samples/simulator/random.h"

namespace pellucid::sim {
namespace {

constexpr double kTolerance_um = 0.001;
constexpr double kDegree = std::numbers::pi / 180.0;

Affine2 rotation(double degrees) {
  const double c = std::cos(degrees * kDegree), s = std::sin(degrees * kDegree);
  return {c, -s, s, c, {}};
}

/// Columns of the matrix are the directions in which column and row grow: the skew is shared between them.
Affine2 stage_from_design_of(const LatticeOptions& o) {
  const double u = (o.angle_deg - 0.5 * o.skew_deg) * kDegree, v = (o.angle_deg + 0.5 * o.skew_deg) * kDegree;
  const double sx = 1.0 + o.scale_ppm.x * 1e-6, sy = 1.0 + o.scale_ppm.y * 1e-6;
  return {sx * std::cos(u), -sy * std::sin(v), sx * std::sin(u), sy * std::cos(v), o.offset_um};
}

std::vector<double> axis(std::int32_t count, double origin, double pitch, std::int32_t per_field, double street) {
  std::vector<double> at(static_cast<std::size_t>(count));
  for (std::int32_t i = 0; i < count; ++i) {
    const std::int32_t fields = per_field > 0 ? i / per_field : 0;
    at[static_cast<std::size_t>(i)] = origin + i * pitch + fields * street;
  }
  return at;
}

std::pair<std::int32_t, std::int32_t> between(const std::vector<double>& at, double low, double high) {
  const auto begin = std::lower_bound(at.begin(), at.end(), low), end = std::upper_bound(begin, at.end(), high);
  return {static_cast<std::int32_t>(begin - at.begin()), static_cast<std::int32_t>(end - at.begin())};
}

}  // namespace

TrueLattice::TrueLattice(const SimulationOptions& options)
    : design_(design_of(options)),
      true_(options.lattice),
      turned_from_unturned_(rotation(options.chips.rotation_deg)),
      stage_from_design_(stage_from_design_of(options.lattice)),
      unturned_from_stage_((stage_from_design_ * turned_from_unturned_).inverse()) {
  const ChipGrid& g = *design_.chips;
  column_um_ =
      axis(g.columns, g.origin_um.x, g.pitch_um.x, g.field ? g.field->columns : 0, g.field ? g.field->street_um.x : 0);
  row_um_ = axis(g.rows, g.origin_um.y, g.pitch_um.y, g.field ? g.field->rows : 0, g.field ? g.field->street_um.y : 0);
  const double exclusion = design_.edge_exclusion_mm * 1000.0;
  const double half_chord = design_.flat_length_mm ? *design_.flat_length_mm * 500.0 : 0.0;
  limit_um_ = radius_um() - exclusion + kTolerance_um;
  flat_limit_um_ =
      std::sqrt(std::max(0.0, radius_um() * radius_um() - half_chord * half_chord)) - exclusion + kTolerance_um;
  to_flat_ = {std::cos(design_.mark_deg * kDegree), std::sin(design_.mark_deg * kDegree)};
  for (std::uint64_t i = 0; i < 4; ++i) {
    drift_phase_[i] = 2.0 * std::numbers::pi * to_unit(hash(options.seed, Stream::drift, i));
  }
}

Vec2 TrueLattice::design_um(ChipIndex chip) const {
  return turned_from_unturned_(
      {column_um_[static_cast<std::size_t>(chip.column)], row_um_[static_cast<std::size_t>(chip.row)]});
}

bool TrueLattice::exists(ChipIndex chip) const {
  if (chip.column < 0 || chip.row < 0 || chip.column >= columns() || chip.row >= rows()) return false;
  const ChipGrid& g = *design_.chips;
  for (const ExcludedArea& area : g.excluded) {
    const bool in_columns = area.column_begin <= chip.column && chip.column < area.column_end;
    const bool in_rows = area.row_begin <= chip.row && chip.row < area.row_end;
    if (in_columns && in_rows) return false;
  }
  const Vec2 centre = design_um(chip);
  for (const double sx : {-0.5, 0.5}) {
    for (const double sy : {-0.5, 0.5}) {
      const Vec2 corner{centre.x + sx * g.size_um.x, centre.y + sy * g.size_um.y};
      if (corner.x * corner.x + corner.y * corner.y > limit_um_ * limit_um_) return false;
      if (design_.flat_length_mm && to_flat_.x * corner.x + to_flat_.y * corner.y > flat_limit_um_) return false;
    }
  }
  return true;
}

Vec2 TrueLattice::drift_at(Vec2 p) const {
  // About two periods over the wafer, mostly along y as a raster's time runs.
  const double k = 2.0 * std::numbers::pi / radius_um();
  return {
      true_.drift_um * std::sin(k * (p.y + 0.23 * p.x) + drift_phase_[0]) * std::cos(0.3 * k * p.x + drift_phase_[1]),
      true_.drift_um * std::sin(k * (0.9 * p.y - 0.31 * p.x) + drift_phase_[2]) *
          std::cos(0.25 * k * p.x + drift_phase_[3])};
}

Vec2 TrueLattice::stage_um(Vec2 design) const {
  const Vec2 p = stage_from_design_(design);
  return true_.drift_um == 0 ? p : p + drift_at(p);
}

double TrueLattice::mesa_turn_deg() const {
  return design_.chips->rotation_deg + true_.angle_deg;
}

IndexRange TrueLattice::chips_near(Vec2 low_um, Vec2 high_um) const {
  const double reach = std::abs(true_.drift_um) + 1.0;
  Vec2 low{1e300, 1e300}, high{-1e300, -1e300};
  for (const double x : {low_um.x - reach, high_um.x + reach}) {
    for (const double y : {low_um.y - reach, high_um.y + reach}) {
      const Vec2 p = unturned_from_stage_({x, y});
      low = {std::min(low.x, p.x), std::min(low.y, p.y)};
      high = {std::max(high.x, p.x), std::max(high.y, p.y)};
    }
  }
  const auto columns = between(column_um_, low.x, high.x), rows = between(row_um_, low.y, high.y);
  return {columns.first, columns.second, rows.first, rows.second};
}

}  // namespace pellucid::sim
