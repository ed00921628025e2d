#include "core/measure/electron_image.h"

#include <gtest/gtest.h>

#include <algorithm>
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

/// Values that rise by 1 from 100, pixel by pixel.
template <class T = float>
RawPixels raw_of(std::int32_t tile, PixelRect rect) {
  RawPixels raw;
  T* dn = reinterpret_cast<T*>(raw.prepare(tile, rect, sample_type_of<T>()));
  for (std::int64_t k = 0; k < rect.width * rect.height; ++k) dn[k] = static_cast<T>(100 + k);
  return raw;
}

float* values(RawPixels& raw) {
  return reinterpret_cast<float*>(raw.buffer.data());
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
    for (std::int64_t x = 0; x < 4; ++x) EXPECT_FLOAT_EQ(image.row(y)[x], (raw.dn(x, y) - 90) * 0.5F);
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
  std::vector<float> dark_dn, scale;
  for (int k = 0; k < 48; ++k) {
    dark_dn.push_back(10.F + static_cast<float>(k));
    scale.push_back(1.F + 0.01F * static_cast<float>(k));
  }
  c.frame = ResponseFrame(dark_dn, scale);
  for (int line = 0; line < 12; ++line) c.line_scale.push_back(1.F + 0.1F * static_cast<float>(line));
  ElectronImage image;
  const RawPixels raw = raw_of(1, {2, 3, 4, 3});
  calibrate(raw, layer_of_two(), c, image);
  for (std::int64_t y = 0; y < 3; ++y) {
    for (std::int64_t x = 0; x < 4; ++x) {
      const auto k = static_cast<std::size_t>((3 + y) * 8 + 2 + x);
      const float line = 1.F + 0.1F * static_cast<float>(9 + y);
      EXPECT_NEAR(image.row(y)[x], (raw.dn(x, y) - dark_dn[k]) * scale[k] * line, 2e-3);
    }
  }
}

TEST(Calibrate, a_frame_of_one_line_serves_every_row) {
  LayerCalibration c;
  c.width = 8;
  c.height = 1;
  c.frame = ResponseFrame({0, 1, 2, 3, 4, 5, 6, 7}, std::vector<float>(8, 2));
  ElectronImage image;
  const RawPixels raw = raw_of(0, {1, 4, 3, 2});
  calibrate(raw, layer_of_two(), c, image);
  EXPECT_FLOAT_EQ(image.row(0)[0], 2 * (raw.dn(0, 0) - 1));
  EXPECT_FLOAT_EQ(image.row(1)[2], 2 * (raw.dn(2, 1) - 3));
}

TEST(Calibrate, dead_pixels_and_nan_are_masked_saturated_ones_kept_and_noted) {
  for (const bool frame : {false, true}) {
    LayerCalibration c;
    c.saturation_dn = 200;
    if (frame) {
      c.width = 8;
      c.height = 6;
      std::vector<float> scale(48, 1);
      scale[1 * 8 + 2] = 0;
      c.frame = ResponseFrame(std::vector<float>(48, 0), scale);
    }
    RawPixels raw = raw_of(0, {0, 0, 8, 6});
    values(raw)[3 * 8 + 5] = kNan;
    values(raw)[4 * 8 + 1] = std::numeric_limits<float>::infinity();
    values(raw)[2 * 8 + 7] = 200;
    values(raw)[5 * 8 + 0] = 999;
    values(raw)[5 * 8 + 1] = 199.5F;
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
  values(raw)[9] = -std::numeric_limits<float>::infinity();
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

/// Whatever type the samples are stored in, and however long the stored rows are: the same image.
template <class T>
void expect_same_as_float(const LayerCalibration& c) {
  const PixelRect rect{3, 1, 37, 4};
  constexpr std::int64_t kStride = 64;
  RawPixels typed;
  RawPixels plain;
  T* dn = reinterpret_cast<T*>(typed.prepare(0, rect, sample_type_of<T>(), kStride));
  auto* as_float = reinterpret_cast<float*>(plain.prepare(0, rect, SampleType::f32));
  for (std::int64_t y = 0; y < rect.height; ++y) {
    for (std::int64_t x = 0; x < kStride; ++x) {
      dn[y * kStride + x] = static_cast<T>(x < rect.width ? 100 + (x * 7 + y * 3) % 120 : 255);
      if (x < rect.width) as_float[y * rect.width + x] = static_cast<float>(dn[y * kStride + x]);
    }
  }
  LayerGeometry layer = layer_of_two();
  layer.tiles[0].width = 40;
  ElectronImage a;
  ElectronImage b;
  calibrate(typed, layer, c, a);
  calibrate(plain, layer, c, b);
  EXPECT_EQ(a.e, b.e);
  EXPECT_EQ(a.saturated.size(), b.saturated.size());
  EXPECT_EQ(a.masked.size(), b.masked.size());
  std::vector<float> row(static_cast<std::size_t>(rect.width));
  typed.copy_row(2, row.data());
  for (std::int64_t x = 0; x < rect.width; ++x) EXPECT_EQ(row[static_cast<std::size_t>(x)], plain.dn(x, 2));
}

TEST(Calibrate, sample_types_and_strides_make_no_difference) {
  LayerCalibration c;
  c.constant_dark_dn = 12.3F;
  c.constant_scale_e_per_dn = 0.37F;
  c.saturation_dn = 211;
  for (const bool frame : {false, true}) {
    if (frame) {
      c.width = 40;
      c.height = 1;
      std::vector<float> dark_dn, scale;
      for (int k = 0; k < 40; ++k) {
        dark_dn.push_back(10.F + 0.1F * static_cast<float>(k));
        scale.push_back(k == 17 ? 0.F : 0.4F + 0.01F * static_cast<float>(k));
      }
      c.frame = ResponseFrame(dark_dn, scale);
    }
    expect_same_as_float<std::uint8_t>(c);
    expect_same_as_float<std::uint16_t>(c);
  }
}

TEST(Calibrate, a_saturation_at_the_end_of_the_type_is_seen) {
  RawPixels raw;
  raw.prepare(0, {0, 0, 8, 1}, SampleType::u16);
  auto* dn = reinterpret_cast<std::uint16_t*>(raw.buffer.data());
  std::fill_n(dn, 8, std::uint16_t{65534});
  dn[6] = 65535;
  LayerCalibration c;
  c.saturation_dn = 65535;
  ElectronImage image;
  calibrate(raw, layer_of_two(), c, image);
  ASSERT_EQ(image.saturated.size(), 1U);
  EXPECT_EQ(image.saturated[0].x, 6);
  EXPECT_TRUE(image.masked.empty());
}

TEST(LightScale, is_one_over_the_throughput) {
  LayerCalibration c;
  c.gain_e_per_dn = 0.5;
  c.width = 4;
  c.height = 2;
  std::vector<float> scale(8, 0.5F / 0.8F);  // a flat of 0.8
  scale[7] = 0;                              // hot
  c.frame = ResponseFrame(std::vector<float>(8, 0), scale);
  c.line_scale = {1, 1.25F};
  EXPECT_NEAR(light_scale(c, 1, 0, 0), 1 / 0.8, 1e-6);
  EXPECT_NEAR(light_scale(c, 1, 1, 1), 1.25 / 0.8, 1e-6);
  EXPECT_NEAR(light_scale(c, 3, 1, 0), 1, 1e-6);
}

}  // namespace
}  // namespace pellucid
