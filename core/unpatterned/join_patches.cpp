#include "core/unpatterned/join_patches.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/model/disjoint_sets.h"
#include "core/unpatterned/hull.h"

namespace pellucid {
namespace {

std::vector<SurfacePatch> merged(std::vector<SurfacePatch> patches, DisjointSets& sets) {
  for (std::size_t i = 0; i < patches.size(); ++i) {
    const std::size_t root = sets.find(i);
    if (root != i) patches[root].add(patches[i]);
  }
  std::vector<SurfacePatch> kept;
  for (std::size_t i = 0; i < patches.size(); ++i) {
    if (sets.find(i) == i) kept.push_back(std::move(patches[i]));
  }
  return kept;
}

bool is_vertical(PatchContact::Side side) {
  return side == PatchContact::Side::left || side == PatchContact::Side::right;
}

/// A patch as a straight piece: its ends, its direction, how long and how thin it is.
struct Piece {
  std::size_t patch = 0;
  Vec2 ends[2];
  Vec2 along;  ///< unit
  double length = 0;
};

constexpr double kThin = 4;         // length squared over area
constexpr double kTurn_deg = 25;    // pieces of one line differ in direction by less
constexpr double kMostReach = 0.5;  // of the shorter piece's length

std::vector<Piece> pieces_of(const std::vector<SurfacePatch>& patches) {
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < patches.size(); ++i) {
    const auto [a, b] = hull_diameter(patches[i].hull_um);
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    if (!(length * length >= kThin * patches[i].area_um2)) continue;
    pieces.push_back({i, {a, b}, (1 / length) * (b - a), length});
  }
  return pieces;
}

/// Do two pieces carry on each other: near ends, one direction, and the gap between them in that direction.
bool carry_on(const Piece& p, const Piece& q, double gap_um) {
  const double least_cos = std::cos(kTurn_deg * std::numbers::pi / 180);
  const double reach = std::max(gap_um, kMostReach * std::min(p.length, q.length));
  if (std::abs(p.along.x * q.along.x + p.along.y * q.along.y) < least_cos) return false;
  for (const Vec2 a : p.ends) {
    for (const Vec2 b : q.ends) {
      const Vec2 d = b - a;
      const double gap = std::hypot(d.x, d.y);
      if (gap > reach) continue;
      if (gap < 0.25 * gap_um) return true;
      const double cos_p = std::abs(d.x * p.along.x + d.y * p.along.y) / gap;
      const double cos_q = std::abs(d.x * q.along.x + d.y * q.along.y) / gap;
      if (cos_p >= least_cos && cos_q >= least_cos) return true;
    }
  }
  return false;
}

}  // namespace

std::vector<SurfacePatch> join_at_edges(std::vector<SurfacePatch> patches, std::vector<PatchContact> contacts,
                                        double tolerance_um) {
  DisjointSets sets(patches.size());
  std::ranges::stable_sort(contacts, [](const PatchContact& a, const PatchContact& b) {
    return is_vertical(a.side) != is_vertical(b.side) ? is_vertical(a.side) : a.low_um < b.low_um;
  });
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    const PatchContact& c = contacts[i];
    std::erase_if(open, [&](std::size_t k) {
      return is_vertical(contacts[k].side) != is_vertical(c.side) || contacts[k].high_um + tolerance_um < c.low_um;
    });
    for (const std::size_t k : open) {
      const PatchContact& other = contacts[k];
      const bool meets = other.side != c.side && std::abs(other.edge_um - c.edge_um) <= tolerance_um;
      const auto a = static_cast<std::size_t>(c.patch), b = static_cast<std::size_t>(other.patch);
      if (meets && patches[a].bright == patches[b].bright) sets.join(a, b);
    }
    open.push_back(i);
  }
  return merged(std::move(patches), sets);
}

std::vector<SurfacePatch> join_lines(std::vector<SurfacePatch> patches, double gap_um) {
  for (int round = 0; round < 3; ++round) {
    std::vector<Piece> pieces = pieces_of(patches);
    std::ranges::sort(pieces, {}, [](const Piece& p) { return std::min(p.ends[0].x, p.ends[1].x); });
    DisjointSets sets(patches.size());
    bool any = false;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const double right = std::max(pieces[i].ends[0].x, pieces[i].ends[1].x);
      for (std::size_t k = i + 1; k < pieces.size(); ++k) {
        const double left = std::min(pieces[k].ends[0].x, pieces[k].ends[1].x);
        if (left > right + std::max(gap_um, kMostReach * pieces[i].length)) break;
        if (patches[pieces[i].patch].bright != patches[pieces[k].patch].bright) continue;
        if (!carry_on(pieces[i], pieces[k], gap_um)) continue;
        sets.join(pieces[i].patch, pieces[k].patch);
        any = true;
      }
    }
    if (!any) break;
    patches = merged(std::move(patches), sets);
  }
  return patches;
}

}  // namespace pellucid
