#include "core/measure/solve.h"

#include <gtest/gtest.h>

#include "core/flow/parallel.h"
#include "core/measure/piece_sums.h"
#include "tests/core/small_layer.h"

namespace pellucid {
namespace {

using testing_images::add_noise;
using testing_images::LayerDesign;
using testing_images::SmallLayer;

std::size_t at(const SmallLayer& s, std::int32_t column, std::int32_t row) {
  return static_cast<std::size_t>(s.directory.find(column, row));
}

/// Share of a neighbour's light in a chip's sum.
double overlap(const SmallLayer& s) {
  const ChipPhase phase = s.box(3, 3).phase(false);
  const ChipNorms& n = s.context.norms;
  return static_cast<double>(n.light(kLight, phase, kOwn + 1, 0) / n.light(kLight, phase, kOwn, 0));
}

std::vector<double> uneven_light(const SmallLayer& s) {
  std::vector<double> light(static_cast<std::size_t>(s.directory.size()));
  for (std::size_t k = 0; k < light.size(); ++k)
    light[k] = s.design.light_e * (0.8 + 0.4 * static_cast<double>(k * 7 % 11) / 10);
  return light;
}

TEST(Solve, a_drawn_grid_comes_back_exactly) {
  const SmallLayer small({});
  const auto light = uneven_light(small);
  const LayerPhotometry p = small.measure(small.draw(light));
  for (std::size_t k = 0; k < light.size(); ++k) {
    EXPECT_NEAR(p.columns.intensity_e[k], light[k], 1e-3 * small.design.light_e);
    EXPECT_NEAR(p.columns.background_e[k], small.design.background_e, 0.02);
    EXPECT_NEAR(p.columns.centroid_dx_um[k], 0, 0.01);
    EXPECT_NEAR(p.columns.centroid_dy_um[k], 0, 0.01);
    EXPECT_NEAR(p.shape.plain_e[k], light[k], 2e-3 * small.design.light_e);
    EXPECT_FLOAT_EQ(p.coverage[k], 1);
  }
}

TEST(Solve, streets_and_odd_lines_change_nothing) {
  LayerDesign design;
  design.field = FieldDesign{3, 4, {6, 8}};
  design.odd_phase_px = 1.3125;
  const SmallLayer small(design);
  const auto light = uneven_light(small);
  const LayerPhotometry p = small.measure(small.draw(light));
  for (std::size_t k = 0; k < light.size(); ++k)
    EXPECT_NEAR(p.columns.intensity_e[k], light[k], 1e-3 * small.design.light_e) << k;
}

/// Wide light on a tight pitch: up to a seventh of a chip's light falls into each neighbour's box.
TEST(Solve, a_dim_chip_beside_bright_ones_is_not_lifted) {
  for (const double sigma : {1.2, 1.5, 1.8}) {
    LayerDesign design;
    design.columns = 12;
    design.rows = 12;
    design.pitch_px = {7, 7};
    design.mesa_px = {5, 5};
    design.sigma_px = sigma;
    const SmallLayer small(design);
    ASSERT_GT(overlap(small), sigma > 1.7 ? 0.1 : 0.04);
    std::vector<double> light(144, 2000);
    light[at(small, 5, 5)] = 100;
    for (const auto& [dc, dr] : {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}}) light[at(small, 5 + dc, 5 + dr)] = 6000;
    light[at(small, 8, 3)] = 0;
    LayerSums sums = small.sum(small.draw(light));
    const LayerPhotometry p = solve_layer(small.context, std::move(sums), small.options);
    EXPECT_NEAR(p.columns.intensity_e[at(small, 5, 5)], 100, 6) << sigma;
    EXPECT_NEAR(p.columns.intensity_e[at(small, 8, 3)], 0, 6) << sigma;
    EXPECT_NEAR(p.columns.intensity_e[at(small, 6, 5)], 6000, 12) << sigma;
  }
}

/// Negative light is kept: a dark chip in noise measures zero on average, not more.
TEST(Solve, a_dark_chip_may_come_out_negative) {
  const SmallLayer small({});
  std::vector<double> light(64, 2000);
  light[at(small, 4, 4)] = -150;
  EXPECT_NEAR(small.measure(small.draw(light)).columns.intensity_e[at(small, 4, 4)], -150, 3);
}

TEST(Solve, a_chip_that_was_not_seen_has_no_figures_and_its_neighbours_take_it_for_healthy) {
  LayerDesign design;
  design.pitch_px = {7, 7};
  design.mesa_px = {5, 5};
  design.sigma_px = 1.5;
  const SmallLayer small(design);
  LayerSums sums = small.sum(small.draw(std::vector<double>(64, 2000)));
  sums.state[at(small, 3, 3)] = SumState::none;
  const LayerPhotometry p = solve_layer(small.context, std::move(sums), small.options);
  EXPECT_TRUE(std::isnan(p.columns.intensity_e[at(small, 3, 3)]));
  EXPECT_TRUE(std::isnan(p.columns.intensity_sigma_e[at(small, 3, 3)]));
  EXPECT_EQ(p.coverage[at(small, 3, 3)], 0);
  EXPECT_NEAR(p.columns.intensity_e[at(small, 4, 3)], 2000, 4);
}

/// Half of a chip beyond the image's edge: measured from what is there; a sliver is not measured at all.
TEST(Solve, coverage_decides_whether_a_cut_chip_is_measured) {
  const SmallLayer small({});
  const ElectronImage image = small.draw(std::vector<double>(64, 2000));
  for (const double share : {0.7, 0.3}) {
    LayerSums sums = small.sum(image);
    const Vec2 centre = small.centre(2, 5);
    ElectronImage cut = image;
    // Keeps `share` of the mesa by cutting the image off to the right of it.
    cut.rect.width = std::llround(centre.x + (share - 0.5) * small.design.mesa_px.x);
    ChipPiece piece = sum_piece(small.context, cut, centre, 0, 1e9F);
    piece.chip = static_cast<std::int64_t>(at(small, 2, 5));
    sums.state[at(small, 2, 5)] = SumState::none;
    sums.pieces.add({piece});
    sums.merge_pieces();
    const LayerPhotometry p = solve_layer(small.context, std::move(sums), small.options);
    EXPECT_NEAR(p.coverage[at(small, 2, 5)], share, 0.12);
    EXPECT_EQ(p.pieced[at(small, 2, 5)], 1);
    if (share > 0.5) {
      EXPECT_NEAR(p.columns.intensity_e[at(small, 2, 5)], 2000, 4);
      EXPECT_GT(p.columns.intensity_sigma_e[at(small, 2, 5)], p.columns.intensity_sigma_e[at(small, 3, 5)]);
    } else {
      EXPECT_TRUE(std::isnan(p.columns.intensity_e[at(small, 2, 5)]));
    }
  }
}

/// The emission of a half-dark mesa: its centroid moves by a quarter of the mesa, its plain sum stays right.
TEST(Solve, a_half_dark_mesa_shows_in_shift_excess_and_plain_sum) {
  LayerDesign design;
  design.light_e = 20'000;
  design.mesa_px = {6, 6};
  design.pitch_px = {10, 10};
  const SmallLayer small(design);
  std::vector<double> light(64, 20'000);
  const std::size_t k = at(small, 4, 4);
  light[k] = 0;
  ElectronImage image = small.draw(light);
  testing_images::add_profile(image, blurred_rectangle(3, 6, 0.8, 10, 10), small.centre(4, 4) + Vec2{1.5, 0}, 10'000);
  const LayerPhotometry p = small.measure(image);
  EXPECT_NEAR(p.columns.centroid_dx_um[k], 1.5 * SmallLayer::kPixel_um, 0.15);
  EXPECT_NEAR(p.columns.centroid_dy_um[k], 0, 0.05);
  EXPECT_NEAR(p.shape.shift[k], 0.25, 0.02);
  EXPECT_GT(p.shape.shift[k], 6 * p.shape.shift_sigma[k]);
  EXPECT_GT(p.shape.excess[k], 0.1F);
  EXPECT_NEAR(p.shape.plain_e[k], 10'000, 150);
  EXPECT_LT(p.shape.shift[at(small, 2, 2)], 0.01F);
  EXPECT_NEAR(p.shape.excess[at(small, 2, 2)], 0, 0.01);
}

struct NoiseCase {
  double light_e, background_e, read_noise_e, sigma_px;
  float throughput;
};
class Sigma : public ::testing::TestWithParam<NoiseCase> {};

/// Monte Carlo: (measured - true) / sigma over 200 noisy repeats of an 8 x 8 grid has a standard deviation of one.
TEST_P(Sigma, is_the_scatter_of_repeats) {
  const NoiseCase c = GetParam();
  LayerDesign design;
  design.pitch_px = {8, 7};
  design.mesa_px = {5, 4};
  design.sigma_px = c.sigma_px;
  design.light_e = c.light_e;
  design.background_e = c.background_e;
  design.read_noise_e = c.read_noise_e;
  const SmallLayer small(design);
  std::vector<double> light = uneven_light(small);
  light[27] = 0;
  const ElectronImage quiet = small.draw(light);
  std::mt19937_64 random(29);
  double sum = 0, square = 0;
  int n = 0;
  for (int repeat = 0; repeat < 200; ++repeat) {
    // Photons and read noise fall on the detector behind the throughput; the calibration scales both up.
    ElectronImage image = quiet;
    for (float& e : image.e) e *= c.throughput;
    add_noise(image, c.read_noise_e, random);
    for (float& e : image.e) e /= c.throughput;
    const LayerPhotometry p = solve_layer(small.context, small.sum(image, 1 / c.throughput), small.options);
    for (std::size_t k = 0; k < light.size(); ++k) {
      const double pull = (static_cast<double>(p.columns.intensity_e[k]) - light[k]) /
                          static_cast<double>(p.columns.intensity_sigma_e[k]);
      sum += pull;
      square += pull * pull;
      ++n;
    }
  }
  const double mean = sum / n;
  EXPECT_NEAR(mean, 0, 0.06);
  EXPECT_NEAR(std::sqrt(square / n - mean * mean), 1, 0.03);
}
INSTANTIATE_TEST_SUITE_P(Noise, Sigma,
                         ::testing::Values(NoiseCase{2000, 2, 1, 0.8, 1.F}, NoiseCase{250, 2, 1, 0.8, 1.F},
                                           NoiseCase{250, 3, 3, 0.8, 1.F}, NoiseCase{2000, 2, 2, 1.4, 1.F},
                                           NoiseCase{1000, 4, 3, 0.8, 0.6F}));

/// Boxes that are wider than the pitch share pixels, and with them noise.
TEST(Solve, sigma_holds_where_boxes_overlap) {
  LayerDesign design;
  design.columns = 10;
  design.rows = 10;
  design.pitch_px = {7, 7};
  design.mesa_px = {5, 5};
  design.sigma_px = 1.6;
  design.light_e = 3000;
  const SmallLayer small(design);
  ASSERT_GT(overlap(small), 0.1);
  const ElectronImage quiet = small.draw(std::vector<double>(100, 3000));
  std::mt19937_64 random(37);
  double square = 0;
  int n = 0;
  for (int repeat = 0; repeat < 250; ++repeat) {
    ElectronImage image = quiet;
    add_noise(image, 1, random);
    const LayerPhotometry p = small.measure(image);
    for (int row = 2; row < 8; ++row) {
      for (int column = 2; column < 8; ++column) {
        const std::size_t k = at(small, column, row);
        square += std::pow((p.columns.intensity_e[k] - 3000) / p.columns.intensity_sigma_e[k], 2);
        ++n;
      }
    }
  }
  EXPECT_NEAR(std::sqrt(square / n), 1, 0.04);
}

TEST(Solve, gives_the_same_bytes_for_any_number_of_threads) {
  LayerDesign design;
  design.columns = 20;
  design.rows = 40;
  const SmallLayer small(design);
  std::mt19937_64 random(31);
  ElectronImage image = small.draw(std::vector<double>(800, 500));
  add_noise(image, 1, random);
  const auto run = [&](int threads) {
    const ThreadLimit limit(threads);
    return small.measure(image).columns;
  };
  const LayerColumns one = run(1);
  for (const int threads : {2, 4}) {
    const LayerColumns many = run(threads);
    EXPECT_EQ(one.intensity_e, many.intensity_e);
    EXPECT_EQ(one.intensity_sigma_e, many.intensity_sigma_e);
    EXPECT_EQ(one.background_e, many.background_e);
  }
}

}  // namespace
}  // namespace pellucid
