#include "core/measure/background_map.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/core/synthetic_image.h"

namespace pellucid {
namespace {

class Background : public ::testing::Test {
 protected:
  static constexpr int kColumns = 160, kRows = 128, kPool = 32;
  static constexpr float kPixels = 40;

  template <class Level>
  std::vector<StreetLight> streets(const Level& level, double noise_e, double share = 1) {
    std::mt19937_64 random(5);
    std::normal_distribution<double> normal(0, 1);
    std::uniform_real_distribution<double> uniform(0, 1);
    std::vector<StreetLight> street(static_cast<std::size_t>(directory_.size()));
    directory_.for_rows(0, kRows, [&](std::int64_t k, std::int32_t c, std::int32_t r) {
      const double e = level(c, r) + noise_e * normal(random);
      if (uniform(random) < share) street[static_cast<std::size_t>(k)] = {static_cast<float>(e) * kPixels, kPixels};
    });
    return street;
  }
  BackgroundMap pooled(const std::vector<StreetLight>& street, double fallback_e = 99) const {
    return {directory_,
            [&](std::int32_t row, StreetLight* out) {
              directory_.for_rows(row, row + 1, [&](std::int64_t k, std::int32_t column, std::int32_t) {
                out[column] = street[static_cast<std::size_t>(k)];
              });
            },
            kPool, fallback_e};
  }
  WaferDesign wafer_ = testing_images::rectangle_wafer(kColumns, kRows, {20, 20}, {12, 12});
  ChipDirectory directory_{wafer_};
};

TEST_F(Background, follows_a_slope_between_the_middles_of_its_blocks) {
  const auto level = [](int c, int r) { return 4 + 0.02 * c - 0.01 * r; };
  const BackgroundMap map = pooled(streets(level, 0.3));
  for (int r = kPool / 2; r < kRows - kPool / 2; r += 5) {
    for (int c = kPool / 2; c < kColumns - kPool / 2; c += 5)
      EXPECT_NEAR(map.at(c, r), level(c, r), 0.05) << c << ", " << r;
  }
}

/// Beyond the middle of the outermost blocks as well, where a level that stays flat would be off by a tenth.
TEST_F(Background, follows_a_slope_to_the_rim) {
  const auto level = [](int c, int) { return 4 + 4.0 * c / kColumns; };
  const BackgroundMap map = pooled(streets(level, 0.1));
  for (const int c : {0, 5, 10, 80, 150, 155, 159}) EXPECT_NEAR(map.at(c, 60), level(c, 60), 0.05) << c;
}

TEST_F(Background, bright_defects_do_not_lift_it) {
  auto street = streets([](int, int) { return 5.0; }, 0.3);
  for (std::size_t k = 0; k < street.size(); k += 9) street[k].light_e += 30 * kPixels;
  const BackgroundMap map = pooled(street);
  for (int r = 0; r < kRows; r += 7) {
    for (int c = 0; c < kColumns; c += 7) EXPECT_NEAR(map.at(c, r), 5, 0.06);
  }
}

TEST_F(Background, knows_its_own_variance) {
  const double noise = 0.7;
  const BackgroundMap map = pooled(streets([](int, int) { return 5.0; }, noise));
  EXPECT_NEAR(map.variance(), noise * noise / (kPool * kPool), 0.15 * noise * noise / (kPool * kPool));
}

TEST_F(Background, blocks_with_few_chips_borrow_from_their_surroundings) {
  auto street = streets([](int, int) { return 5.0; }, 0.3);
  // One block has three chips left, all of them odd.
  int left = 3;
  directory_.for_rows(32, 64, [&](std::int64_t k, std::int32_t c, std::int32_t) {
    if (c < 64 || c >= 96) return;
    street[static_cast<std::size_t>(k)] = left-- > 0 ? StreetLight{8 * kPixels, kPixels} : StreetLight{};
  });
  const BackgroundMap map = pooled(street);
  EXPECT_NEAR(map.at(80, 48), 5, 0.05);
}

TEST_F(Background, few_chips_in_all_still_speak_and_none_leaves_the_fallback) {
  std::vector<StreetLight> street(static_cast<std::size_t>(directory_.size()));
  EXPECT_FLOAT_EQ(pooled(street, 7.5).at(50, 50), 7.5F);
  EXPECT_FLOAT_EQ(BackgroundMap(7.5).at(0, 127), 7.5F);
  street[100] = {4 * kPixels, kPixels};
  street[101] = {4 * kPixels, kPixels};
  EXPECT_NEAR(pooled(street, 7.5).at(150, 120), 4, 1e-4);
}

TEST(BackgroundMap, a_wafer_smaller_than_one_block_has_one_level) {
  const WaferDesign wafer = testing_images::rectangle_wafer(5, 3, {20, 20}, {12, 12});
  const ChipDirectory directory(wafer);
  const BackgroundMap map(
      directory,
      [](std::int32_t, StreetLight* out) {
        std::fill_n(out, 5, StreetLight{30, 10});
      },
      32, 99);
  EXPECT_NEAR(map.at(0, 0), 3, 1e-5);
  EXPECT_NEAR(map.at(4, 2), 3, 1e-5);
}

}  // namespace
}  // namespace pellucid
