#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "core/appearance/cell_surface.h"
#include "core/appearance/defect_filters.h"
#include "core/appearance/join_findings.h"
#include "core/appearance/light_surface.h"
#include "core/appearance/mesa_sign.h"
#include "core/appearance/spread_map.h"

namespace pellucid {
namespace {

TEST(CellSurface, follows_a_blurred_edge_between_the_samples) {
  const auto edge = [](double x) { return 0.5 * std::erfc(-x / (0.7 * std::numbers::sqrt2)); };
  CellSurface surface(5, 4, 0.3);
  std::vector<CellSurface::Sample> samples;
  for (double y = -3.95; y < 4; y += 0.13) {
    for (double x = -4.95; x < 5; x += 0.13)
      samples.push_back({static_cast<float>(x), static_cast<float>(y), static_cast<float>(edge(x) + 0.1 * y), 1});
  }
  surface.fit(samples);
  for (const double x : {-2.3, -0.41, 0.0, 0.77, 3.1}) {
    const auto v = surface.at(x, 1.234);
    EXPECT_NEAR(v.value, edge(x) + 0.1234, 0.002);
    EXPECT_NEAR(v.slope_x, std::exp(-x * x / 0.98) / (0.7 * std::sqrt(2 * std::numbers::pi)), 0.02);
    EXPECT_NEAR(v.slope_y, 0.1, 0.005);
  }
}

TEST(CellSurface, samples_at_one_phase_only_are_met_there) {
  CellSurface surface(4, 4, 0.4);
  std::vector<CellSurface::Sample> samples;
  for (int y = -3; y <= 3; ++y) {
    for (int x = -3; x <= 3; ++x) {
      samples.push_back(
          {static_cast<float>(x) + 0.25F, static_cast<float>(y), std::abs(x) < 2 && std::abs(y) < 2 ? 1.5F : 1.F, 100});
    }
  }
  surface.fit(samples);
  for (const auto& s : samples)
    EXPECT_NEAR(surface.at(static_cast<double>(s.x), static_cast<double>(s.y)).value, static_cast<double>(s.value),
                0.01);
}

TEST(LightSurface, is_not_bent_by_missing_chips) {
  std::vector<LightAt> chips;
  for (int k = 0; k < 200; ++k) {
    const Vec2 p{static_cast<double>(k % 20) * 30, static_cast<double>(k / 20) * 40};
    const double light = 1000 + 0.3 * p.x - 0.2 * p.y + 2e-4 * p.x * p.y;
    chips.push_back({p, k % 9 == 0 ? 0.02 * light : light});
  }
  const LightSurface surface(chips);
  EXPECT_NEAR(surface.at({300, 200}).value, 1000 + 90 - 40 + 12, 1);
  EXPECT_NEAR(surface.at({300, 200}).slope.x, 0.3 + 0.04, 0.01);
}

TEST(SpreadMap, tells_the_sigma_of_noise_whatever_a_few_defects_do) {
  std::mt19937_64 random(7);
  std::normal_distribution<float> normal(0, 1.7F);
  SpreadMap map(1);
  for (int k = 0; k < 20000; ++k) map.add(0, k % 100 == 0 ? 60.F : normal(random));
  EXPECT_NEAR(map.sigma(0), 1.7, 0.03);
  EXPECT_EQ(SpreadMap(1).sigma(0), 1);
}

/// Places that are alike are told to be; one that differs keeps its own.
TEST(SpreadMap, chance_is_no_difference) {
  std::mt19937_64 random(8);
  std::normal_distribution<float> normal;
  SpreadMap map(600);
  for (int k = 0; k < 300 * 600; ++k) map.add(static_cast<std::size_t>(k % 300), normal(random));
  for (int k = 0; k < 300 * 600; ++k)
    map.add(300 + static_cast<std::size_t>(k % 300), (k % 10 == 0 ? 3.F : 1.F) * normal(random));
  double square = 0;
  for (const double sigma : map.sigmas(0, std::vector<double>(300, 1))) {
    EXPECT_NEAR(sigma, 1, 0.06);
    square += (sigma - 1) * (sigma - 1) / 300;
  }
  EXPECT_LT(std::sqrt(square), 0.012) << "of 0.03 that chance makes";
  const std::vector<double> mixed = map.sigmas(300, std::vector<double>(300, 1));
  EXPECT_NEAR(mixed[10], 3, 0.3);
  EXPECT_NEAR(mixed[11], 1, 0.12);
}

/// What is expected to be small is not taken for chance among large ones; two places that truly differ keep that.
TEST(SpreadMap, what_is_known_and_what_truly_differs_stays) {
  std::mt19937_64 random(9);
  std::normal_distribution<float> normal;
  constexpr std::size_t kPlaces = 400;
  std::vector<double> expected(kPlaces, 1);
  for (std::size_t k = 0; k < 40; ++k) expected[k] = 0.5;
  expected[40] = 0;
  SpreadMap map(kPlaces);
  for (int n = 0; n < 1500; ++n) {
    for (std::size_t k = 0; k < kPlaces; ++k) {
      const float own = k == 100 || k == 200 ? 1.3F : static_cast<float>(expected[k]);
      map.add(k, own * normal(random));
    }
  }
  const std::vector<double> sigmas = map.sigmas(0, expected);
  for (std::size_t k = 0; k < 40; ++k) EXPECT_NEAR(sigmas[k], 0.5, 0.02);
  EXPECT_EQ(sigmas[40], 0);
  EXPECT_NEAR(sigmas[100], 1.3, 0.08);
  EXPECT_NEAR(sigmas[200], 1.3, 0.08);
  EXPECT_NEAR(sigmas[300], 1, 0.03);
}

TEST(DefectFilters, each_finds_its_own_shape_best) {
  const auto& filters = defect_filters();
  for (std::size_t own = 0; own < kFilters; ++own) {
    SigmaMap map;
    map.lay_out(16, 14);
    for (int j = 0; j < filters[own].height; ++j) {
      for (int i = 0; i < filters[own].width; ++i)
        map.row(5 + j)[6 + i] = 5 * filters[own].weight[static_cast<std::size_t>(j * filters[own].width + i)];
    }
    FilterRow row;
    double best = 0;
    std::size_t winner = kFilters;
    for (int y = 0; y < map.height; ++y) {
      filter_row(map, y, row);
      for (std::size_t f = 0; f < kFilters; ++f) {
        for (const float sum : row[f]) {
          const double sigma = std::abs(static_cast<double>(sum / filters[f].norm()));
          if (sigma <= best + 1e-6) continue;
          best = sigma;
          winner = f;
        }
      }
    }
    EXPECT_EQ(winner, own);
    EXPECT_NEAR(best, 5 * static_cast<double>(filters[own].norm()), 1e-4);
  }
}

TEST(DefectFilters, limit_follows_from_the_probability) {
  EXPECT_NEAR(limit_sigma(0.3173), 1, 1e-3);
  EXPECT_NEAR(limit_sigma(5.733e-7), 5, 1e-3);
}

/// A lattice of rectangles in one window.
SampleWindow window_of(double ground, double mesa, Vec2 shift_px) {
  SampleWindow w;
  w.image.lay_out(0, {0, 0, 240, 240}, 0);
  std::fill(w.image.e.begin(), w.image.e.end(), 0.F);
  w.wafer_from_pixel = {1, 0, 0, -1, {-120, 120}};
  for (int y = 0; y < 240; ++y) {
    for (int x = 0; x < 240; ++x) {
      const double u = std::fmod(x + 0.5 - 120 - shift_px.x + 1005, 20) - 10 + 5 - 5;
      const double v = std::fmod(120 - y - 0.5 - shift_px.y + 1005, 20) - 10 + 5 - 5;
      const bool in = std::abs(u + 5) < 6.5 && std::abs(v + 5) < 6.5;
      w.image.e[static_cast<std::size_t>(y * w.image.stride + x)] = static_cast<float>(in ? mesa : ground);
    }
  }
  return w;
}

TEST(MesaSign, is_told_wherever_the_lattice_lies) {
  ChipGrid grid;
  grid.pitch_um = {20, 20};
  grid.size_um = {13, 13};
  grid.columns = grid.rows = 100;
  grid.origin_um = {-1000, -1000};
  for (const Vec2 shift : {Vec2{0, 0}, Vec2{7, -4}, Vec2{-10, 10}}) {
    EXPECT_EQ(mesa_sign({window_of(100, 300, shift)}, grid, {}).sign, 1);
    EXPECT_EQ(mesa_sign({window_of(300, 100, shift)}, grid, {}).sign, -1);
  }
}

TEST(MesaSign, turning_twice_changes_nothing) {
  std::vector<SampleWindow> windows{window_of(300, 100, {3, 1})};
  const std::vector<float> before = windows[0].image.e;
  turn_bright(windows, {-1, 1});
  EXPECT_NE(windows[0].image.e, before);
  turn_bright(windows, {-1, 1});
  for (std::size_t k = 0; k < before.size(); ++k) ASSERT_NEAR(windows[0].image.e[k], before[k], 0.01F) << k;
}

FindingPart part_at(std::int64_t chip, ChipIndex index, Vec2 from, Vec2 to) {
  FindingPart p;
  p.chip = chip;
  p.index = index;
  p.sigma = 9;
  p.on_mesa = true;
  p.in_chip_um = 0.5 * (from + to);
  p.length_um = static_cast<float>(std::hypot(to.x - from.x, to.y - from.y)) + 2;
  p.width_um = 4;
  p.area_um2 = p.length_um * 4;
  p.axis = (1 / std::hypot(to.x - from.x, to.y - from.y)) * (to - from);
  p.end_um = {from, to, to, from};
  return p;
}

class JoinFindings : public ::testing::Test {
 protected:
  JoinFindings() {
    grid_.pitch_um = {40, 40};
    grid_.size_um = {24, 24};
    for (int row = 0; row < 4; ++row) {
      for (int column = 0; column < 4; ++column) {
        table_.column.push_back(column);
        table_.row.push_back(row);
        table_.x_um.push_back(static_cast<float>(40 * column));
        table_.y_um.push_back(static_cast<float>(40 * row));
      }
    }
  }
  ChipTable table_;
  ChipGrid grid_;
};

TEST_F(JoinFindings, a_scratch_seen_on_the_mesas_only_is_one) {
  const std::vector<FindingPart> parts{part_at(0, {0, 0}, {-12, -2}, {12, 0}), part_at(1, {1, 0}, {-12, 1}, {12, 3}),
                                       part_at(2, {2, 0}, {-12, 4}, {12, 6})};
  const auto found = join_findings(parts, table_, grid_, "r", {2, 2});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, FindingKind::scratch);
  EXPECT_EQ(found[0].chips, 3);
  EXPECT_NEAR(found[0].length_um, 104, 4);
  EXPECT_NEAR(found[0].low_um.x, -13, 0.01);
  EXPECT_NEAR(found[0].high_um.x, 93, 0.01);
}

TEST_F(JoinFindings, a_scratch_goes_on_beyond_a_chip_that_it_only_grazes) {
  const std::vector<FindingPart> skipped{part_at(0, {0, 0}, {-12, 0}, {12, 0}), part_at(2, {2, 0}, {-12, 2}, {12, 2})};
  EXPECT_EQ(join_findings(skipped, table_, grid_, "r", {2, 2}).size(), 1U);
  const std::vector<FindingPart> grazed{part_at(0, {0, 0}, {-12, 0}, {12, 0}), part_at(1, {1, 0}, {-12, 0}, {-10, 1}),
                                        part_at(2, {2, 0}, {-12, 1}, {12, 1})};
  EXPECT_EQ(join_findings(grazed, table_, grid_, "r", {2, 2}).size(), 1U);
  const std::vector<FindingPart> beside{part_at(0, {0, 0}, {-12, 0}, {12, 0}), part_at(1, {1, 0}, {-8, 9}, {-6, 11})};
  EXPECT_EQ(join_findings(beside, table_, grid_, "r", {2, 2}).size(), 2U) << "a particle beside the way";
}

TEST_F(JoinFindings, two_particles_and_two_cracks_across_each_other_stay_two) {
  const std::vector<FindingPart> particles{part_at(0, {0, 0}, {8, 0}, {11, 0}), part_at(1, {1, 0}, {-11, 0}, {-8, 0})};
  EXPECT_EQ(join_findings(particles, table_, grid_, "r", {2, 2}).size(), 2U);
  const std::vector<FindingPart> cracks{part_at(0, {0, 0}, {10, -12}, {10, 12}),
                                        part_at(1, {1, 0}, {-10, -12}, {-10, 12})};
  EXPECT_EQ(join_findings(cracks, table_, grid_, "r", {2, 2}).size(), 2U);
}

}  // namespace
}  // namespace pellucid
