/// Tiny images whose light is known, drawn by the tests' own code: sums of blurred rectangles. Not the simulator, so
/// that core is held against something that shares no line with it.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numbers>
#include <random>
#include <vector>

#include "core/flow/block_source.h"
#include "core/measure/calibrated_block.h"
#include "core/measure/profile.h"
#include "core/model/wafer.h"

namespace pellucid::testing_images {

/// An image of one level, its padding filled with zeros as calibrate() leaves it.
inline ElectronImage flat_image(std::int64_t width, std::int64_t height, double level_e = 0,
                                std::int64_t first_line = 0) {
  ElectronImage image;
  image.tile = 0;
  image.rect = {0, 0, width, height};
  image.stride = width + ElectronImage::kPadding;
  image.first_line = first_line;
  image.e.assign(static_cast<std::size_t>(image.stride * height), 0.F);
  for (std::int64_t y = 0; y < height; ++y) {
    std::fill_n(image.e.begin() + y * image.stride, width, static_cast<float>(level_e));
  }
  return image;
}

/// A block that is calibrated already: its parts are cut out of `image`, which must outlive it.
inline CalibratedBlock block_of(const ElectronImage& image) {
  return {image.tile, image.rect, image.first_line,
          [&](const PixelRect& part, std::int64_t row, ElectronImage& out) -> Result<void> {
            for (std::int64_t y = 0; y < part.height; ++y)
              std::copy_n(image.row(part.y + y) + part.x, part.width, out.e.begin() + (row + y) * out.stride);
            const auto cut = [&](const std::vector<PixelXY>& all, std::vector<PixelXY>& inside) {
              for (const PixelXY p : all) {
                const std::int64_t x = p.x - part.x;
                const std::int64_t y = p.y - part.y;
                if (x >= 0 && y >= 0 && x < part.width && y < part.height)
                  inside.push_back({static_cast<std::int32_t>(x), static_cast<std::int32_t>(row + y)});
              }
            };
            cut(image.masked, out.masked);
            cut(image.saturated, out.saturated);
            return {};
          }};
}

/// body(x, y, pixel) for every pixel.
template <class Body>
void for_pixels(ElectronImage& image, const Body& body) {
  for (std::int64_t y = 0; y < image.rect.height; ++y) {
    for (std::int64_t x = 0; x < image.rect.width; ++x)
      body(x, y, image.e[static_cast<std::size_t>(y * image.stride + x)]);
  }
}

/// Adds `light_e` spread by a profile that is zero beyond its support.
inline void add_profile(ElectronImage& image, const ChipProfile& profile, Vec2 centre_px, double light_e,
                        double odd_phase_px = 0) {
  const double reach_x = profile.half_x_px() + std::abs(odd_phase_px) + 1;
  const double reach_y = profile.half_y_px() + 1;
  const auto y0 = std::max<std::int64_t>(0, std::llround(std::floor(centre_px.y - reach_y)));
  const auto y1 = std::min<std::int64_t>(image.rect.height, std::llround(std::ceil(centre_px.y + reach_y)));
  const auto x0 = std::max<std::int64_t>(0, std::llround(std::floor(centre_px.x - reach_x)));
  const auto x1 = std::min<std::int64_t>(image.rect.width, std::llround(std::ceil(centre_px.x + reach_x)));
  for (std::int64_t y = y0; y < y1; ++y) {
    const double cx = centre_px.x + (image.odd_line(y) ? odd_phase_px : 0);
    for (std::int64_t x = x0; x < x1; ++x) {
      const double p = profile.at(static_cast<double>(x) + 0.5 - cx, static_cast<double>(y) + 0.5 - centre_px.y);
      image.e[static_cast<std::size_t>(y * image.stride + x)] += static_cast<float>(light_e * p);
    }
  }
}

/// A mesa blurred by a Gaussian, integrated over each pixel: analytic but for the pixel (three-point Simpson rule).
struct BlurredMesa {
  Vec2 size_px{6, 5};
  double sigma_px = 0.8;

  static double axis(double d, double size, double sigma) {
    const auto at = [&](double x) {
      const double s = 1 / (sigma * std::numbers::sqrt2);
      return 0.5 * (std::erf((x + size / 2) * s) - std::erf((x - size / 2) * s)) / size;
    };
    return (at(d - 0.5) + 4 * at(d) + at(d + 0.5)) / 6;
  }

  /// Adds the mesa to an image; light beyond 5 sigma is nothing.
  void draw(ElectronImage& image, Vec2 centre_px, double light_e, double odd_phase_px = 0) const {
    const double reach_x = size_px.x / 2 + 5 * sigma_px + 1;
    const double reach_y = size_px.y / 2 + 5 * sigma_px + 1;
    const auto y0 = std::max<std::int64_t>(0, std::llround(std::floor(centre_px.y - reach_y)));
    const auto y1 = std::min<std::int64_t>(image.rect.height, std::llround(std::ceil(centre_px.y + reach_y)));
    std::vector<double> across[2];
    std::int64_t first[2] = {0, 0};
    for (int odd = 0; odd < 2; ++odd) {
      const double cx = centre_px.x + (odd == 1 ? odd_phase_px : 0);
      first[odd] = std::max<std::int64_t>(0, std::llround(std::floor(cx - reach_x)));
      const auto last = std::min<std::int64_t>(image.rect.width, std::llround(std::ceil(cx + reach_x)));
      for (std::int64_t x = first[odd]; x < last; ++x)
        across[odd].push_back(axis(static_cast<double>(x) + 0.5 - cx, size_px.x, sigma_px));
    }
    for (std::int64_t y = y0; y < y1; ++y) {
      const double down = light_e * axis(static_cast<double>(y) + 0.5 - centre_px.y, size_px.y, sigma_px);
      const int odd = image.odd_line(y) ? 1 : 0;
      float* e = image.e.data() + y * image.stride + first[odd];
      for (std::size_t i = 0; i < across[odd].size(); ++i) e[i] += static_cast<float>(down * across[odd][i]);
    }
  }
};

/// A wafer of `columns` x `rows` chips about the centre, all of them printed (the outline is far away).
inline WaferDesign rectangle_wafer(std::int32_t columns, std::int32_t rows, Vec2 pitch_um, Vec2 size_um) {
  WaferDesign wafer;
  wafer.diameter_mm = 200;
  ChipGrid grid;
  grid.pitch_um = pitch_um;
  grid.size_um = size_um;
  grid.columns = columns;
  grid.rows = rows;
  grid.origin_um = {-0.5 * (columns - 1) * pitch_um.x, -0.5 * (rows - 1) * pitch_um.y};
  wafer.chips = grid;
  return wafer;
}

/// One tile around the wafer's centre.
inline LayerGeometry one_tile(std::int64_t width, std::int64_t height, Vec2 pixel_um) {
  LayerGeometry layer;
  layer.name = "pl";
  layer.pixel_um = pixel_um;
  layer.tiles.push_back(
      {"pl.tif",
       {-0.5 * static_cast<double>(width) * pixel_um.x, 0.5 * static_cast<double>(height) * pixel_um.y},
       width,
       height,
       true});
  return layer;
}

/// Poisson light plus Gaussian read noise, in place.
inline void add_noise(ElectronImage& image, double read_noise_e, std::mt19937_64& random) {
  std::normal_distribution<double> normal(0, 1);
  for_pixels(image, [&](std::int64_t, std::int64_t, float& e) {
    double value = static_cast<double>(e);
    if (value > 0) value = std::poisson_distribution<int>(value)(random);
    e = static_cast<float>(value + read_noise_e * normal(random));
  });
}

/// A wafer seen through a lattice that is bent and moved against its design: draws what is asked for, when it is asked
/// for.
class DrawnWafer final : public RegionReader {
 public:
  DrawnWafer(LayerGeometry layer, WaferDesign printed, Affine2 wafer_from_design)
      : layer_(std::move(layer)), printed_(std::move(printed)), wafer_from_design_(wafer_from_design) {}

  BlurredMesa mesa;
  double odd_phase_px = 0, background_e = 2, read_noise_e = 1;
  Vec2 slope_e_per_px;  ///< of the background, from the tile's first pixel
  /// Light of a chip; by default 2000 e, one in twenty dark.
  std::function<double(ChipIndex)> light_e = [](ChipIndex c) {
    const auto h = static_cast<std::uint32_t>(c.column) * 2654435761U ^ static_cast<std::uint32_t>(c.row) * 2246822519U;
    return ((h >> 13) % 20U) == 0 ? 0.0 : 2000.0;
  };

  [[nodiscard]] const LayerGeometry& geometry() const override { return layer_; }

  [[nodiscard]] Result<void> read(std::int32_t tile, PixelRect rect, RawPixels& out) const override {
    const TilePlacement& place = layer_.tiles[static_cast<std::size_t>(tile)];
    ElectronImage image = flat_image(rect.width, rect.height, background_e, layer_.first_line(place) + rect.y);
    for_pixels(image, [&](std::int64_t x, std::int64_t y, float& e) {
      e += static_cast<float>(slope_e_per_px.x * (static_cast<double>(rect.x + x) + 0.5) +
                              slope_e_per_px.y * (static_cast<double>(rect.y + y) + 0.5));
    });
    const ChipGrid& grid = *printed_.chips;
    const Affine2 design_from_wafer = wafer_from_design_.inverse();
    const double margin = 12;
    const Vec2 low = layer_.wafer_from_pixel(
        place, {static_cast<double>(rect.x) - margin, static_cast<double>(rect.y + rect.height) + margin});
    const Vec2 high = layer_.wafer_from_pixel(
        place, {static_cast<double>(rect.x + rect.width) + margin, static_cast<double>(rect.y) - margin});
    const Vec2 a = design_from_wafer(low);
    const Vec2 b = design_from_wafer(high);
    for (std::int32_t r = grid.nearest_row(a.y) - 2; r <= grid.nearest_row(b.y) + 2; ++r) {
      for (std::int32_t c = grid.nearest_column(a.x) - 2; c <= grid.nearest_column(b.x) + 2; ++c) {
        if (!printed_.has_chip({c, r})) continue;
        const Vec2 p = layer_.pixel_from_wafer(place, wafer_from_design_(grid.unturned_um({c, r})));
        mesa.draw(image, p - Vec2{static_cast<double>(rect.x), static_cast<double>(rect.y)}, light_e({c, r}),
                  odd_phase_px);
      }
    }
    std::mt19937_64 random(static_cast<std::uint64_t>(rect.y * 100'003 + rect.x));
    std::normal_distribution<float> noise(0, static_cast<float>(std::max(read_noise_e, 1e-6)));
    auto* dn = reinterpret_cast<float*>(out.prepare(tile, rect, SampleType::f32));
    for_pixels(image, [&](std::int64_t x, std::int64_t y, float& e) {
      dn[y * rect.width + x] =
          e + noise(random) * std::sqrt(1 + e / static_cast<float>(read_noise_e * read_noise_e + 1));
    });
    return {};
  }

 private:
  LayerGeometry layer_;
  WaferDesign printed_;
  Affine2 wafer_from_design_;
};

}  // namespace pellucid::testing_images
