/// The spec's formulas, and refusals.
#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <random>

#include "calibration/layer_calibration_builder.h"

namespace pellucid {
namespace {

using testing::HasSubstr;

constexpr std::int64_t kWidth = 60, kHeight = 40;

LayerGeometry camera() {
  LayerGeometry geometry;
  geometry.name = "pl";
  geometry.method = ScanMethod::camera;
  geometry.detector = {16, 65000, 100, 0.5, 3};
  geometry.pixel_um = {2, 2};
  geometry.tiles = {{"a.tif", {0, 0}, kWidth, kHeight, true}, {"b.tif", {120, 0}, kWidth, kHeight, true}};
  return geometry;
}

LayerGeometry raster() {
  LayerGeometry geometry = camera();
  geometry.method = ScanMethod::raster;
  geometry.tiles[1].position_um = {0, -80};  // below the first: 80 lines in all
  return geometry;
}

CalibrationFrame frame(const char* path, std::int64_t height, double level, double noise, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal(level, noise);
  CalibrationFrame f{path, kWidth, height, {}};
  for (std::int64_t i = 0; i < kWidth * height; ++i) f.dn.push_back(static_cast<float>(std::round(normal(random))));
  return f;
}

std::int64_t unusable(const LayerCalibration& c) {
  std::int64_t count = 0;
  for (std::size_t i = 0; i < c.frame.size(); ++i) count += c.frame.usable(i) ? 0 : 1;
  return count;
}

TEST(MakeCalibration, NoFramesLeavesConstants) {
  const auto c = make_calibration(camera(), {}, 1);
  ASSERT_TRUE(c);
  EXPECT_FALSE(c->has_frame());
  EXPECT_EQ(c->constant_dark_dn, 100);
  EXPECT_EQ(c->constant_scale_e_per_dn, 0.5F);
  EXPECT_DOUBLE_EQ(c->read_noise_e, std::sqrt(9 + 0.25 / 12));
  EXPECT_EQ(c->saturation_dn, 65000);
  EXPECT_EQ(c->line(1000), 1.0F);
}

TEST(MakeCalibration, FlatIsDarkSubtractedAndDividedByItsMean) {
  CalibrationImages images{frame("dark.tif", kHeight, 100, 2), frame("flat.tif", kHeight, 20000, 50, 2), {}};
  for (std::int64_t i = 0; i < kWidth * kHeight; ++i)
    images.flat->dn[i] *= 1.0F + 0.005F * static_cast<float>(i % kWidth);
  double mean = 0;
  for (std::size_t i = 0; i < images.flat->dn.size(); ++i) mean += images.flat->dn[i] - images.dark->dn[i];
  mean /= static_cast<double>(images.flat->dn.size());
  const auto c = make_calibration(camera(), images, 1);
  ASSERT_TRUE(c) << c.error().message();
  EXPECT_EQ(unusable(*c), 0);
  for (const std::size_t i : {0U, 59U, 1234U}) {
    EXPECT_EQ(c->frame.dark_dn(i), images.dark->dn[i]);
    EXPECT_NEAR(c->frame.scale_e_per_dn(i), 0.5 * mean / (images.flat->dn[i] - images.dark->dn[i]), 2e-6);
  }
}

TEST(MakeCalibration, WithoutDarkTheOffsetIsSubtractedFromTheFlat) {
  CalibrationImages images;
  images.flat = frame("flat.tif", kHeight, 1100, 0);
  for (std::size_t i = 0; i < images.flat->dn.size(); i += 2) images.flat->dn[i] = 1300;
  const auto c = make_calibration(camera(), images, 1);
  ASSERT_TRUE(c) << c.error().message();
  EXPECT_EQ(c->frame.dark_dn(5), 100);
  EXPECT_NEAR(c->frame.scale_e_per_dn(0), 0.5 * 1100 / 1200, 1e-6);
  EXPECT_NEAR(c->frame.scale_e_per_dn(1), 0.5 * 1100 / 1000, 1e-6);
}

TEST(MakeCalibration, HotAndDeadPixelsGetNoScale) {
  CalibrationImages images{frame("dark.tif", kHeight, 100, 2), frame("flat.tif", kHeight, 20000, 100, 2), {}};
  const std::size_t single = 20 * kWidth + 30;
  images.dark->dn[single] = 5000;
  images.dark->dn[0] = 4000;                                                       // in the corner
  for (const std::size_t i : {605U, 606U, 665U, 666U}) images.dark->dn[i] = 3000;  // 2 x 2
  images.flat->dn[1500] = 90;                                                      // dead: below the dark
  images.flat->dn[1700] = 9000;                                                    // half as sensitive
  images.flat->dn[1900] = 65535;                                                   // saturated
  images.flat->dn[2100] = 22000;  // a pattern of 10 percent is calibrated
  images.dark->dn[2200] = 140;    // warm: subtracted
  const auto c = make_calibration(camera(), images, 1);
  ASSERT_TRUE(c) << c.error().message();
  EXPECT_EQ(unusable(*c), 9);
  for (const std::size_t i : {single, std::size_t{0}, std::size_t{605}, std::size_t{606}, std::size_t{665},
                              std::size_t{666}, std::size_t{1500}, std::size_t{1700}, std::size_t{1900}}) {
    EXPECT_EQ(c->frame.scale_e_per_dn(i), 0.0F) << i;
  }
  EXPECT_NEAR(c->frame.scale_e_per_dn(2100), 0.5 * 19900 / 21900, 0.001);
  EXPECT_EQ(c->frame.dark_dn(2200), 140);
}

TEST(MakeCalibration, RasterLineAndPower) {
  CalibrationImages images{frame("dark.tif", 1, 100, 2), frame("flat.tif", 1, 20000, 50), std::vector<float>(80, 1.0F)};
  images.flat->dn[20] = 100;
  images.line_power[79] = 1.21F;
  const auto c = make_calibration(raster(), images, 0.5);
  ASSERT_TRUE(c) << c.error().message();
  EXPECT_EQ(c->height, 1);
  EXPECT_EQ(c->frame_row(33), 0);
  EXPECT_EQ(unusable(*c), 1);
  EXPECT_EQ(c->frame.scale_e_per_dn(20), 0.0F);
  EXPECT_EQ(c->line(0), 1.0F);
  EXPECT_NEAR(c->line(79), 1 / 1.1, 1e-6);
}

TEST(MakeCalibration, FloatImagesAreNotQuantised) {
  LayerGeometry geometry = camera();
  geometry.detector.bits = 32;
  EXPECT_DOUBLE_EQ(make_calibration(geometry, {}, 1)->read_noise_e, 3);
}

std::string refusal(const LayerGeometry& geometry, const CalibrationImages& images, double exponent = 1) {
  const auto c = make_calibration(geometry, images, exponent);
  return c ? "accepted" : c.error().code + " " + c.error().message();
}

TEST(MakeCalibration, RefusesWrongSizes) {
  CalibrationImages images;
  images.dark = frame("dark.tif", kHeight - 1, 100, 2);
  EXPECT_THAT(
      refusal(camera(), images),
      HasSubstr("calibration.size dark.tif: wrong size of the dark of layer \"pl\" (expected 60 x 40 pixels, as "
                "tile a.tif, found 60 x 39 pixels)"));
  images.dark = frame("dark.tif", kHeight, 100, 2);
  EXPECT_THAT(refusal(raster(), images), HasSubstr("expected 60 x 1 pixels"));
  images.dark->dn.pop_back();
  EXPECT_THAT(refusal(camera(), images), HasSubstr("found 2399 values"));
}

TEST(MakeCalibration, RefusesAnUnusableFlat) {
  CalibrationImages images;
  images.flat = frame("flat.tif", kHeight, 20000, 50);
  for (std::size_t i = 0; i < 121; ++i) images.flat->dn[i] = 100;
  EXPECT_THAT(refusal(camera(), images),
              HasSubstr("calibration.flat flat.tif: the flat is not above the dark (expected at most 5 percent, "
                        "found 121 of 2400 pixels)"));
  images.flat = frame("flat.tif", kHeight, 65535, 0);
  EXPECT_THAT(refusal(camera(), images), HasSubstr("the flat is saturated"));
}

TEST(MakeCalibration, RefusesBadPower) {
  CalibrationImages images;
  images.line_power.assign(79, 1.0F);
  EXPECT_THAT(refusal(raster(), images), HasSubstr("is too short (expected 80 lines, found 79 lines)"));
  images.line_power.assign(80, 1.0F);
  images.line_power[3] = 0;
  EXPECT_THAT(refusal(raster(), images), HasSubstr("relative power of line 3"));
  EXPECT_THAT(refusal(raster(), {}, std::numeric_limits<double>::quiet_NaN()), HasSubstr("calibration.exponent"));
}

}  // namespace
}  // namespace pellucid
