#include "samples/simulator/mesa.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace pellucid::sim {
namespace {

constexpr int kSubCells = 4;  // a cell's coverage is counted on 4 x 4 points
// The spot lies off the centre, as a real one does, and wholly inside every shape.
constexpr Vec2 kSpotPlace{0.12, 0.08};

bool in_shape(MesaShape shape, Vec2 half, double radius, Vec2 p) {
  const double x = std::abs(p.x), y = std::abs(p.y);
  if (x > half.x || y > half.y) return false;
  switch (shape) {
    case MesaShape::rectangle:
      return true;
    case MesaShape::rounded_rectangle: {
      const double dx = x - (half.x - radius), dy = y - (half.y - radius);
      return dx <= 0 || dy <= 0 || dx * dx + dy * dy <= radius * radius;
    }
    case MesaShape::ellipse:
      return (x / half.x) * (x / half.x) + (y / half.y) * (y / half.y) <= 1.0;
    case MesaShape::hexagon:
      return x / half.x + 0.5 * y / half.y <= 1.0;  // corners left and right
  }
  return false;
}

}  // namespace

Mesa::Mesa(const ChipLayoutOptions& chips, const DefectOptions& defects, DefectKind kind)
    : shape_(chips.shape),
      half_{0.5 * chips.size_um.x, 0.5 * chips.size_um.y},
      corner_radius_(chips.corner_radius_um),
      kind_(kind),
      spot_centre_{kSpotPlace.x * chips.size_um.x, kSpotPlace.y * chips.size_um.y},
      spot_radius_(0.5 * defects.spot_diameter * std::min(chips.size_um.x, chips.size_um.y)) {}

bool Mesa::emits(Vec2 p) const {
  if (!in_shape(shape_, half_, corner_radius_, p)) return false;
  switch (kind_) {
    case DefectKind::partial_left:
      return p.x > 0;
    case DefectKind::partial_right:
      return p.x < 0;
    case DefectKind::partial_bottom:
      return p.y > 0;
    case DefectKind::partial_top:
      return p.y < 0;
    case DefectKind::partial_spot:
      return std::hypot(p.x - spot_centre_.x, p.y - spot_centre_.y) > spot_radius_;
    default:
      return true;
  }
}

bool Mesa::is_rectangle() const {
  return shape_ == MesaShape::rectangle && kind_ != DefectKind::partial_spot;
}

Vec2 Mesa::rectangle_centre_um() const {
  switch (kind_) {
    case DefectKind::partial_left:
      return {0.5 * half_.x, 0};
    case DefectKind::partial_right:
      return {-0.5 * half_.x, 0};
    case DefectKind::partial_bottom:
      return {0, 0.5 * half_.y};
    case DefectKind::partial_top:
      return {0, -0.5 * half_.y};
    default:
      return {};
  }
}

Vec2 Mesa::rectangle_half_um() const {
  const bool narrow = kind_ == DefectKind::partial_left || kind_ == DefectKind::partial_right;
  const bool low = kind_ == DefectKind::partial_bottom || kind_ == DefectKind::partial_top;
  return {narrow ? 0.5 * half_.x : half_.x, low ? 0.5 * half_.y : half_.y};
}

Vec2 Mesa::half_extent_um(double turn_deg) const {
  const double a = turn_deg * std::numbers::pi / 180.0;
  const double c = std::abs(std::cos(a)), s = std::abs(std::sin(a));
  return {c * half_.x + s * half_.y, s * half_.x + c * half_.y};
}

Coverage cover(const Mesa& mesa, double turn_deg, Vec2 pixel_um, int cells_per_pixel) {
  const Vec2 extent = mesa.half_extent_um(turn_deg);
  const double a = turn_deg * std::numbers::pi / 180.0, cos_a = std::cos(a), sin_a = std::sin(a);
  Coverage c;
  c.step = 1.0 / cells_per_pixel;
  const auto half_x = static_cast<std::int64_t>(std::ceil(extent.x / pixel_um.x * cells_per_pixel)) + 1;
  const auto half_y = static_cast<std::int64_t>(std::ceil(extent.y / pixel_um.y * cells_per_pixel)) + 1;
  c.width = 2 * half_x;
  c.height = 2 * half_y;
  c.origin = {-static_cast<double>(half_x) * c.step, -static_cast<double>(half_y) * c.step};
  c.share.resize(static_cast<std::size_t>(c.width * c.height));
  double total = 0, x1 = 0, y1 = 0, x2 = 0, y2 = 0;
  for (std::int64_t j = 0; j < c.height; ++j) {
    for (std::int64_t i = 0; i < c.width; ++i) {
      int inside = 0;
      for (int k = 0; k < kSubCells * kSubCells; ++k) {
        const double sub = 1.0 / kSubCells;
        const double x = (c.origin.x + (static_cast<double>(i) + (k % kSubCells + 0.5) * sub) * c.step) * pixel_um.x;
        const double y = -(c.origin.y + (static_cast<double>(j) + (k / kSubCells + 0.5) * sub) * c.step) * pixel_um.y;
        inside += mesa.emits({cos_a * x + sin_a * y, -sin_a * x + cos_a * y}) ? 1 : 0;
      }
      c.share[static_cast<std::size_t>(j * c.width + i)] = static_cast<float>(inside);
      const double x = c.origin.x + (static_cast<double>(i) + 0.5) * c.step;
      const double y = c.origin.y + (static_cast<double>(j) + 0.5) * c.step;
      total += inside;
      x1 += inside * x;
      y1 += inside * y;
      x2 += inside * x * x;
      y2 += inside * y * y;
    }
  }
  for (float& share : c.share) share = static_cast<float>(share / total);
  c.mean = {x1 / total, y1 / total};
  c.variance = {x2 / total - c.mean.x * c.mean.x, y2 / total - c.mean.y * c.mean.y};
  return c;
}

}  // namespace pellucid::sim
