#include "core/unpatterned/plate_search.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/model/median.h"

namespace pellucid {
namespace {

constexpr int kLineLevel = 1;              // thin lines are sought in pixels of this level
constexpr double kDirectionsMargin = 0.5;  // sigma: sixteen directions are so many more chances for noise
constexpr double kFollow_sigma = 4.2;      // the same of a line; the best of many directions is often beyond 3
constexpr double kGrow_sigma = 3;          // what belongs to a defect once it is one
constexpr float kSmoothNoise = 0.375F;     // of 1-2-1 by 1-2-1 over 16 on unit noise
constexpr double kSmoothSkew = 0.463;      // of its output per skew of the input
constexpr std::int64_t kRegion_px = 256;   // texture is told by regions of this side
constexpr std::size_t kLeastSampled = 64;  // fewer say nothing
constexpr float kLeastShare = 0.8F;        // of the plate's texture that every region has at least
constexpr std::int64_t kSampled = 1024;    // values behind a region's texture
constexpr float kSpikeShare = 0.12F;  // of a spike's excess in the mean of its eight neighbours: the lens spreads light

/// out = the three rows above, at and below each row, each 1-2-1 along it. Zero beyond the edges.
void smooth_121(const std::vector<float>& in, std::int64_t width, std::int64_t height, std::vector<float>& out,
                std::vector<float>& room) {
  const auto w = static_cast<std::size_t>(width);
  out.resize(in.size());
  room.resize(w + 2);
  room[0] = room[w + 1] = 0;
  for (std::int64_t y = 0; y < height; ++y) {
    const float* at = in.data() + y * width;
    float* sum = room.data() + 1;
    for (std::size_t x = 0; x < w; ++x) sum[x] = 2 * at[x];
    if (y > 0) {
      for (std::size_t x = 0; x < w; ++x) sum[x] += (at - width)[x];
    }
    if (y + 1 < height) {
      for (std::size_t x = 0; x < w; ++x) sum[x] += (at + width)[x];
    }
    float* to = out.data() + y * width;
    constexpr float kScale = 1.0F / (16.0F * kSmoothNoise);
    for (std::size_t x = 0; x < w; ++x) to[x] = kScale * (room[x] + 2 * room[x + 1] + room[x + 2]);
  }
}

}  // namespace

void PlateSearch::run(const Plate& plate, const NodeSurface& background, const NodeSurface& noise_e, double skew,
                      const SearchLimits& limits) {
  width_ = level_width_ = plate.width;
  height_ = level_height_ = plate.height;
  strength_.assign(plate.light_e.size(), 0.0F);
  found_at_.resize(plate.light_e.size());
  take_differences(plate, background, noise_e);
  drop_spikes(limits.seed_sigma);
  for (int level = 0; level < kLevels; ++level) {
    search(level, background, noise_e, skew / (1 << level), limits);
    if (level == kLineLevel) search_lines(level, background, noise_e, limits);
    if (level + 1 < kLevels) halve();
  }
}

void PlateSearch::take_differences(const Plate& plate, const NodeSurface& background, const NodeSurface& noise_e) {
  const auto w = static_cast<std::size_t>(width_);
  difference_.resize(plate.light_e.size());
  sharp_.resize(plate.light_e.size());
  std::vector<float> level(w), noise(w);
  for (std::int64_t y = 0; y < height_; ++y) {
    background.fill_row(y, level.data());
    noise_e.fill_row(y, noise.data());
    const std::size_t at = plate.at(0, y);
    for (std::size_t x = 0; x < w; ++x) {
      const float d = plate.use[at + x] != PixelUse::none ? plate.light_e[at + x] - level[x] : 0.0F;
      difference_[at + x] = d;
      sharp_[at + x] = d / noise[x];
    }
  }
}

/// A single bright pixel without a neighbour that shares its light is a cosmic ray or a hot pixel: no lens makes it.
void PlateSearch::drop_spikes(double seed_sigma) {
  const auto limit = static_cast<float>(seed_sigma);
  for (std::int64_t y = 1; y + 1 < height_; ++y) {
    for (std::int64_t x = 1; x + 1 < width_; ++x) {
      const std::size_t i = static_cast<std::size_t>(y * width_ + x);
      if (sharp_[i] < limit) continue;
      const float* p = sharp_.data() + i;
      const float ring =
          (p[-1] + p[1] + p[-width_] + p[width_] + p[-width_ - 1] + p[-width_ + 1] + p[width_ - 1] + p[width_ + 1]) / 8;
      // The ring's own noise is sigma / sqrt(8).
      if (ring < std::max(1.1F, kSpikeShare * *p) && *p > 4 * std::abs(ring)) sharp_[i] = ring, difference_[i] = 0;
    }
  }
}

void PlateSearch::search(int level, const NodeSurface& background, const NodeSurface& noise_e, double skew,
                         const SearchLimits& limits) {
  smooth_121(sharp_, level_width_, level_height_, smooth_, room_);
  region_px_ = std::max<std::int64_t>(kRegion_px >> level, 16);
  measure_texture(level);
  const double t = limits.seed_sigma;
  // Cornish and Fisher: where a skewed distribution has the tail of a normal one beyond t.
  const auto seed_bright = static_cast<float>(t + kSmoothSkew * skew * (t * t - 1) / 6);
  const auto seed_dark = static_cast<float>(t);
  const double side = 1 << level;
  for (std::int64_t y = 0; y < level_height_; ++y) {
    for (std::int64_t x = 0; x < level_width_; ++x) {
      const auto i = static_cast<std::size_t>(y * level_width_ + x);
      const float z = smooth_[i];
      if (std::abs(z) < seed_dark) continue;
      if (std::abs(z) < (z > 0 ? seed_bright : seed_dark) * texture_at(x, y)) continue;
      const double px = (static_cast<double>(x) + 0.5) * side, py = (static_cast<double>(y) + 0.5) * side;
      const double level_e = background.at(px, py);
      const double differs_e = std::abs(z) * kSmoothNoise * noise_e.at(px, py) / side;
      if (differs_e >= limits.min_contrast * level_e) grow(i, level);
    }
  }
}

/// All that is connected with a seed, of its sign, and stands out as well: marked at full resolution and taken out of
/// the level, so that a coarser one sees what is left.
void PlateSearch::grow(std::size_t seed, int level) {
  const float sign = smooth_[seed] > 0 ? 1.0F : -1.0F;
  stack_.assign(1, seed);
  while (!stack_.empty()) {
    const std::size_t i = stack_.back();
    stack_.pop_back();
    const std::int64_t x = static_cast<std::int64_t>(i) % level_width_, y = static_cast<std::int64_t>(i) / level_width_;
    const float z = sign * smooth_[i], texture = texture_at(x, y);
    if (z < static_cast<float>(kGrow_sigma) * texture) continue;
    mark(x, y, level, sign * z / texture);
    smooth_[i] = 0;
    sharp_[i] = 0;
    for (std::int64_t v = std::max<std::int64_t>(0, y - 1); v <= std::min(level_height_ - 1, y + 1); ++v) {
      for (std::int64_t u = std::max<std::int64_t>(0, x - 1); u <= std::min(level_width_ - 1, x + 1); ++u) {
        const auto next = static_cast<std::size_t>(v * level_width_ + u);
        if (sign * smooth_[next] > 0) stack_.push_back(next);
      }
    }
  }
}

/// What is left after the search by pixels: lines whose pixels are all hidden in the noise.
void PlateSearch::search_lines(int level, const NodeSurface& background, const NodeSurface& noise_e,
                               const SearchLimits& limits) {
  lines_.run(sharp_, level_width_, level_height_);
  smooth_ = lines_.ridge();
  const double side = 1 << level;
  for (std::int64_t y = 0; y < level_height_; ++y) {
    for (std::int64_t x = 0; x < level_width_; ++x) {
      const auto i = static_cast<std::size_t>(y * level_width_ + x);
      if (std::abs(smooth_[i]) < limits.seed_sigma + kDirectionsMargin) continue;
      const double px = (static_cast<double>(x) + 0.5) * side, py = (static_cast<double>(y) + 0.5) * side;
      // The mean over a piece; a thin line fills about half of such a coarse pixel.
      const double differs_e =
          2 * std::abs(smooth_[i]) / std::sqrt(double{LineSearch::kLength}) * noise_e.at(px, py) / side;
      if (differs_e >= limits.min_contrast * background.at(px, py)) follow(i, level);
    }
  }
}

/// A ridge from a seed on, as long as it keeps half of the seed's height.
void PlateSearch::follow(std::size_t seed, int level) {
  const float sign = smooth_[seed] > 0 ? 1.0F : -1.0F;
  const float least = std::max(static_cast<float>(kFollow_sigma), 0.5F * sign * smooth_[seed]);
  stack_.assign(1, seed);
  while (!stack_.empty()) {
    const std::size_t i = stack_.back();
    stack_.pop_back();
    const float z = sign * smooth_[i];
    if (z < least) continue;
    const std::int64_t x = static_cast<std::int64_t>(i) % level_width_, y = static_cast<std::int64_t>(i) / level_width_;
    mark(x, y, level, sign * z);
    smooth_[i] = 0;
    sharp_[i] = 0;
    for (std::int64_t v = std::max<std::int64_t>(0, y - 2); v <= std::min(level_height_ - 1, y + 2); ++v) {
      for (std::int64_t u = std::max<std::int64_t>(0, x - 2); u <= std::min(level_width_ - 1, x + 2); ++u)
        stack_.push_back(static_cast<std::size_t>(v * level_width_ + u));
    }
  }
}

void PlateSearch::mark(std::int64_t x, std::int64_t y, int level, float strength) {
  const std::int64_t x_end = std::min(width_, (x + 1) << level), y_end = std::min(height_, (y + 1) << level);
  for (std::int64_t v = y << level; v < y_end; ++v) {
    for (std::int64_t u = x << level; u < x_end; ++u) {
      const auto i = static_cast<std::size_t>(v * width_ + u);
      if (strength_[i] != 0) continue;
      strength_[i] = strength;
      found_at_[i] = static_cast<std::uint8_t>(level);
    }
  }
}

/// Robust scatter of the smoothed level by region, at least what is expected; a region takes the median of its
/// surroundings, so that a large defect in it does not hide itself.
void PlateSearch::measure_texture(int level) {
  regions_across_ = (level_width_ + region_px_ - 1) / region_px_;
  const std::int64_t down = (level_height_ + region_px_ - 1) / region_px_;
  std::vector<float> own;
  const std::int64_t step =
      std::max<std::int64_t>(1, region_px_ * region_px_ / kSampled) | 1;  // odd: no comb of columns
  for (std::int64_t j = 0; j < down; ++j) {
    for (std::int64_t i = 0; i < regions_across_; ++i) {
      room_.clear();
      const std::int64_t x0 = i * region_px_, y0 = j * region_px_;
      const std::int64_t w = std::min(region_px_, level_width_ - x0), h = std::min(region_px_, level_height_ - y0);
      for (std::int64_t k = 0; k < w * h; k += step) {
        const float z = smooth_[static_cast<std::size_t>((y0 + k / w) * level_width_ + x0 + k % w)];
        if (z != 0) room_.push_back(z);
      }
      const auto quantile = [&](double share) {
        const auto at = room_.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(room_.size() - 1));
        std::nth_element(room_.begin(), at, room_.end());
        return *at;
      };
      own.push_back(room_.size() < kLeastSampled ? 0.0F : 0.5F * (quantile(0.8413) - quantile(0.1587)));
    }
  }
  room_.clear();
  std::ranges::copy_if(own, std::back_inserter(room_), [](float t) { return t > 0; });
  const float plate = median_of(room_);
  texture_[static_cast<std::size_t>(level)] = plate;
  texture_of_.resize(own.size());
  for (std::int64_t j = 0; j < down; ++j) {
    for (std::int64_t i = 0; i < regions_across_; ++i) {
      room_.clear();
      for (std::int64_t v = std::max<std::int64_t>(0, j - 1); v <= std::min(down - 1, j + 1); ++v) {
        for (std::int64_t u = std::max<std::int64_t>(0, i - 1); u <= std::min(regions_across_ - 1, i + 1); ++u) {
          const float t = own[static_cast<std::size_t>(v * regions_across_ + u)];
          if (t > 0) room_.push_back(t);
        }
      }
      texture_of_[static_cast<std::size_t>(j * regions_across_ + i)] =
          std::max({1.0F, kLeastShare * plate, median_of(room_)});
    }
  }
}

float PlateSearch::texture_at(std::int64_t x, std::int64_t y) const {
  return texture_of_[static_cast<std::size_t>(y / region_px_ * regions_across_ + x / region_px_)];
}

/// The next coarser level: 2 x 2 pixels summed, over 2 for unit variance.
void PlateSearch::halve() {
  const std::int64_t w = (level_width_ + 1) / 2, h = (level_height_ + 1) / 2;
  for (std::int64_t y = 0; y < h; ++y) {
    const bool both = 2 * y + 1 < level_height_;
    const float* top = sharp_.data() + 2 * y * level_width_;
    const float* low = both ? top + level_width_ : top;
    const float half = both ? 0.5F : 0.0F;
    float* out = sharp_.data() + y * w;  // never ahead of what is still to be read
    for (std::int64_t x = 0; x < level_width_ / 2; ++x)
      out[x] = 0.5F * (top[2 * x] + top[2 * x + 1]) + half * (low[2 * x] + low[2 * x + 1]);
    if (level_width_ % 2 != 0) out[w - 1] = 0.5F * top[level_width_ - 1] + half * low[level_width_ - 1];
  }
  level_width_ = w;
  level_height_ = h;
  sharp_.resize(static_cast<std::size_t>(w * h));
}

}  // namespace pellucid
