#include "core/unpatterned/surface_shape.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/unpatterned/hull.h"

namespace pellucid {
namespace {

constexpr double kBent = 0.12;               // a line's hull is wider than this share of its length: bent, a scratch
constexpr double kFilled = 0.5;              // of its hull, for a triangle
constexpr std::int64_t kLeastTriangle = 40;  // pixels: below, the pixel grid makes the shape

SurfaceClass class_of(const SurfaceDefect& d, const SurfacePatch& patch, const UnpatternedOptions& o) {
  const double hull = hull_area(patch.hull_um);
  const double aspect = d.length_um * d.length_um / std::max(d.area_um2, 1e-9);
  if (aspect >= o.line_aspect) {
    const auto [a, b] = hull_diameter(patch.hull_um);
    const double wide = hull_width(patch.hull_um, b - a);
    const bool bent = wide > kBent * d.length_um && wide > 4 * d.width_um;
    return bent || d.length_um >= o.scratch_length_um ? SurfaceClass::scratch : SurfaceClass::line;
  }
  const bool filled = d.area_um2 >= kFilled * hull;
  if (d.pixels >= kLeastTriangle && filled && largest_triangle(patch.hull_um) >= o.triangle_fill * hull)
    return SurfaceClass::triangle;
  return patch.bright ? SurfaceClass::bright_spot : SurfaceClass::dark_spot;
}

}  // namespace

SurfaceDefect describe_patch(const SurfacePatch& patch, const UnpatternedOptions& options) {
  SurfaceDefect d;
  const auto [a, b] = hull_diameter(patch.hull_um);
  d.centre_um = patch.centre_um();
  d.low_um = patch.low_um;
  d.high_um = patch.high_um;
  d.length_um = std::hypot(b.x - a.x, b.y - a.y);
  d.area_um2 = patch.area_um2;
  d.width_um = d.length_um > 0 ? d.area_um2 / d.length_um : 0;
  double angle = std::atan2(b.y - a.y, b.x - a.x) * 180 / std::numbers::pi;
  if (angle < 0) angle += 180;
  d.angle_deg = angle >= 180 ? angle - 180 : angle;
  d.contrast = patch.difference_e / patch.background_e;
  d.contrast_sigma = std::sqrt(patch.variance_e2) / patch.background_e;
  d.peak_contrast = patch.peak_contrast;
  d.significance = std::abs(patch.strength);
  d.background_e = patch.background_e / static_cast<double>(patch.pixels);
  d.pixels = patch.pixels;
  d.at_edge = patch.at_edge;
  d.surface_class = class_of(d, patch, options);
  return d;
}

}  // namespace pellucid
