#include "core/measure/profile.h"

#include <gtest/gtest.h>

#include "tests/core/synthetic_image.h"

namespace pellucid {
namespace {

double sum_over_pixels(const ChipProfile& profile, Vec2 phase) {
  double sum = 0;
  const int nx = static_cast<int>(profile.half_x_px()) + 2;
  const int ny = static_cast<int>(profile.half_y_px()) + 2;
  for (int j = -ny; j <= ny; ++j) {
    for (int i = -nx; i <= nx; ++i) sum += profile.at(i + 0.5 - phase.x, j + 0.5 - phase.y);
  }
  return sum;
}

TEST(ProfileAxis, is_linear_between_its_values_and_zero_outside) {
  std::vector<float> values(static_cast<std::size_t>(ProfileAxis::value_count(1.5)), 0.F);
  ASSERT_EQ(values.size(), 4U * 32 + 1);  // a half-width of 1.5 is rounded up to 2
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i);
  const ProfileAxis axis(1.5, values);
  EXPECT_EQ(axis.half_px(), 2);
  EXPECT_DOUBLE_EQ(axis.at(-2), 0);
  EXPECT_DOUBLE_EQ(axis.at(0), 64);
  EXPECT_DOUBLE_EQ(axis.at(0.5 / 32), 64.5);
  EXPECT_DOUBLE_EQ(axis.at(-2.001), 0);
  EXPECT_DOUBLE_EQ(axis.at(2.001), 0);
  EXPECT_DOUBLE_EQ(axis.at(std::nan("")), 0);
}

TEST(ChipProfile, a_blurred_rectangle_sums_to_one_at_every_phase) {
  const ChipProfile profile = blurred_rectangle(6, 4.5, 1.1, 9, 9);
  for (int k = 0; k <= 32; ++k) {
    EXPECT_NEAR(sum_over_pixels(profile, {k / 32.0, 0.37}), 1, 2e-4);
    EXPECT_NEAR(sum_over_pixels(profile, {0.11, k / 32.0 + 0.009}), 1, 2e-4);
  }
}

TEST(ChipProfile, normalize_brings_several_components_to_one_together) {
  ChipProfile profile = blurred_rectangle(6, 4.5, 1.1, 9, 9);
  ProfileComponent second = blurred_rectangle(3, 3, 0.9, 9, 9).components.front();
  second.x.scale(-2);  // a component may be negative
  profile.components.push_back(second);
  profile.components.front().y.scale(7);
  profile.normalize();
  EXPECT_NEAR(sum_over_pixels(profile, {0.4, 0.7}), 1, 2e-4);
  EXPECT_LT(profile.at(0, 0), profile.at(2, 1.5));  // the hole in the middle is kept
}

TEST(ChipProfile, a_blurred_rectangle_follows_the_formula) {
  const ChipProfile profile = blurred_rectangle(6, 5, 0.8, 8, 8);
  const double peak =
      std::pow(std::erf(3 / (0.8 * std::numbers::sqrt2)), 1) * std::erf(2.5 / (0.8 * std::numbers::sqrt2)) / 30;
  EXPECT_NEAR(profile.peak(), peak, 1e-6);
  EXPECT_NEAR(profile.at(3, 0) / profile.peak(), 0.5, 1e-3);  // half the light at the mesa's edge
  EXPECT_NEAR(profile.at(1.3, -2), profile.at(-1.3, 2), 1e-7);
}

}  // namespace
}  // namespace pellucid
