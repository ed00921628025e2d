#include "core/unpatterned/node_surface.h"

#include <algorithm>
#include <cmath>

namespace pellucid {
namespace {

std::int64_t nodes_on(std::int64_t length, std::int64_t spacing) {
  return std::max<std::int64_t>(1, (length + spacing / 2) / spacing) + 1;
}

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

float NodeSurface::at(double x, double y) const {
  const double u = std::clamp(x / step_x_, 0.0, static_cast<double>(across_ - 1));
  const double v = std::clamp(y / step_y_, 0.0, static_cast<double>(down_ - 1));
  const auto i = std::min(static_cast<std::int64_t>(u), across_ - 2);
  const auto j = std::min(static_cast<std::int64_t>(v), down_ - 2);
  const auto s = static_cast<float>(u - static_cast<double>(i)), t = static_cast<float>(v - static_cast<double>(j));
  const float* low = value_.data() + j * across_ + i;
  const float* high = low + across_;
  return (1 - t) * ((1 - s) * low[0] + s * low[1]) + t * ((1 - s) * high[0] + s * high[1]);
}

void NodeSurface::fill_row(std::int64_t y, float* out) const {
  // Linear between the nodes of a row: two ends a stretch suffice.
  for (std::int64_t i = 0; i + 1 < across_; ++i) {
    const double begin = static_cast<double>(i) * step_x_, end = begin + step_x_;
    const auto from = std::max<std::int64_t>(0, static_cast<std::int64_t>(std::ceil(begin - 0.5)));
    const auto to = i + 2 == across_ ? width_ : std::min(width_, static_cast<std::int64_t>(std::ceil(end - 0.5)));
    const float left = at(begin, static_cast<double>(y) + 0.5), right = at(end, static_cast<double>(y) + 0.5);
    const auto slope = static_cast<float>((right - left) / step_x_);
    const auto start = static_cast<float>(left + slope * (static_cast<double>(from) + 0.5 - begin));
    for (std::int64_t x = from; x < to; ++x) out[x] = start + slope * static_cast<float>(x - from);
  }
}

}  // namespace pellucid
