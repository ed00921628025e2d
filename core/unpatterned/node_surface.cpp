#include "core/unpatterned/node_surface.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace pellucid {
namespace {

std::int64_t nodes_on(std::int64_t length, std::int64_t spacing) {
  return std::max<std::int64_t>(1, (length + spacing / 2) / spacing) + 1;
}

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

/// The value one step beyond `edge`: of the parabola through three nodes, or the line through two.
float beyond(float edge, float inner, float innermost) {
  return std::isnan(innermost) ? 2 * edge - inner : 3 * edge - 3 * inner + innermost;
}

/// Between the second and the third of four nodes.
struct Cubic {
  explicit Cubic(float share) : t(share) {}
  [[nodiscard]] float operator()(float p0, float p1, float p2, float p3) const {
    const float a = 0.5F * (p3 - p0) + 1.5F * (p1 - p2), b = p0 - 2.5F * p1 + 2 * p2 - 0.5F * p3;
    return p1 + t * (0.5F * (p2 - p0) + t * (b + t * a));
  }
  float t;
};

}  // namespace

NodeSurface::NodeSurface(std::int64_t width_px, std::int64_t height_px, std::int64_t spacing_px)
    : width_(width_px), across_(nodes_on(width_px, spacing_px)), down_(nodes_on(height_px, spacing_px)) {
  step_x_ = static_cast<double>(width_px) / static_cast<double>(across_ - 1);
  step_y_ = static_cast<double>(height_px) / static_cast<double>(down_ - 1);
  value_.assign(static_cast<std::size_t>(across_ * down_), 0.0F);
}

Vec2 NodeSurface::place(std::size_t node) const {
  const auto at = static_cast<std::int64_t>(node);
  return {static_cast<double>(at % across_) * step_x_, static_cast<double>(at / across_) * step_y_};
}

std::vector<float> NodeSurface::line_at(double v) const {
  const auto j = std::clamp<std::int64_t>(static_cast<std::int64_t>(v), 0, down_ - 2);
  const Cubic weights(static_cast<float>(v - static_cast<double>(j)));
  std::vector<float> line(static_cast<std::size_t>(across_ + 2));
  for (std::int64_t i = 0; i < across_; ++i) {
    const auto value = [&](std::int64_t row) { return value_[static_cast<std::size_t>(row * across_ + i)]; };
    const float before = j > 0 ? value(j - 1) : beyond(value(j), value(j + 1), j + 2 < down_ ? value(j + 2) : kNone);
    const float after = j + 2 < down_ ? value(j + 2) : beyond(value(j + 1), value(j), j > 0 ? value(j - 1) : kNone);
    line[static_cast<std::size_t>(i + 1)] = weights(before, value(j), value(j + 1), after);
  }
  const std::size_t last = line.size() - 2;
  line[0] = beyond(line[1], line[2], last >= 3 ? line[3] : kNone);
  line[last + 1] = beyond(line[last], line[last - 1], last >= 3 ? line[last - 2] : kNone);
  return line;
}

float NodeSurface::at(double x, double y) const {
  const std::vector<float> line = line_at(y / step_y_);
  const double u = x / step_x_;
  const auto i = std::clamp<std::int64_t>(static_cast<std::int64_t>(u), 0, across_ - 2);
  const float* p = line.data() + i;
  return Cubic(static_cast<float>(u - static_cast<double>(i)))(p[0], p[1], p[2], p[3]);
}

void NodeSurface::fill_row(std::int64_t y, float* out) const {
  const std::vector<float> line = line_at((static_cast<double>(y) + 0.5) / step_y_);
  for (std::int64_t i = 0; i + 1 < across_; ++i) {
    const double begin = static_cast<double>(i) * step_x_, end = begin + step_x_;
    const auto from = std::max<std::int64_t>(0, static_cast<std::int64_t>(std::ceil(begin - 0.5)));
    const auto to = i + 2 == across_ ? width_ : std::min(width_, static_cast<std::int64_t>(std::ceil(end - 0.5)));
    const float* p = line.data() + i;
    // The same as Cubic, as a polynomial of the place in the stretch.
    const float a = 0.5F * (p[3] - p[0]) + 1.5F * (p[1] - p[2]), b = p[0] - 2.5F * p[1] + 2 * p[2] - 0.5F * p[3];
    const float c = 0.5F * (p[2] - p[0]), per_px = static_cast<float>(1 / step_x_);
    const auto first = static_cast<float>((static_cast<double>(from) + 0.5 - begin) / step_x_);
    for (std::int64_t x = from; x < to; ++x) {
      const float t = first + per_px * static_cast<float>(x - from);
      out[x] = p[1] + t * (c + t * (b + t * a));
    }
  }
}

}  // namespace pellucid
