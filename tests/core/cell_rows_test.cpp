/// The vectors against plain loops.
#include "core/appearance/cell_rows.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace pellucid {
namespace {

class CellRows : public testing::TestWithParam<int> {
 protected:
  std::vector<float> numbers(std::size_t count, float low, float high) {
    std::uniform_real_distribution<float> any(low, high);
    std::vector<float> v(count);
    for (float& x : v) x = any(random_);
    return v;
  }
  std::mt19937 random_{11};
};

TEST_P(CellRows, expect_what_a_loop_expects) {
  const int width = GetParam();
  const auto n = static_cast<std::size_t>(padded_size(width));
  std::vector<float> e = numbers(n, 500, 5000), use = numbers(n, -1, 3);
  e[2] = std::numeric_limits<float>::quiet_NaN();
  const auto mesa = numbers(n, -0.5, 2), sx = numbers(n, -1, 1), sy = numbers(n, -1, 1), texture = numbers(n, 0, 0.01F);
  CellRow row{e.data(), use.data(), mesa.data(), sx.data(), sy.data(), texture.data()};
  row.rest_x = 0.04F;
  row.rest_y = -0.03F;
  row.first_x = -8.3F;
  row.ground = 900;
  row.ground_x = 1.5F;
  row.light = 2000;
  row.light_x = -3;
  row.photon = 1.2F;
  row.read2 = 25;
  row.level2 = 4e6F;
  row.floor = 100;
  row.width = width;
  std::vector<float> residual(n), weight(n), mesa_e(n);
  expect_row(row, residual.data(), weight.data(), mesa_e.data());
  int out = 0;
  for (std::size_t x = 0; x < static_cast<std::size_t>(width); ++x) {
    const float ux = row.first_x + static_cast<float>(x);
    const float light = (row.light + ux * row.light_x) * (mesa[x] - row.rest_x * sx[x] - row.rest_y * sy[x]);
    const float expected = row.ground + ux * row.ground_x + light;
    const float variance = row.photon * std::max(expected, row.floor) + row.read2 + row.level2 * texture[x];
    const bool counts = !std::isnan(e[x]) && use[x] > 0;
    out += counts ? 0 : 1;
    EXPECT_NEAR(mesa_e[x], light, 1e-3 * (1 + std::abs(light)));
    EXPECT_NEAR(residual[x], counts ? e[x] - expected : 0, 0.01);
    EXPECT_NEAR(weight[x], counts ? 1 / std::sqrt(variance) : 0, 1e-6);
  }
  EXPECT_GT(out, 0);
}

TEST_P(CellRows, levels_are_those_of_a_loop) {
  const int width = GetParam();
  const auto n = static_cast<std::size_t>(padded_size(width));
  std::vector<float> e = numbers(n, 500, 5000);
  e[1] = std::numeric_limits<float>::quiet_NaN();
  const auto mesa = numbers(n, -0.5, 2), sx = numbers(n, -1, 1), sy = numbers(n, -1, 1);
  CellRow row;
  row.e = e.data();
  row.mesa = mesa.data();
  row.slope_x = sx.data();
  row.slope_y = sy.data();
  row.rest_x = 0.05F;
  row.rest_y = -0.02F;
  row.width = width;
  LevelSums sums;
  add_levels(row, sums);
  double count = 0, shape = 0, square = 0, light = 0, both = 0;
  for (std::size_t x = 0; x < static_cast<std::size_t>(width); ++x) {
    if (std::isnan(e[x])) continue;
    const auto s = static_cast<double>(mesa[x] - row.rest_x * sx[x] - row.rest_y * sy[x]);
    const auto v = static_cast<double>(e[x]);
    count += 1;
    shape += s;
    square += s * s;
    light += v;
    both += s * v;
  }
  EXPECT_EQ(total(sums.count), count);
  EXPECT_NEAR(total(sums.shape), shape, 1e-4);
  EXPECT_NEAR(total(sums.square), square, 1e-4);
  EXPECT_NEAR(total(sums.light), light, 0.1);
  EXPECT_NEAR(total(sums.both), both, 0.2);
}

TEST_P(CellRows, sums_are_those_of_a_loop) {
  const int width = GetParam();
  const auto n = static_cast<std::size_t>(padded_size(width));
  constexpr std::size_t kCount = 5;
  std::vector<std::vector<float>> modes;
  std::array<const float*, kMostModes> rows{};
  for (std::size_t a = 0; a < kCount; ++a) modes.push_back(numbers(n, -1, 1));
  for (std::size_t a = 0; a < kCount; ++a) rows[a] = modes[a].data();
  auto weight = numbers(n, 0.1F, 2), residual = numbers(n, -3, 3);
  std::fill(weight.begin() + width, weight.end(), 0.F);
  std::array<LaneSums, kCount> sides{};
  std::array<LaneSums, kCount*(kCount + 1) / 2> squares{};
  const ModeRow row{rows, kCount, weight.data(), residual.data(), width};
  add_sides(row, sides.data());
  add_squares(row, squares.data());
  std::size_t k = 0;
  for (std::size_t a = 0; a < kCount; ++a) {
    double side = 0;
    for (std::size_t x = 0; x < n; ++x) side += static_cast<double>(modes[a][x] * weight[x] * residual[x]);
    EXPECT_NEAR(total(sides[a]), side, 1e-4);
    for (std::size_t b = 0; b <= a; ++b) {
      double square = 0;
      for (std::size_t x = 0; x < n; ++x) square += static_cast<double>(modes[a][x] * weight[x] * modes[b][x]);
      EXPECT_NEAR(total(squares[k++]), square, 1e-4);
    }
  }
}

TEST_P(CellRows, strongest_is_the_largest_of_all_filters) {
  SigmaMap map;
  map.lay_out(GetParam(), 7);
  std::normal_distribution<float> normal;
  for (int y = 0; y < map.height; ++y) {
    for (int x = 0; x < map.width; ++x) map.row(y)[x] = normal(random_);
  }
  const auto n = static_cast<std::size_t>(padded_size(map.width));
  std::vector<std::vector<float>> gain;
  std::array<const float*, kFilters> gains{};
  for (std::size_t f = 0; f < kFilters; ++f) gain.push_back(numbers(n, 0.2F, 1));
  for (std::size_t f = 0; f < kFilters; ++f) gains[f] = gain[f].data();
  for (int y = 0; y < map.height; ++y) {
    std::vector<float> best(n, 0.5F);
    strongest_row(map, y, gains, best.data());
    FilterRow sums;
    filter_row(map, y, sums);
    for (std::size_t x = 0; x < static_cast<std::size_t>(map.width); ++x) {
      float expected = 0.5F;
      for (std::size_t f = 0; f < kFilters; ++f) expected = std::max(expected, std::abs(sums[f][x]) * gain[f][x]);
      EXPECT_NEAR(best[x], expected, 1e-5);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Widths, CellRows, testing::Values(5, 8, 17, 41));

}  // namespace
}  // namespace pellucid
