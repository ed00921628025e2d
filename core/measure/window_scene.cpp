#include "core/measure/window_scene.h"

#include <algorithm>
#include <cmath>

#include "core/measure/chip_sites.h"

namespace pellucid {
namespace {

double median_of(std::vector<double> v) {
  if (v.empty()) return 0;
  const auto k = static_cast<std::ptrdiff_t>(v.size() / 2);
  std::nth_element(v.begin(), v.begin() + k, v.end());
  return v[static_cast<std::size_t>(k)];
}

/// A chip's profile on the pixel rows and columns that it reaches.
struct Footprint {
  std::int64_t x0, x1, y0, y1;  ///< clipped, half-open
};

Footprint footprint(Vec2 centre, double half_x, double half_y, std::int64_t width, std::int64_t height, double shift) {
  const auto low = [](double v) { return static_cast<std::int64_t>(std::floor(v)); };
  return {std::clamp<std::int64_t>(low(centre.x + shift - half_x), 0, width),
          std::clamp<std::int64_t>(low(centre.x + shift + half_x) + 1, 0, width),
          std::clamp<std::int64_t>(low(centre.y - half_y), 0, height),
          std::clamp<std::int64_t>(low(centre.y + half_y) + 1, 0, height)};
}

}  // namespace

WindowScene::WindowScene(const SampleWindow& window, const WaferDesign& wafer, const LatticeFit& lattice,
                         std::int64_t max_px, double support_x_px, double support_y_px)
    : window_(&window), support_x_px_(support_x_px), support_y_px_(support_y_px),
      odd_phase_px_(lattice.odd_line_phase_px) {
  const PixelRect& rect = window.image.rect;
  const double shrink = std::min(1.0, std::sqrt(static_cast<double>(max_px) / static_cast<double>(rect.width * rect.height)));
  width_ = static_cast<std::int64_t>(shrink * static_cast<double>(rect.width));
  height_ = static_cast<std::int64_t>(shrink * static_cast<double>(rect.height));
  x0_ = (rect.width - width_) / 2;
  y0_ = (rect.height - height_) / 2;
  const ChipGrid& grid = *wafer.chips;
  const Affine2 to_scene{1, 0, 0, 1, {-static_cast<double>(x0_), -static_cast<double>(y0_)}};
  const Affine2 pixel_from_design = to_scene * window.wafer_from_pixel.inverse() * lattice.wafer_from_design *
                                    Affine2{1, 0, 0, 1, window.shift_um};
  const double margin = std::max(support_x_px, support_y_px) + std::abs(odd_phase_px_) + 1;
  for_each_site(grid, pixel_from_design.inverse(), {-margin, -margin}, {static_cast<double>(width_) + margin, static_cast<double>(height_) + margin},
                [&](ChipIndex index) {
                  if (!site_has_chip(wafer, index)) return;
                  Chip chip;
                  chip.centre_px = pixel_from_design(grid.unturned_um(index));
                  const double w = 0.5 * grid.pitch_um.x / window.wafer_from_pixel.xx + std::abs(odd_phase_px_);
                  const double h = 0.5 * grid.pitch_um.y / -window.wafer_from_pixel.yy;
                  chip.whole = chip.centre_px.x > w && chip.centre_px.y > h && chip.centre_px.x < static_cast<double>(width_) - w &&
                               chip.centre_px.y < static_cast<double>(height_) - h;
                  chips_.push_back(chip);
                });
}

std::vector<float> WindowScene::residual(const ChipProfile& profile) const {
  std::vector<float> r(static_cast<std::size_t>(width_ * height_));
  for (std::int64_t y = 0; y < height_; ++y) {
    for (std::int64_t x = 0; x < width_; ++x) r[static_cast<std::size_t>(y * width_ + x)] = pixel(x, y) - static_cast<float>(background_e_);
  }
  std::vector<double> px;
  for (const Chip& chip : chips_) {
    if (chip.light_e == 0) continue;
    for (const ProfileComponent& c : profile.components) {
      for (int parity = 0; parity < (odd_phase_px_ != 0 ? 2 : 1); ++parity) {
        const double shift = parity == 1 ? odd_phase_px_ : 0;
        const Footprint f = footprint(chip.centre_px, support_x_px_, support_y_px_, width_, height_, shift);
        px.clear();
        for (std::int64_t x = f.x0; x < f.x1; ++x) px.push_back(c.x.at(static_cast<double>(x) + 0.5 - chip.centre_px.x - shift));
        for (std::int64_t y = f.y0; y < f.y1; ++y) {
          if (odd_phase_px_ != 0 && window_->image.odd_line(y + y0_) != (parity == 1)) continue;
          const double py = chip.light_e * c.y.at(static_cast<double>(y) + 0.5 - chip.centre_px.y);
          float* row = r.data() + y * width_;
          for (std::int64_t x = f.x0; x < f.x1; ++x) row[x] -= static_cast<float>(py * px[static_cast<std::size_t>(x - f.x0)]);
        }
      }
    }
  }
  return r;
}

void WindowScene::measure(const ChipProfile& profile, Vec2 pitch_px, double noise_ratio, int sweeps) {
  if (background_e_ == 0 && median_e_ == 0) {  // first look: the darkest tenth is background
    std::vector<float> values;
    for (std::int64_t y = 0; y < height_; y += 2) {
      for (std::int64_t x = 0; x < width_; x += 2) values.push_back(pixel(x, y));
    }
    const auto tenth = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 10);
    std::nth_element(values.begin(), tenth, values.end());
    background_e_ = static_cast<double>(*tenth);
  }
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    const std::vector<float> r = residual(profile);
    double street = 0, street_count = 0;
    const double peak = profile.peak();
    std::vector<double> px;
    for (Chip& chip : chips_) {
      double up = 0, norm = 0;
      const double hx = 0.5 * pitch_px.x;
      const double hy = 0.5 * pitch_px.y;
      for (int parity = 0; parity < (odd_phase_px_ != 0 ? 2 : 1); ++parity) {
        const double centre_x = chip.centre_px.x + (parity == 1 ? odd_phase_px_ : 0);
        const Footprint f = footprint({centre_x, chip.centre_px.y}, hx - 0.5, hy - 0.5, width_, height_, 0);
        px.clear();
        for (std::int64_t x = f.x0; x < f.x1; ++x) px.push_back(std::max(0.0, profile.components.front().x.at(static_cast<double>(x) + 0.5 - centre_x)));
        for (std::int64_t y = f.y0; y < f.y1; ++y) {
          if (odd_phase_px_ != 0 && window_->image.odd_line(y + y0_) != (parity == 1)) continue;
          const double down = std::max(0.0, profile.components.front().y.at(static_cast<double>(y) + 0.5 - chip.centre_px.y));
          const float* row = r.data() + y * width_;
          for (std::int64_t x = f.x0; x < f.x1; ++x) {
            const double p = down * px[static_cast<std::size_t>(x - f.x0)];
            const double t = p / (p + noise_ratio);
            up += t * static_cast<double>(row[x]);
            norm += t * p;
            if (p < 0.03 * peak && chip.whole) {
              street += static_cast<double>(row[x]);
              street_count += 1;
            }
          }
        }
      }
      if (norm > 0.05) chip.light_e += up / norm;
    }
    if (street_count > 50) background_e_ += street / street_count;
  }
  std::vector<double> lights;
  for (const Chip& chip : chips_) {
    if (chip.whole) lights.push_back(chip.light_e);
  }
  median_e_ = median_of(std::move(lights));
}

void WindowScene::sort_chips() {
  std::vector<double> deviation;
  for (const Chip& chip : chips_) {
    if (chip.whole) deviation.push_back(std::abs(chip.light_e - median_e_));
  }
  const double limit = std::max(0.2 * median_e_, 4 * 1.4826 * median_of(std::move(deviation)));
  for (Chip& chip : chips_) {
    if (!chip.whole) {  // cut by the scene's edge: its light cannot be told, and most chips are healthy
      chip.light_e = median_e_;
      chip.state = SceneChip::healthy;
      continue;
    }
    if (std::abs(chip.light_e - median_e_) <= limit) {
      chip.state = SceneChip::healthy;
    } else {
      chip.state = chip.light_e < 0.05 * median_e_ ? SceneChip::dark : SceneChip::off_level;
    }
  }
}

void WindowScene::level_lights() {
  for (Chip& chip : chips_) {
    if (chip.state == SceneChip::healthy) chip.light_e = median_e_;
    if (chip.state == SceneChip::dark) chip.light_e = 0;
  }
}

std::vector<std::uint8_t> WindowScene::teachable() const {
  std::vector<std::uint8_t> good(static_cast<std::size_t>(width_ * height_), 1);
  for (const Chip& chip : chips_) {
    if (chip.state != SceneChip::off_level) continue;
    const Footprint f = footprint(chip.centre_px, support_x_px_ + std::abs(odd_phase_px_), support_y_px_, width_, height_, 0);
    for (std::int64_t y = f.y0; y < f.y1; ++y) {
      std::fill(good.begin() + (y * width_ + f.x0), good.begin() + (y * width_ + f.x1), std::uint8_t{0});
    }
  }
  for (const PixelXY p : window_->image.masked) {
    const std::int64_t x = p.x - x0_;
    const std::int64_t y = p.y - y0_;
    if (x >= 0 && y >= 0 && x < width_ && y < height_) good[static_cast<std::size_t>(y * width_ + x)] = 0;
  }
  return good;
}

}  // namespace pellucid
