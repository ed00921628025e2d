#include "core/correlate/statistics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace pellucid {
namespace {

/// Values with many ties, some negative.
std::vector<float> tied_values(std::size_t n, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<float> out(n);
  for (float& v : out) v = static_cast<float>(static_cast<int>(random() % 40) - 15) * 0.25F;
  return out;
}

TEST(Wilson, agrees_with_published_values) {
  // Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
  const Interval a = wilson95(81, 263);
  EXPECT_NEAR(a.first, 0.2553, 5e-5);
  EXPECT_NEAR(a.second, 0.3662, 5e-5);
  const Interval b = wilson95(0, 20);
  EXPECT_EQ(b.first, 0);
  EXPECT_NEAR(b.second, 0.1611, 5e-5);
  const Interval c = wilson95(20, 20);
  EXPECT_NEAR(c.first, 1 - 0.1611, 5e-5);
  EXPECT_EQ(c.second, 1);
  EXPECT_TRUE(std::isnan(wilson95(0, 0).first));
}

TEST(Ranks, ties_share_their_mean_rank) {
  const std::vector<float> values{3, -1, 3, 0.0F, -0.0F, 7};
  const std::vector<double> rank{4.5, 1, 4.5, 2.5, 2.5, 6};
  const std::vector<float> found = centred_midranks(values);
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_NEAR(found[i], (rank[i] - 3.5) / 6, 1e-7) << i;
}

TEST(Ranks, agree_with_counting) {
  const std::vector<float> values = tied_values(500, 1);
  const std::vector<float> found = centred_midranks(values);
  for (std::size_t i = 0; i < values.size(); ++i) {
    double below = 0, equal = 0;
    for (const float v : values) {
      below += v < values[i] ? 1 : 0;
      equal += v == values[i] ? 1 : 0;
    }
    EXPECT_NEAR(found[i], (below + (equal + 1) / 2 - 250.5) / 500, 1e-6);
  }
}

TEST(Curves, agree_with_every_pair_and_every_threshold) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const std::vector<float> values = tied_values(300, seed);
    std::mt19937_64 random(seed + 100);
    std::vector<std::uint8_t> positive(values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
      positive[i] = static_cast<double>(random() % 100) < 30 - 5 * values[i] ? 1 : 0;
    double won = 0, pairs = 0, positives = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      positives += positive[i];
      for (std::size_t j = 0; j < values.size(); ++j)
        if (positive[i] == 1 && positive[j] == 0) {
          pairs += 1;
          won += values[i] < values[j] ? 1 : values[i] == values[j] ? 0.5 : 0;
        }
    }
    double precision = 0, last_recall = 0;
    for (int step = -15; step < 25; ++step) {
      const double threshold = step * 0.25;
      double hits = 0, called = 0;
      for (std::size_t i = 0; i < values.size(); ++i)
        if (values[i] <= threshold) {
          called += 1;
          hits += positive[i];
        }
      if (called == 0) continue;
      precision += (hits / positives - last_recall) * hits / called;
      last_recall = hits / positives;
    }
    const CurveAreas found = curve_areas(values, positive);
    EXPECT_NEAR(found.roc_auc, won / pairs, 1e-12);
    EXPECT_NEAR(found.pr_auc, precision, 1e-12);
  }
}

TEST(Curves, one_class_has_no_area) {
  const std::vector<float> values{1, 2, 3};
  EXPECT_TRUE(std::isnan(curve_areas(values, std::vector<std::uint8_t>{0, 0, 0}).roc_auc));
  EXPECT_TRUE(std::isnan(curve_areas(values, std::vector<std::uint8_t>{0, 0, 0}).pr_auc));
  EXPECT_TRUE(std::isnan(curve_areas(values, std::vector<std::uint8_t>{1, 1, 1}).roc_auc));
  EXPECT_DOUBLE_EQ(curve_areas(values, std::vector<std::uint8_t>{1, 0, 0}).roc_auc, 1);
}

TEST(CorrelateColumns, by_hand) {
  // Anscombe's first quartet: r = 0.81642.
  const std::vector<float> x{10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5};
  const std::vector<float> y{8.04F, 6.95F, 7.58F, 8.81F, 8.33F, 9.96F, 7.24F, 4.26F, 10.84F, 4.82F, 5.68F};
  std::vector<std::uint32_t> block;
  for (std::uint32_t i = 0; i < 11; ++i) block.push_back(i);
  const Correlation c = correlate_columns(x, y, block, 20, 400, 1);
  EXPECT_NEAR(c.r, 0.816420516, 1e-6);
  EXPECT_LT(c.ci95.first, c.r);
  EXPECT_GT(c.ci95.second, c.r);
  const Correlation again = correlate_columns(x, y, block, 20, 400, 1);
  EXPECT_EQ(c.ci95, again.ci95);
  EXPECT_TRUE(std::isnan(correlate_columns(x, std::vector<float>(11, 2.0F), block, 20, 10, 1).r));
}

TEST(CorrelateColumns, the_interval_covers_the_truth_as_often_as_it_says) {
  constexpr double kTruth = 0.6;
  int covered = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> gauss;
    std::vector<float> x, y;
    std::vector<std::uint32_t> block;
    for (std::uint32_t i = 0; i < 600; ++i) {
      const double common = gauss(random);
      x.push_back(static_cast<float>(common));
      y.push_back(static_cast<float>(kTruth * common + std::sqrt(1 - kTruth * kTruth) * gauss(random)));
      block.push_back(i / 6);
    }
    const Correlation c = correlate_columns(x, y, block, 100, 200, seed);
    covered += c.ci95.first <= kTruth && kTruth <= c.ci95.second ? 1 : 0;
  }
  EXPECT_GE(covered, 180);
  EXPECT_LE(covered, 199);
}

}  // namespace
}  // namespace pellucid
