#include "core/appearance/join_findings.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include "core/model/disjoint_sets.h"

namespace pellucid {
namespace {

constexpr double kTouching_px = 3;       ///< ends this near are one defect's
constexpr double kAlong = 0.85;          ///< cosine of the angle between a line and the way to its continuation
constexpr double kStraightAlong = 0.97;  ///< ... where the continuation has no direction of its own
constexpr double kSlackOfGap = 1.3;  ///< how far a line's end may be from the next one's, beyond the gap of the mesas
constexpr std::int32_t kSteps = 2;   ///< chips that may lie between, and one more
constexpr double kLine = 2.5;        ///< length over width of a line
constexpr double kScratch = 3;       ///< length^2 over area
constexpr double kParticle_px = 36;  ///< of area; what is larger and no line is residue

double length(Vec2 v) {
  return std::hypot(v.x, v.y);
}

Vec2 chip_um(const ChipTable& table, const FindingPart& part) {
  const auto k = static_cast<std::size_t>(part.chip);
  return {static_cast<double>(table.x_um[k]), static_cast<double>(table.y_um[k])};
}

bool is_line(const FindingPart& part) {
  return static_cast<double>(part.length_um) > kLine * static_cast<double>(part.width_um);
}

/// Are these two, of neighbouring chips, one defect? `step`: from a's chip to b's.
bool continue_each_other(const FindingPart& a, const FindingPart& b, Vec2 step, Vec2 mesa_um, Vec2 pixel_um) {
  Vec2 way;
  double nearest = 1e300;
  for (const Vec2 from : a.end_um) {
    for (const Vec2 to : b.end_um) {
      const Vec2 between = step + to - from;
      if (length(between) < nearest) {
        nearest = length(between);
        way = between;
      }
    }
  }
  if (nearest <= kTouching_px * std::max(pixel_um.x, pixel_um.y)) return true;
  // A line may touch the next chip at a corner only: what it leaves there has no direction of its own.
  if (!is_line(a) && !is_line(b)) return false;
  const Vec2 gap{std::max(0.0, std::abs(step.x) - mesa_um.x), std::max(0.0, std::abs(step.y) - mesa_um.y)};
  const double straight = is_line(a) && is_line(b) ? kAlong : kStraightAlong;
  const auto along = [&](const FindingPart& part) {
    return !is_line(part) || std::abs(part.axis.x * way.x + part.axis.y * way.y) > straight * nearest;
  };
  return nearest <= kSlackOfGap * length(gap) + kTouching_px * std::max(pixel_um.x, pixel_um.y) && along(a) && along(b);
}

FindingKind kind_of(const AppearanceFinding& f, const FindingPart& strongest, Vec2 pixel_um) {
  if (f.chips > 1)
    return f.length_um * f.length_um > kScratch * f.area_um2 ? FindingKind::scratch : FindingKind::residue;
  const double pixels = f.area_um2 / (pixel_um.x * pixel_um.y);
  if (is_line(strongest) && pixels > 4) return FindingKind::crack;
  if (strongest.at_corner && strongest.on_mesa) return FindingKind::chipping;
  return pixels <= kParticle_px ? FindingKind::particle : FindingKind::residue;
}

AppearanceFinding describe(const std::vector<const FindingPart*>& parts, const ChipTable& table,
                           const std::string& layer, Vec2 pixel_um) {
  AppearanceFinding f;
  f.layer = layer;
  const FindingPart* strongest = parts.front();
  std::vector<std::int64_t> chips;
  // The outermost points in eight directions: the farthest two are the ends.
  constexpr std::array<Vec2, 8> kWays{{{1, 0}, {-1, 0}, {0, 1}, {0, -1}, {1, 1}, {-1, -1}, {1, -1}, {-1, 1}}};
  std::array<Vec2, 8> outer{};
  std::array<double, 8> reach;
  reach.fill(-1e300);
  for (const FindingPart* part : parts) {
    const Vec2 at = chip_um(table, *part);
    f.area_um2 += static_cast<double>(part->area_um2);
    f.centre_um = f.centre_um + static_cast<double>(part->area_um2) * (at + part->in_chip_um);
    f.on_mesa |= part->on_mesa;
    if (part->sigma > strongest->sigma) strongest = part;
    chips.push_back(part->chip);
    for (const Vec2 end : part->end_um) {
      for (std::size_t k = 0; k < kWays.size(); ++k) {
        const double far = (at.x + end.x) * kWays[k].x + (at.y + end.y) * kWays[k].y;
        if (far <= reach[k]) continue;
        reach[k] = far;
        outer[k] = at + end;
      }
    }
  }
  std::sort(chips.begin(), chips.end());
  f.chips = static_cast<std::int32_t>(std::unique(chips.begin(), chips.end()) - chips.begin());
  f.centre_um = (1 / f.area_um2) * f.centre_um;
  f.chip = strongest->index;
  f.sigma = static_cast<double>(strongest->sigma);
  f.brighter = strongest->brighter;
  const Vec2 half = 0.5 * pixel_um;
  f.low_um = Vec2{outer[1].x, outer[3].y} - half;
  f.high_um = Vec2{outer[0].x, outer[2].y} + half;
  for (const Vec2 a : outer) {
    for (const Vec2 b : outer) f.length_um = std::max(f.length_um, length(a - b));
  }
  f.length_um += std::max(pixel_um.x, pixel_um.y);
  f.kind = kind_of(f, *strongest, pixel_um);
  return f;
}

}  // namespace

std::vector<AppearanceFinding> join_findings(const std::vector<FindingPart>& parts, const ChipTable& table,
                                             const ChipGrid& grid, const std::string& layer, Vec2 pixel_um) {
  std::unordered_multimap<std::int64_t, std::size_t> by_place;
  const auto place = [](ChipIndex i) { return (static_cast<std::int64_t>(i.row) << 32) + i.column; };
  for (std::size_t k = 0; k < parts.size(); ++k) by_place.emplace(place(parts[k].index), k);
  DisjointSets groups(parts.size());
  // Two steps away as well: a scratch may cross a corner of a chip and leave nothing to be found there.
  std::vector<ChipIndex> neighbours;
  for (std::int32_t row = 0; row <= kSteps; ++row) {
    for (std::int32_t column = row == 0 ? 0 : -kSteps; column <= kSteps; ++column) neighbours.push_back({column, row});
  }
  for (std::size_t a = 0; a < parts.size(); ++a) {
    for (const ChipIndex step : neighbours) {
      const auto [begin, end] =
          by_place.equal_range(place({parts[a].index.column + step.column, parts[a].index.row + step.row}));
      for (auto it = begin; it != end; ++it) {
        const FindingPart& b = parts[it->second];
        if (it->second != a &&
            continue_each_other(parts[a], b, chip_um(table, b) - chip_um(table, parts[a]), grid.size_um, pixel_um))
          groups.join(a, it->second);
      }
    }
  }
  std::vector<std::vector<const FindingPart*>> members(parts.size());
  for (std::size_t k = 0; k < parts.size(); ++k) members[groups.find(k)].push_back(&parts[k]);
  std::vector<AppearanceFinding> findings;
  for (const auto& group : members) {
    if (!group.empty()) findings.push_back(describe(group, table, layer, pixel_um));
  }
  std::stable_sort(findings.begin(), findings.end(),
                   [](const AppearanceFinding& a, const AppearanceFinding& b) { return a.sigma > b.sigma; });
  return findings;
}

}  // namespace pellucid
