#include "core/judge/trend.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/flow/parallel.h"
#include "tests/core/chip_tables.h"

namespace pellucid {
namespace {

using testing_tables::table_of;

std::vector<float> healthy_expectation(const ChipTable& table, const LayerColumns& layer, int degree) {
  const std::vector<ChipRun> runs = chip_runs(table);
  const HealthyLight healthy(layer, runs, degree);
  std::vector<float> expected(table.size());
  for (const ChipRun& run : runs) healthy.expect(run, expected.data() + run.start);
  return expected;
}

double smooth(double c, double r) {
  const double x = c / 150 - 0.5;
  const double y = r / 120 - 0.5;
  return 3000 * (1 + 0.3 * x - 0.2 * y - 0.5 * (x * x + y * y) + 0.3 * x * x * y);
}

TEST(Trend, follows_a_smooth_wafer) {
  std::mt19937_64 random(2);
  std::normal_distribution<double> normal(0, 1);
  const ChipTable table =
      table_of(150, 120, 60, [&](int c, int r) { return smooth(c, r) * (1 + 0.03 * normal(random)); });
  const auto expected = healthy_expectation(table, table.layers.front(), 6);
  double square = 0;
  for (std::size_t k = 0; k < table.size(); ++k) {
    const double off = static_cast<double>(expected[k]) / smooth(table.column[k], table.row[k]) - 1;
    square += off * off;
    EXPECT_LT(std::abs(off), 0.03) << table.column[k] << ", " << table.row[k];
  }
  EXPECT_LT(std::sqrt(square / static_cast<double>(table.size())), 0.006);
}

/// Inside a cluster of dim chips the expectation is that of the healthy ones around it.
TEST(Trend, a_cluster_of_dim_chips_does_not_pull_it) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal(0, 1);
  for (const double depth : {0.6, 0.75, 0.0}) {
    const auto in_cluster = [](int c, int r) { return std::hypot(c - 95, r - 50) < 14; };
    const ChipTable table = table_of(150, 120, 30, [&](int c, int r) {
      return smooth(c, r) * (in_cluster(c, r) ? depth : 1) * (1 + 0.03 * normal(random));
    });
    const auto expected = healthy_expectation(table, table.layers.front(), 6);
    for (std::size_t k = 0; k < table.size(); ++k) {
      if (!in_cluster(table.column[k], table.row[k])) continue;
      EXPECT_NEAR(expected[k] / smooth(table.column[k], table.row[k]), 1, 0.04) << "depth " << depth;
    }
  }
}

/// A half disc at the rim, a twentieth of the wafer: a supple surface would bend into it and away from its
/// surroundings.
TEST(Trend, a_large_cluster_at_the_rim_does_not_bend_it) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal(0, 1);
  const auto healthy = [](int c, int r) {
    const double x = c / 100.0 - 1;
    const double y = r / 100.0 - 1;
    return 3000 * (1 - 0.25 * (x * x + y * y));
  };
  for (const double depth : {0.5, 0.7}) {
    ChipTable table;
    LayerColumns layer;
    for (std::int32_t r = 0; r < 200; ++r) {
      for (std::int32_t c = 0; c < 200; ++c) {
        if (std::hypot(c - 99.5, r - 99.5) > 100) continue;
        const double dim = std::hypot(c - 185, r - 100) < 30 ? depth : 1;
        table.column.push_back(c);
        table.row.push_back(r);
        layer.intensity_e.push_back(static_cast<float>(healthy(c, r) * dim * (1 + 0.03 * normal(random))));
        layer.intensity_sigma_e.push_back(40);
      }
    }
    table.layers.push_back(layer);
    const auto expected = healthy_expectation(table, table.layers.front(), 6);
    double worst = 0;
    for (std::size_t k = 0; k < table.size(); ++k) {
      worst = std::max(worst, std::abs(expected[k] / healthy(table.column[k], table.row[k]) - 1));
    }
    EXPECT_LT(worst, 0.03) << depth;
  }
}

TEST(Trend, dark_chips_do_not_count_however_many) {
  std::mt19937_64 random(4);
  const ChipTable table = table_of(60, 60, 20, [&](int, int) { return random() % 10 < 7 ? 0.0 : 1000.0; });
  for (const float e : healthy_expectation(table, table.layers.front(), 6)) EXPECT_NEAR(e, 1000, 20);
}

TEST(Trend, few_chips_get_a_stiffer_surface) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal(0, 1);
  for (const auto& [columns, rows] : {std::pair{1, 1}, {2, 1}, {3, 3}, {12, 2}, {7, 8}, {40, 1}}) {
    const ChipTable table =
        table_of(columns, rows, 10, [&](int c, int) { return (1000 + 3 * c) * (1 + 0.02 * normal(random)); });
    const auto expected = healthy_expectation(table, table.layers.front(), 6);
    for (std::size_t k = 0; k < expected.size(); ++k) {
      EXPECT_NEAR(expected[k], 1000 + 3 * table.column[k], 60) << columns << " x " << rows;
    }
  }
}

/// Of a block of many chips some are looked at; the surface is as good.
TEST(Trend, follows_a_wafer_of_very_many_chips) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal(0, 0.03);
  std::vector<double> noise(10'007);  // a prime: no row of chips is as the one before
  for (double& n : noise) n = 1 + normal(random);
  std::size_t next = 0;
  const ChipTable table =
      table_of(6000, 3000, 60, [&](int c, int r) { return smooth(c / 40.0, r / 25.0) * noise[next++ % noise.size()]; });
  const auto expected = healthy_expectation(table, table.layers.front(), 6);
  double square = 0;
  std::size_t count = 0;
  for (std::size_t k = 0; k < table.size(); k += 97, ++count) {
    const double off = static_cast<double>(expected[k]) / smooth(table.column[k] / 40.0, table.row[k] / 25.0) - 1;
    square += off * off;
    ASSERT_LT(std::abs(off), 0.012) << table.column[k] << ", " << table.row[k];
  }
  EXPECT_LT(std::sqrt(square / static_cast<double>(count)), 0.0015);
}

/// Also where a row of chips is cut to pieces: the expectation of a chip does not depend on the run it is in.
TEST(Trend, is_smooth_between_the_nodes) {
  const ChipTable table = table_of(150, 120, 60, smooth);
  const HealthyLight healthy(table.layers.front(), chip_runs(table), 6);
  std::vector<float> row(150);
  healthy.expect({40, 0, 150, 0}, row.data());
  for (std::int32_t c = 0; c < 150; ++c) {
    float one = 0;
    healthy.expect({40, c, c + 1, 0}, &one);
    EXPECT_EQ(one, row[static_cast<std::size_t>(c)]);
    EXPECT_NEAR(one / row[static_cast<std::size_t>(std::max(c, 1)) - 1], 1, 0.012) << c;
  }
}

TEST(Trend, where_nothing_emits_nothing_is_expected) {
  const ChipTable table = table_of(20, 20, 50, [](int, int) { return 10.0; });
  for (const float e : healthy_expectation(table, table.layers.front(), 6)) EXPECT_TRUE(std::isnan(e));
  EXPECT_TRUE(healthy_expectation(ChipTable{}, LayerColumns{}, 6).empty());
}

TEST(Trend, is_the_same_for_any_number_of_threads) {
  std::mt19937_64 random(6);
  std::normal_distribution<double> normal(0, 1);
  const ChipTable table =
      table_of(150, 120, 60, [&](int c, int r) { return smooth(c, r) * (1 + 0.03 * normal(random)); });
  const auto run = [&](int threads) {
    const ThreadLimit limit(threads);
    return healthy_expectation(table, table.layers.front(), 6);
  };
  const auto one = run(1);
  EXPECT_EQ(one, run(2));
  EXPECT_EQ(one, run(4));
}

}  // namespace
}  // namespace pellucid
