/// Points, indices, rectangles and affine maps. Plain values; no allocation; safe from any thread.
/// Frames: "wafer" is the stage's frame [um], +x right, +y up; "pixel" is (x to the right, y DOWN) from the outer
/// top-left corner of a tile's first pixel, so that a pixel's centre is at +0.5, +0.5; "lattice" is the chip (column,
/// row).
#pragma once

#include <cstdint>

namespace pellucid {

struct Vec2 {
  double x = 0;
  double y = 0;
  friend Vec2 operator+(Vec2 a, Vec2 b) { return {a.x + b.x, a.y + b.y}; }
  friend Vec2 operator-(Vec2 a, Vec2 b) { return {a.x - b.x, a.y - b.y}; }
  friend Vec2 operator*(double s, Vec2 a) { return {s * a.x, s * a.y}; }
  friend bool operator==(const Vec2&, const Vec2&) = default;
};

/// Chip (column, row): column grows with +x, row with +y of the wafer frame.
struct ChipIndex {
  std::int32_t column = 0;
  std::int32_t row = 0;
  friend bool operator==(const ChipIndex&, const ChipIndex&) = default;
};

/// Half-open rectangle of pixels in one tile.
struct PixelRect {
  std::int64_t x = 0;
  std::int64_t y = 0;
  std::int64_t width = 0;
  std::int64_t height = 0;
  friend bool operator==(const PixelRect&, const PixelRect&) = default;
};

/// b = linear * a + shift. Name variables `b_from_a`, so that chains cancel visibly.
struct Affine2 {
  double xx = 1, xy = 0, yx = 0, yy = 1;
  Vec2 shift;

  [[nodiscard]] static Affine2 rotation(double degrees);  ///< counter-clockwise
  [[nodiscard]] Vec2 operator()(Vec2 a) const { return {xx * a.x + xy * a.y + shift.x, yx * a.x + yy * a.y + shift.y}; }
  [[nodiscard]] Vec2 turn(Vec2 a) const { return {xx * a.x + xy * a.y, yx * a.x + yy * a.y}; }  ///< without the shift
  [[nodiscard]] Affine2 inverse() const;
  friend Affine2 operator*(const Affine2& c_from_b, const Affine2& b_from_a);
};

}  // namespace pellucid
