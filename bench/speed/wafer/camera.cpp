#include "bench/speed/wafer/camera.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <random>

#include "bench/speed/wafer/random.h"

namespace pellucid::bench::speed {
namespace {

constexpr std::int64_t kStampX = 15, kStampY = 20;  ///< mesa and four to five sigmas of the point spread on every side

/// A mesa of half-width `half`, blurred, at a distance from its centre.
double blurred_mesa(double distance, double half) {
  const double s = kPsfSigma_px * std::numbers::sqrt2;
  return 0.5 * (std::erf((distance + half) / s) - std::erf((distance - half) / s));
}

/// Adds a chip's light to a frame.
void stamp(PixelPlace chip, float light_e, std::vector<float>& frame_e) {
  const auto x0 = static_cast<std::int64_t>(std::floor(chip.x)) - kStampX / 2;
  const auto y0 = static_cast<std::int64_t>(std::floor(chip.y)) - kStampY / 2 + 1;
  std::array<float, kStampX> across{};
  for (std::int64_t i = 0; i < kStampX; ++i) {
    across[static_cast<std::size_t>(i)] =
        static_cast<float>(blurred_mesa(static_cast<double>(x0 + i) - chip.x, 0.5 * kMesaX_px));
  }
  const double level_e = static_cast<double>(light_e) / (kMesaX_px * kMesaY_px);
  const std::int64_t begin = std::max<std::int64_t>(0, x0), end = std::min(kFrame_px, x0 + kStampX);
  for (std::int64_t y = std::max<std::int64_t>(0, y0); y < std::min(kFrame_px, y0 + kStampY); ++y) {
    const auto down = static_cast<float>(level_e * blurred_mesa(static_cast<double>(y) - chip.y, 0.5 * kMesaY_px));
    float* line = frame_e.data() + y * kFrame_px;
    for (std::int64_t x = begin; x < end; ++x) line[x] += down * across[static_cast<std::size_t>(x - x0)];
  }
}

/// Light of every chip that reaches into the frame.
std::vector<float> chip_light(const PrintedWafer& wafer, std::int64_t x, std::int64_t y) {
  std::vector<float> frame_e(kFrame_px * kFrame_px, 0.0F);
  double low_c = 1e18, low_r = 1e18, high_c = -1e18, high_r = -1e18;
  for (const std::int64_t cx : {x - kStampX, x + kFrame_px + kStampX}) {
    for (const std::int64_t cy : {y - kStampY, y + kFrame_px + kStampY}) {
      const PixelPlace at = wafer.lattice({static_cast<double>(cx), static_cast<double>(cy)});
      low_c = std::min(low_c, at.x);
      high_c = std::max(high_c, at.x);
      low_r = std::min(low_r, at.y);
      high_r = std::max(high_r, at.y);
    }
  }
  const auto first_c = std::max<std::int64_t>(0, std::llround(low_c)),
             first_r = std::max<std::int64_t>(0, std::llround(low_r));
  const auto last_c = std::min(wafer.columns() - 1, std::int64_t{std::llround(high_c)});
  const auto last_r = std::min(wafer.rows() - 1, std::int64_t{std::llround(high_r)});
  for (std::int64_t row = first_r; row <= last_r; ++row) {
    for (std::int64_t column = first_c; column <= last_c; ++column) {
      const float light_e = wafer.light_e()[static_cast<std::size_t>(row * wafer.columns() + column)];
      if (light_e <= 0) continue;
      const PixelPlace at = wafer.centre(column, row);
      stamp({at.x - static_cast<double>(x), at.y - static_cast<double>(y)}, light_e, frame_e);
    }
  }
  return frame_e;
}

}  // namespace

Camera::Camera(std::uint64_t seed) : seed_(seed) {
  Random random(seed * 77 + 5);
  std::normal_distribution<double> normal;
  std::vector<double> column_dn(kFrame_px);
  for (double& d : column_dn) d = 3 * normal(random);
  constexpr double kHalf = kFrame_px / 2.0;
  for (std::int64_t y = 0; y < kFrame_px; ++y) {
    for (std::int64_t x = 0; x < kFrame_px; ++x) {
      const double u = static_cast<double>(x) / kHalf - 1, v = static_cast<double>(y) / kHalf - 1;
      const double dark = std::round(200 + column_dn[static_cast<std::size_t>(x)] + 2 * normal(random));
      const double response = (1 - 0.12 * (u * u + v * v)) * (1 + 0.01 * normal(random));
      dark_dn_.push_back(static_cast<std::uint16_t>(dark));
      flat_dn_.push_back(static_cast<std::uint16_t>(dark + std::round(response * kFlatOne_dn)));
    }
  }
}

std::vector<std::uint16_t> Camera::shoot(const PrintedWafer& wafer, std::int64_t x, std::int64_t y) const {
  const std::vector<float> light_e = chip_light(wafer, x, y);
  std::vector<std::uint16_t> dn(light_e.size());
  Random random(seed_ * 999983 + static_cast<std::uint64_t>(y * wafer.side_px() + x));
  std::normal_distribution<float> normal;
  const float per_side = 2.0F / static_cast<float>(wafer.side_px());
  for (std::int64_t fy = 0; fy < kFrame_px; ++fy) {
    const float v = static_cast<float>(y + fy) * per_side - 1;
    for (std::int64_t fx = 0; fx < kFrame_px; ++fx) {
      const auto k = static_cast<std::size_t>(fy * kFrame_px + fx);
      const float u = static_cast<float>(x + fx) * per_side - 1;
      const float background = static_cast<float>(kBackground_e) * (1 - 0.25F * (u * u + v * v));
      const float response = static_cast<float>(flat_dn_[k] - dark_dn_[k]) / static_cast<float>(kFlatOne_dn);
      const float e = (light_e[k] + background) * response;
      const float seen = e + std::sqrt(e + static_cast<float>(kReadNoise_e * kReadNoise_e)) * normal(random);
      const float value = static_cast<float>(dark_dn_[k]) + seen / static_cast<float>(kGain_e_per_dn) + 0.5F;
      dn[k] = static_cast<std::uint16_t>(std::clamp(value, 0.0F, 65535.0F));
    }
  }
  return dn;
}

}  // namespace pellucid::bench::speed
