/// A surface over a plate, given at evenly spaced nodes and cubic between them (Catmull and Rom): exact for quadratic
/// surfaces. Immutable once filled; any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "core/model/geometry.h"

namespace pellucid {

class NodeSurface {
 public:
  NodeSurface() = default;
  /// Nodes at the plate's corners and about every `spacing_px` between; their values are 0 yet.
  NodeSurface(std::int64_t width_px, std::int64_t height_px, std::int64_t spacing_px);

  [[nodiscard]] std::size_t size() const { return value_.size(); }
  [[nodiscard]] Vec2 place(std::size_t node) const;
  [[nodiscard]] float& operator[](std::size_t node) { return value_[node]; }
  [[nodiscard]] float operator[](std::size_t node) const { return value_[node]; }
  /// At a place in the plate's pixels.
  [[nodiscard]] float at(double x, double y) const;
  /// At the pixel centres of row y: out[0..width).
  void fill_row(std::int64_t y, float* out) const;

 private:
  /// Values on the line at v (in nodes) above each node of a row, one beyond both ends included.
  [[nodiscard]] std::vector<float> line_at(double v) const;
  std::int64_t width_ = 0, across_ = 0, down_ = 0;
  double step_x_ = 1, step_y_ = 1;
  std::vector<float> value_;
};

}  // namespace pellucid
