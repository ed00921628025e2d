#include "core/model/geometry.h"

#include <cmath>
#include <numbers>

namespace pellucid {

Affine2 Affine2::rotation(double degrees) {
  const double a = degrees * std::numbers::pi / 180;
  return {std::cos(a), -std::sin(a), std::sin(a), std::cos(a), {}};
}

Affine2 Affine2::inverse() const {
  const double det = xx * yy - xy * yx;
  Affine2 inv{yy / det, -xy / det, -yx / det, xx / det, {}};
  const Vec2 moved = inv.turn(shift);
  inv.shift = {-moved.x, -moved.y};
  return inv;
}

Affine2 operator*(const Affine2& c_from_b, const Affine2& b_from_a) {
  Affine2 c_from_a;
  c_from_a.xx = c_from_b.xx * b_from_a.xx + c_from_b.xy * b_from_a.yx;
  c_from_a.xy = c_from_b.xx * b_from_a.xy + c_from_b.xy * b_from_a.yy;
  c_from_a.yx = c_from_b.yx * b_from_a.xx + c_from_b.yy * b_from_a.yx;
  c_from_a.yy = c_from_b.yx * b_from_a.xy + c_from_b.yy * b_from_a.yy;
  c_from_a.shift = c_from_b(b_from_a.shift);
  return c_from_a;
}

}  // namespace pellucid
