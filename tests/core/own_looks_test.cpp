#include "core/appearance/own_looks.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <numbers>
#include <random>

namespace pellucid {
namespace {

constexpr int kWidth = 14, kHeight = 12, kChips = 3000;
constexpr std::size_t kPixels = kWidth * kHeight;

/// Residuals of chips: noise, and what `more` adds to a pixel of the chip.
ResidualList residuals(std::uint64_t seed, const std::function<double(int chip, int x, int y)>& more) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> noise;
  ResidualList list;
  SigmaMap map;
  for (int chip = 0; chip < kChips; ++chip) {
    map.lay_out(kWidth, kHeight);
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < kWidth; ++x) map.row(y)[x] = static_cast<float>(noise(random) + more(chip, x, y));
    }
    list.add(map);
  }
  return list;
}

double wave(int x, int y) {
  return std::sin(2 * std::numbers::pi * x / kWidth) * std::cos(std::numbers::pi * y / kHeight);
}

TEST(OwnLooks, a_pattern_of_each_chips_own_strength_is_found) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> strength(0, 0.5);
  std::vector<double> of_chip(kChips);
  for (double& s : of_chip) s = strength(random);
  const auto own_wave = [&](int chip, int x, int y) { return of_chip[static_cast<std::size_t>(chip)] * wave(x, y); };
  const auto looks = own_looks(residuals(3, own_wave), residuals(4, own_wave), kPixels, 4);
  ASSERT_EQ(looks.size(), 1U);
  double both = 0, own = 0;
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      both += wave(x, y) * static_cast<double>(looks[0][static_cast<std::size_t>(y * kWidth + x)]);
      own += wave(x, y) * wave(x, y);
    }
  }
  EXPECT_GT(std::abs(both) / std::sqrt(own), 0.98);
}

TEST(OwnLooks, noise_has_none) {
  const auto nothing = [](int, int, int) { return 0.0; };
  EXPECT_TRUE(own_looks(residuals(3, nothing), residuals(4, nothing), kPixels, 4).empty());
}

/// Defects of a few chips, wherever they are, are not how healthy chips look.
TEST(OwnLooks, defects_are_none) {
  const auto marked = [](int chip, int x, int y) {
    if (chip % 25 == 0) return x < 4 && y < 4 ? -6.0 : 0.0;                                      // the same corner
    return chip % 25 == 7 && std::abs(x - chip % 13) + std::abs(y - chip % 11) < 3 ? 6.0 : 0.0;  // anywhere
  };
  EXPECT_TRUE(own_looks(residuals(3, marked), residuals(4, marked), kPixels, 4).empty());
}

}  // namespace
}  // namespace pellucid
