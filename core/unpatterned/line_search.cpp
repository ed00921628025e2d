#include "core/unpatterned/line_search.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace pellucid {
namespace {

constexpr int kDirections = 16;
constexpr std::int64_t kSampled = 4096;  // sums behind a direction's scatter

}  // namespace

LineSearch::Direction LineSearch::direction(int index) {
  const double a = std::numbers::pi * index / kDirections;
  const double x = std::cos(a), y = std::sin(a), longer = std::max(std::abs(x), std::abs(y));
  return {x / longer, y / longer};
}

void LineSearch::run(const std::vector<float>& z, std::int64_t width, std::int64_t height) {
  z_ = &z;
  width_ = width;
  height_ = height;
  best_.assign(z.size(), 0.0F);
  best_direction_.assign(z.size(), 0);
  for (int k = 0; k < kDirections; ++k) {
    sum_along(direction(k));
    take_best(k, direction(k));
  }
  keep_ridges();
}

/// sum_(p) = z(p) + ... over kLength pixels from p along the direction: by doubling, each step one addition a pixel.
void LineSearch::sum_along(const Direction& d) {
  sum_ = *z_;
  next_.resize(sum_.size());
  for (int n = 1; n < kLength; n *= 2) {
    const auto dx = static_cast<std::int64_t>(std::lround(n * d.dx)),
               dy = static_cast<std::int64_t>(std::lround(n * d.dy));
    const std::int64_t from = std::max<std::int64_t>(0, -dx), to = std::min(width_, width_ - dx);
    for (std::int64_t y = 0; y < height_; ++y) {
      float* out = next_.data() + y * width_;
      const float* a = sum_.data() + y * width_;
      if (y + dy < 0 || y + dy >= height_) {
        std::copy_n(a, width_, out);
        continue;
      }
      const float* b = sum_.data() + (y + dy) * width_ + dx;
      std::copy(a, a + from, out);
      for (std::int64_t x = from; x < to; ++x) out[x] = a[x] + b[x];
      std::copy(a + to, a + width_, out + to);
    }
    std::swap(sum_, next_);
  }
}

/// In units of the sums' own robust scatter, which knows of stripes; at least that of white noise.
void LineSearch::take_best(int index, const Direction& d) {
  room_.clear();
  const auto count = static_cast<std::int64_t>(sum_.size());
  for (std::int64_t i = 0; i < count; i += std::max<std::int64_t>(1, count / kSampled) | 1) {
    if ((*z_)[static_cast<std::size_t>(i)] != 0) room_.push_back(sum_[static_cast<std::size_t>(i)]);
  }
  if (room_.size() < 32) return;
  const auto quantile = [&](double share) {
    const auto at = room_.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(room_.size() - 1));
    std::nth_element(room_.begin(), at, room_.end());
    return *at;
  };
  const float scatter = 0.5F * (quantile(0.8413) - quantile(0.1587));
  const float scale = 1.0F / std::max(scatter, std::sqrt(static_cast<float>(kLength)));
  const auto sx = static_cast<std::int64_t>(std::lround(0.5 * (kLength - 1) * d.dx));
  const auto sy = static_cast<std::int64_t>(std::lround(0.5 * (kLength - 1) * d.dy));
  const std::int64_t from = std::max<std::int64_t>(0, -sx), to = std::min(width_, width_ - sx);
  for (std::int64_t y = std::max<std::int64_t>(0, -sy); y < std::min(height_, height_ - sy); ++y) {
    const float* s = sum_.data() + y * width_;
    float* best = best_.data() + (y + sy) * width_ + sx;
    std::uint8_t* which = best_direction_.data() + (y + sy) * width_ + sx;
    for (std::int64_t x = from; x < to; ++x) {
      const float v = scale * s[x];
      const bool better = std::abs(v) > std::abs(best[x]);
      best[x] = better ? v : best[x];
      which[x] = better ? static_cast<std::uint8_t>(index) : which[x];
    }
  }
}

void LineSearch::keep_ridges() {
  ridge_.assign(best_.size(), 0.0F);
  for (std::int64_t y = 1; y + 1 < height_; ++y) {
    for (std::int64_t x = 1; x + 1 < width_; ++x) {
      const auto i = static_cast<std::size_t>(y * width_ + x);
      const float v = best_[i];
      if (std::abs(v) < 2) continue;
      const Direction d = direction(best_direction_[i]);
      const auto across = std::abs(d.dx) >= std::abs(d.dy) ? width_ : std::int64_t{1};
      const float sign = v > 0 ? 1.0F : -1.0F;
      const float one = sign * best_[i - static_cast<std::size_t>(across)];
      const float other = sign * best_[i + static_cast<std::size_t>(across)];
      if (sign * v >= one && sign * v > other) ridge_[i] = v;
    }
  }
}

}  // namespace pellucid
