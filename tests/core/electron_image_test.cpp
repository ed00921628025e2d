#include "core/measure/electron_image.h"

#include <gtest/gtest.h>

#include <limits>

namespace pellucid {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

LayerGeometry layer_of_two() {
  LayerGeometry layer;
  layer.name = "pl";
  layer.pixel_um = {2, 2};
  layer.tiles = {{"a.tif", {0, 100}, 8, 6, true}, {"b.tif", {0, 88}, 8, 6, true}};  // b begins at line 6
  return layer;
}

RawPixels raw_of(std::int32_t tile, PixelRect rect) {
  RawPixels raw;
  raw.tile = tile;
  raw.rect = rect;
  for (std::int64_t k = 0; k < rect.width * rect.height; ++k) raw.dn.push_back(100.F + static_cast<float>(k));
  return raw;
}

TEST(Calibrate, constants_hold_for_every_pixel) {
  LayerCalibration c;
  c.constant_dark_dn = 90;
  c.constant_scale_e_per_dn = 0.5F;
  ElectronImage image;
  const RawPixels raw = raw_of(1, {2, 3, 4, 3});
  calibrate(raw, layer_of_two(), c, image);
  EXPECT_EQ(image.tile, 1);
  EXPECT_EQ(image.rect, raw.rect);
  EXPECT_EQ(image.first_line, 9);
  EXPECT_TRUE(image.odd_line(0));
  EXPECT_FALSE(image.odd_line(1));
  for (std::int64_t y = 0; y < 3; ++y) {
    for (std::int64_t x = 0; x < 4; ++x) EXPECT_FLOAT_EQ(image.row(y)[x], (raw.row(y)[x] - 90) * 0.5F);
    for (std::int64_t x = 4; x < image.stride; ++x) EXPECT_EQ(image.row(y)[x], 0) << "padding";
  }
  EXPECT_TRUE(image.masked.empty());
  EXPECT_TRUE(image.saturated.empty());
}

/// A frame of the whole tile: the rectangle's place in the tile picks its values.
TEST(Calibrate, frames_are_taken_at_the_pixels_place_in_the_tile_and_lines_at_their_line) {
  LayerCalibration c;
  c.width = 8;
  c.height = 6;
  for (int k = 0; k < 48; ++k) {
    c.dark_dn.push_back(10.F + static_cast<float>(k));
    c.scale_e_per_dn.push_back(1.F + 0.01F * static_cast<float>(k));
  }
  for (int line = 0; line < 12; ++line) c.line_scale.push_back(1.F + 0.1F * static_cast<float>(line));
  ElectronImage image;
  const RawPixels raw = raw_of(1, {2, 3, 4, 3});
  calibrate(raw, layer_of_two(), c, image);
  for (std::int64_t y = 0; y < 3; ++y) {
    for (std::int64_t x = 0; x < 4; ++x) {
      const auto k = static_cast<std::size_t>((3 + y) * 8 + 2 + x);
      const float line = 1.F + 0.1F * static_cast<float>(9 + y);
      EXPECT_NEAR(image.row(y)[x], (raw.row(y)[x] - c.dark_dn[k]) * c.scale_e_per_dn[k] * line, 1e-3);
    }
  }
}

TEST(Calibrate, a_frame_of_one_line_serves_every_row) {
  LayerCalibration c;
  c.width = 8;
  c.height = 1;
  for (int k = 0; k < 8; ++k) {
    c.dark_dn.push_back(static_cast<float>(k));
    c.scale_e_per_dn.push_back(2.F);
  }
  ElectronImage image;
  const RawPixels raw = raw_of(0, {1, 4, 3, 2});
  calibrate(raw, layer_of_two(), c, image);
  EXPECT_FLOAT_EQ(image.row(0)[0], 2 * (raw.row(0)[0] - 1));
  EXPECT_FLOAT_EQ(image.row(1)[2], 2 * (raw.row(1)[2] - 3));
}

TEST(Calibrate, dead_pixels_and_nan_are_masked_saturated_ones_kept_and_noted) {
  for (const bool frame : {false, true}) {
    LayerCalibration c;
    c.saturation_dn = 200;
    if (frame) {
      c.width = 8;
      c.height = 6;
      c.dark_dn.assign(48, 0);
      c.scale_e_per_dn.assign(48, 1);
      c.scale_e_per_dn[1 * 8 + 2] = 0;
    }
    RawPixels raw = raw_of(0, {0, 0, 8, 6});
    raw.dn[3 * 8 + 5] = kNan;
    raw.dn[4 * 8 + 1] = std::numeric_limits<float>::infinity();
    raw.dn[2 * 8 + 7] = 200;
    raw.dn[5 * 8 + 0] = 999;
    raw.dn[5 * 8 + 1] = 199.5F;
    ElectronImage image;
    image.masked.push_back({9, 9});  // left over from another block
    calibrate(raw, layer_of_two(), c, image);
    std::vector<std::pair<int, int>> masked, saturated;
    for (const PixelXY p : image.masked) masked.emplace_back(p.x, p.y);
    for (const PixelXY p : image.saturated) saturated.emplace_back(p.x, p.y);
    std::vector<std::pair<int, int>> expected{{5, 3}, {1, 4}};
    if (frame) expected.insert(expected.begin(), {2, 1});
    EXPECT_EQ(masked, expected);
    EXPECT_EQ(saturated, (std::vector<std::pair<int, int>>{{7, 2}, {0, 5}}));
    EXPECT_EQ(image.row(3)[5], 0);
    EXPECT_EQ(image.row(4)[1], 0);
    EXPECT_EQ(image.row(5)[0], 999);
  }
}

TEST(Calibrate, minus_infinity_is_no_light) {
  RawPixels raw = raw_of(0, {0, 0, 8, 6});
  raw.dn[9] = -std::numeric_limits<float>::infinity();
  ElectronImage image;
  calibrate(raw, layer_of_two(), {}, image);
  ASSERT_EQ(image.masked.size(), 1U);
  EXPECT_EQ(image.row(1)[1], 0);
}

TEST(Calibrate, buffers_are_reused_for_a_smaller_block) {
  ElectronImage image;
  calibrate(raw_of(0, {0, 0, 8, 6}), layer_of_two(), {}, image);
  calibrate(raw_of(0, {0, 0, 3, 2}), layer_of_two(), {}, image);
  EXPECT_EQ(image.stride, 3 + ElectronImage::kPadding);
  EXPECT_FLOAT_EQ(image.row(1)[0], 103);
  EXPECT_EQ(image.row(1)[3], 0);
}

TEST(LightScale, is_one_over_the_throughput) {
  LayerCalibration c;
  c.gain_e_per_dn = 0.5;
  c.width = 4;
  c.height = 2;
  c.dark_dn.assign(8, 0);
  c.scale_e_per_dn.assign(8, 0.5F / 0.8F);  // a flat of 0.8
  c.scale_e_per_dn[7] = 0;                  // hot
  c.line_scale = {1, 1.25F};
  EXPECT_NEAR(light_scale(c, 1, 0, 0), 1 / 0.8, 1e-6);
  EXPECT_NEAR(light_scale(c, 1, 1, 1), 1.25 / 0.8, 1e-6);
  EXPECT_NEAR(light_scale(c, 3, 1, 0), 1, 1e-6);
}

}  // namespace
}  // namespace pellucid
