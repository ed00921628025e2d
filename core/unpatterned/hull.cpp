#include "core/unpatterned/hull.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace pellucid {
namespace {

double cross(Vec2 a, Vec2 b, Vec2 c) {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

double square(Vec2 d) {
  return d.x * d.x + d.y * d.y;
}

constexpr std::size_t kMostCorners = 48;  // of which the largest triangle is sought

}  // namespace

std::vector<Vec2> convex_hull(std::vector<Vec2> points) {
  std::ranges::sort(points, [](Vec2 a, Vec2 b) { return a.x != b.x ? a.x < b.x : a.y < b.y; });
  const auto [last, end] = std::ranges::unique(points);
  points.erase(last, end);
  if (points.size() < 3) return points;
  std::vector<Vec2> hull(2 * points.size());
  std::size_t k = 0;
  const auto add = [&](Vec2 p, std::size_t least) {
    while (k >= least && cross(hull[k - 2], hull[k - 1], p) <= 0) --k;
    hull[k++] = p;
  };
  for (const Vec2 p : points) add(p, 2);
  const std::size_t lower = k + 1;
  for (std::size_t i = points.size() - 1; i-- > 0;) add(points[i], lower);
  hull.resize(k - 1);
  return hull;
}

double hull_area(const std::vector<Vec2>& hull) {
  double twice = 0;
  for (std::size_t i = 1; i + 1 < hull.size(); ++i) twice += cross(hull[0], hull[i], hull[i + 1]);
  return 0.5 * twice;
}

std::pair<Vec2, Vec2> hull_diameter(const std::vector<Vec2>& hull) {
  std::pair<Vec2, Vec2> ends;
  if (!hull.empty()) ends = {hull.front(), hull.front()};
  double most = -1;
  for (std::size_t i = 0; i < hull.size(); ++i) {
    for (std::size_t j = i + 1; j < hull.size(); ++j) {
      const double d = square(hull[j] - hull[i]);
      if (d > most) most = d, ends = {hull[i], hull[j]};
    }
  }
  return ends;
}

double largest_triangle(const std::vector<Vec2>& hull) {
  // Hulls of pixels have many corners close together: a few dozen, evenly taken, tell the same.
  std::vector<Vec2> few;
  const std::size_t n = hull.size(), wanted = std::min(n, kMostCorners);
  for (std::size_t i = 0; i < wanted; ++i) few.push_back(hull[i * n / wanted]);
  double most = 0;
  for (std::size_t i = 0; i < few.size(); ++i) {
    for (std::size_t j = i + 1; j < few.size(); ++j) {
      for (std::size_t k = j + 1; k < few.size(); ++k) most = std::max(most, 0.5 * cross(few[i], few[j], few[k]));
    }
  }
  return most;
}

double hull_width(const std::vector<Vec2>& hull, Vec2 along) {
  const double length = std::sqrt(square(along));
  if (hull.empty() || !(length > 0)) return 0;
  const Vec2 across{-along.y / length, along.x / length};
  double low = 1e300, high = -1e300;
  for (const Vec2 p : hull) {
    const double d = p.x * across.x + p.y * across.y;
    low = std::min(low, d);
    high = std::max(high, d);
  }
  return high - low;
}

}  // namespace pellucid
