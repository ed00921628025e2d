#include "samples/simulator/defects.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "samples/simulator/random.h"

namespace pellucid::sim {
namespace {

std::uint64_t chip_hash(std::uint64_t seed, Stream stream, ChipIndex chip) {
  return hash(seed, stream, static_cast<std::uint32_t>(chip.column), static_cast<std::uint32_t>(chip.row));
}

double distance_to_segment(Vec2 p, Vec2 a, Vec2 b) {
  const Vec2 ab = b - a, ap = p - a;
  const double length2 = ab.x * ab.x + ab.y * ab.y;
  const double t = length2 > 0 ? std::clamp((ap.x * ab.x + ap.y * ab.y) / length2, 0.0, 1.0) : 0.0;
  return std::hypot(ap.x - t * ab.x, ap.y - t * ab.y);
}

}  // namespace

DefectMap::DefectMap(const SimulationOptions& options) : seed_(options.seed), o_(options.defects) {
  if (options.chips.field) {
    field_columns_ = options.chips.field->columns;
    field_rows_ = options.chips.field->rows;
  }
}

double DefectMap::pattern_probability(const DefectPattern& p, ChipIndex chip, Vec2 at) const {
  switch (p.shape) {
    case PatternShape::scratch:
      return distance_to_segment(at, p.from_um, p.to_um) <= 0.5 * p.width_um ? p.probability : 0;
    case PatternShape::cluster: {
      const double r = std::hypot(at.x - p.from_um.x, at.y - p.from_um.y) / p.radius_um;
      return r < 5 ? p.probability * std::exp(-0.5 * r * r) : 0;
    }
    case PatternShape::ring:
      return std::abs(std::hypot(at.x - p.from_um.x, at.y - p.from_um.y) - p.radius_um) <= 0.5 * p.width_um
                 ? p.probability
                 : 0;
    case PatternShape::edge:
      return std::hypot(at.x, at.y) >= p.radius_um ? p.probability : 0;
    case PatternShape::reticle:
      return chip.column % field_columns_ == p.field_column && chip.row % field_rows_ == p.field_row ? p.probability
                                                                                                     : 0;
  }
  return 0;
}

DefectKind DefectMap::single(ChipIndex chip) const {
  const std::array<std::pair<double, DefectKind>, 6> kinds{{{o_.missing, DefectKind::missing},
                                                            {o_.dark, DefectKind::dark},
                                                            {o_.dim, DefectKind::dim},
                                                            {o_.bright, DefectKind::bright},
                                                            {o_.partial, DefectKind::partial},
                                                            {o_.leaky, DefectKind::leaky}}};
  double left = to_unit(chip_hash(seed_, Stream::chip, chip));
  for (const auto& [probability, kind] : kinds) {
    if (left < probability) return kind;
    left -= probability;
  }
  return DefectKind::none;
}

DefectKind DefectMap::at(ChipIndex chip, Vec2 design_um) const {
  DefectKind kind = DefectKind::none;
  for (std::size_t i = 0; i < o_.patterns.size() && kind == DefectKind::none; ++i) {
    const double p = pattern_probability(o_.patterns[i], chip, design_um);
    if (p > 0 && to_unit(mix(chip_hash(seed_, Stream::pattern, chip) + i)) < p) kind = o_.patterns[i].kind;
  }
  if (kind == DefectKind::none) kind = single(chip);
  if (kind != DefectKind::partial) return kind;
  constexpr std::array<DefectKind, 5> kFiner{DefectKind::partial_left, DefectKind::partial_right,
                                             DefectKind::partial_bottom, DefectKind::partial_top,
                                             DefectKind::partial_spot};
  return kFiner[chip_hash(seed_, Stream::partial, chip) % kFiner.size()];
}

double DefectMap::leak_ohm(ChipIndex chip) const {
  const double u = to_unit(chip_hash(seed_, Stream::leak, chip));
  return o_.leak_min_ohm * std::pow(o_.leak_max_ohm / o_.leak_min_ohm, u);
}

}  // namespace pellucid::sim
