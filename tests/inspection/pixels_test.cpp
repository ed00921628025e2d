/// Single pixels that lie: saturated, struck by a particle, hot.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "tests/inspection/wafer_case.h"

namespace pellucid {
namespace {

using test::WaferCase;

/// Every n-th good chip.
std::vector<std::size_t> some_good_chips(const Truth& truth, std::size_t every) {
  std::vector<std::size_t> some;
  std::size_t seen = 0;
  for (std::size_t k = 0; k < truth.size(); ++k) {
    if (truth.defect[k] == ChipClass::good && ++seen % every == 0) some.push_back(k);
  }
  return some;
}

/// Sets (or adds to) the pixel nearest to a place beside the centre of each chip.
void mark(const WaferCase& wafer, const std::vector<std::size_t>& chips, Vec2 beside_um,
          const std::function<void(float&)>& change) {
  wafer.edit_image(wafer.manifest()["layers"][0]["tiles"][0]["file"], [&](Frame& f) {
    for (const std::size_t k : chips) {
      const Vec2 p = wafer.pixel_at(Vec2{wafer.truth().x_um[k], wafer.truth().y_um[k]} + beside_um);
      change(f.dn[static_cast<std::size_t>(static_cast<std::int64_t>(p.y) * f.width + static_cast<std::int64_t>(p.x))]);
    }
  });
}

TEST(Pixels, SaturatedChipsAreFlaggedAndNoOthers) {
  const WaferCase wafer(test::small_wafer());
  const auto chips = some_good_chips(wafer.truth(), 100);
  mark(wafer, chips, {0, 0}, [](float& dn) { dn = 65535; });
  const auto data = wafer.inspect();
  ASSERT_TRUE(data) << data.error().message();
  ASSERT_TRUE(test::same_chips(*data, wafer.truth()));
  std::vector<bool> expected(data->table.size(), false);
  for (const std::size_t k : chips) expected[k] = true;
  for (std::size_t k = 0; k < data->table.size(); ++k) {
    EXPECT_EQ((data->table.flags[k] & chip_flag::kSaturated) != 0, expected[k]) << k;
  }
}

/// At the centre, inside and at the corner of the mesa: three sets of chips.
TEST(Pixels, SpikesAreLeftOutOfTheSum) {
  const WaferCase wafer(test::small_wafer());
  const auto chips = some_good_chips(wafer.truth(), 16);
  std::array<std::vector<std::size_t>, 3> struck;
  for (std::size_t i = 0; i < chips.size(); ++i) struck[i % 3].push_back(chips[i]);
  const std::array<Vec2, 3> beside{Vec2{0, 0}, Vec2{30, -40}, Vec2{-60, 70}};
  for (const std::size_t set : {0U, 1U, 2U}) mark(wafer, struck[set], beside[set], [](float& dn) { dn += 9000; });
  const auto data = wafer.inspect();
  ASSERT_TRUE(data) << data.error().message();
  ASSERT_TRUE(test::same_chips(*data, wafer.truth()));
  for (const std::size_t set : {0U, 1U, 2U}) {
    SCOPED_TRACE(beside[set].x);
    std::vector<double> pull;
    std::int64_t not_good = 0;
    for (const std::size_t k : struck[set]) {
      const double truth = wafer.truth().first().intensity_e[k];
      pull.push_back((static_cast<double>(data->table.layers[0].intensity_e[k]) - truth) /
                     static_cast<double>(data->table.layers[0].intensity_sigma_e[k]));
      not_good += data->table.chip_class[k] != ChipClass::good;
    }
    EXPECT_EQ(not_good, 0) << "of " << struck[set].size();
    EXPECT_LT(std::abs(test::median(pull)), 0.5);
    for (double& p : pull) p = std::abs(p);
    EXPECT_NEAR(1.4826 * test::median(pull), 1, 0.25);
    EXPECT_LT(*std::max_element(pull.begin(), pull.end()), 6);
  }
}

/// Hot pixels of a camera stand in the dark frame; saturated or wild ones there are of no use.
TEST(Pixels, HotPixelsOfACamera) {
  SimulationOptions options = test::small_wafer();
  options.tiling.method = ScanMethod::camera;
  options.tiling.tile_width_px = options.tiling.tile_height_px = 512;
  options.tiling.overlap_px = 64;
  options.camera.stage_jitter_um = 6;
  options.calibration = {true, true, 0.1, 0.005, 2, 30000, 1024};
  options.noise.hot_pixel_fraction = 5e-4;
  options.noise.hot_pixel_dn = 20000;
  const WaferCase wafer(options);
  const auto data = wafer.inspect();
  ASSERT_TRUE(data) << data.error().message();
  const test::Accuracy a = wafer.accuracy(*data);
  EXPECT_LT(std::abs(a.bias), 0.005);
  EXPECT_NEAR(a.pull, 1, 0.1);
  const test::Verdicts v = wafer.verdicts(*data);
  EXPECT_LE(v.wrong, 8) << "of " << v.chips;
  EXPECT_LE(v.retest, 8);
  EXPECT_LE(v.unmeasured, 2);
}

}  // namespace
}  // namespace pellucid
