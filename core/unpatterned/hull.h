/// Convex hulls and what they say of a shape. Pure; any thread.
#pragma once

#include <utility>
#include <vector>

#include "core/model/geometry.h"

namespace pellucid {

/// Counter-clockwise, without points on its edges (Andrew's monotone chain).
[[nodiscard]] std::vector<Vec2> convex_hull(std::vector<Vec2> points);
[[nodiscard]] double hull_area(const std::vector<Vec2>& hull);
/// The two points farthest from each other; equal ones for fewer than two.
[[nodiscard]] std::pair<Vec2, Vec2> hull_diameter(const std::vector<Vec2>& hull);
/// Area of the largest triangle of hull points.
[[nodiscard]] double largest_triangle(const std::vector<Vec2>& hull);
/// Extent across a direction (need not be a unit vector): the hull's width seen along it.
[[nodiscard]] double hull_width(const std::vector<Vec2>& hull, Vec2 along);

}  // namespace pellucid
