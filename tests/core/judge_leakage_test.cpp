/// The leakage of whole tables: reference, class, what could be seen.
#include "core/leakage/judge_leakage.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/flow/parallel.h"
#include "tests/core/leak_nature.h"

namespace pellucid {
namespace {

using testing_leaks::kPowers;
using testing_leaks::Nature;

constexpr std::int32_t kSide = 100;
constexpr double kBackground_e = 20;

struct ChipTruth {
  double brightness = 1, defects = 1, leak_w_cm2 = 0;
};

/// A judged table with light at four powers; brightness falls towards the rim. `truth(column, row)` of each chip.
template <class Truth>
ChipTable table_of(const Truth& truth, double chip_e = 100'000) {
  const Nature nature;
  std::mt19937_64 random(11);
  std::normal_distribution<double> normal;
  ChipTable t;
  t.layers.resize(kPowers.size());
  const double top = std::pow(nature.carriers(kPowers[0], 1, 0), 2);
  for (std::int32_t r = 0; r < kSide; ++r) {
    for (std::int32_t c = 0; c < kSide; ++c) {
      const ChipTruth chip = truth(c, r);
      const double trend = 1 - 0.3 * std::hypot(c - 60, r - 70) / kSide;
      const double s = chip.brightness * std::exp(0.03 * normal(random));
      t.column.push_back(c);
      t.row.push_back(r);
      for (std::size_t i = 0; i < kPowers.size(); ++i) {
        const double n = nature.carriers(kPowers[i], chip.defects, chip.leak_w_cm2 / 2.65);
        const double open = nature.carriers(kPowers[i], chip.defects, 0);
        const double light = n * n + (chip.leak_w_cm2 > 0 ? 0.02 * open * open : 0);
        const double electrons = chip_e * trend * s * light / top;
        const double sigma = std::hypot(std::sqrt(electrons), kBackground_e);
        const double measured = electrons + sigma * normal(random);
        LayerColumns& layer = t.layers[i];
        layer.intensity_e.push_back(static_cast<float>(measured));
        layer.intensity_sigma_e.push_back(
            static_cast<float>(std::hypot(std::sqrt(std::max(0.0, measured)), kBackground_e)));
        const double healthy = std::pow(nature.carriers(kPowers[i], 1, 0), 2) / top * chip_e * trend;
        layer.relative_intensity.push_back(static_cast<float>(measured / healthy));
      }
      const auto relative = static_cast<double>(t.layers[0].relative_intensity.back());
      t.chip_class.push_back(relative < 0.78 ? ChipClass::dim : ChipClass::good);
      t.flags.push_back(0);
    }
  }
  return t;
}

std::vector<PowerLayer> layers() {
  return {{0, kPowers[0]}, {1, kPowers[1]}, {2, kPowers[2]}, {3, kPowers[3]}};
}

bool says(const LeakReport& report, const std::string& words) {
  return std::ranges::any_of(report.warnings, [&](const std::string& w) { return w.find(words) != std::string::npos; });
}

TEST(JudgeLeakage, SingleLeaksAndAClusterOfThemAreFound) {
  const auto truth = [](std::int32_t c, std::int32_t r) {
    const bool cluster = std::abs(c - 30) < 10 && std::abs(r - 70) < 10;
    return ChipTruth{1, 1, cluster || (c * 7 + r * 31) % 97 == 0 ? 1.5 : 0.0};
  };
  ChipTable table = table_of(truth);
  const LeakReport report = judge_leakage(table, layers(), std::nullopt, {});
  ASSERT_TRUE(report.judged);
  for (std::size_t k = 0; k < table.size(); ++k) {
    const bool leaky = truth(table.column[k], table.row[k]).leak_w_cm2 > 0;
    EXPECT_EQ(table.chip_class[k] == ChipClass::leaky, leaky) << table.column[k] << ", " << table.row[k];
    if (leaky) {
      EXPECT_NEAR(table.leak->leak_power_w_cm2[k], 1.5, 0.35);
    }
  }
  EXPECT_LT(report.curve_misfit, 0.02);
  EXPECT_NEAR(report.brightness_spread, 0.03, 0.006);
  EXPECT_LT(report.detectable_w_cm2, 0.6);
  EXPECT_EQ(report.worst.size(), 6U);
  EXPECT_TRUE(says(report, "of smaller ones `good` says nothing"));
  EXPECT_TRUE(table.leak->r_sh_ohm.empty()) << "nobody told what a shunt is told from";
}

/// Between A of a good chip and ten times that, half of the wafer, in stripes and one by one.
TEST(JudgeLeakage, DefectsAreNoLeaks) {
  const auto truth = [](std::int32_t c, std::int32_t r) {
    const double share = ((c * 13 + r * 29) % 101) / 100.0;
    return ChipTruth{1, c % 40 < 12 || (c + r) % 5 == 0 ? std::pow(10, share) : 1.0, 0};
  };
  ChipTable table = table_of(truth);
  const LeakReport report = judge_leakage(table, layers(), std::nullopt, {});
  ASSERT_TRUE(report.judged);
  EXPECT_LE(report.leaky, 3);
}

TEST(JudgeLeakage, ExponentIsTheLocalSlope) {
  ChipTable table = table_of([](std::int32_t, std::int32_t) { return ChipTruth{}; });
  (void)judge_leakage(table, layers(), std::nullopt, {});
  const Nature nature;
  const double expected = 2 * std::log(nature.carriers(kPowers[2], 1, 0) / nature.carriers(kPowers[3], 1, 0)) /
                          std::log(kPowers[2] / kPowers[3]);
  double sum = 0;
  for (const float k : table.leak->power_exponent) sum += static_cast<double>(k);
  EXPECT_NEAR(sum / static_cast<double>(table.size()), expected, 0.02);
}

TEST(JudgeLeakage, AShuntThatCannotBeSeenIsNotCalledGood) {
  LeakOptions options;
  options.open_circuit_v = 2.65;
  options.absorbed_share = 0.05;
  options.r_sh_limit_ohm = 1e9;  // 0.04 W/cm2
  const auto shunt = shunt_scale(options, 405, 400);
  ASSERT_TRUE(shunt);
  EXPECT_NEAR(shunt->leak_w_cm2(1e9), 0.0406, 0.0003);
  ChipTable table = table_of([](std::int32_t, std::int32_t) { return ChipTruth{}; });
  const LeakReport report = judge_leakage(table, layers(), shunt, options);
  EXPECT_TRUE(says(report, "add OD 3.0"));
  EXPECT_EQ(std::ranges::count(table.chip_class, ChipClass::good), 0);
  options.r_sh_limit_ohm = 1e7;
  table = table_of([](std::int32_t, std::int32_t) { return ChipTruth{}; });
  (void)judge_leakage(table, layers(), shunt, options);
  EXPECT_GT(std::ranges::count(table.chip_class, ChipClass::good), 0.99 * kSide * kSide);
}

TEST(JudgeLeakage, OnePowerWithLightIsNotJudged) {
  ChipTable table = table_of([](std::int32_t, std::int32_t) { return ChipTruth{}; });
  const auto kept = table.chip_class;
  EXPECT_FALSE(judge_leakage(table, {{0, 30}}, std::nullopt, {}).judged);
  for (std::size_t i = 1; i < 4; ++i) table.layers[i].intensity_e.assign(table.size(), 0.5F);
  table.layers[1].intensity_e.assign(table.size(), std::numeric_limits<float>::quiet_NaN());
  const LeakReport report = judge_leakage(table, {{0, 30}, {1, 9.5}}, std::nullopt, {});
  EXPECT_FALSE(report.judged);
  EXPECT_TRUE(says(report, "no chip is called leaky"));
  EXPECT_EQ(table.chip_class, kept);
}

TEST(JudgeLeakage, TheNumberOfThreadsDoesNotMatter) {
  const auto make = [](int threads) {
    const ThreadLimit limit(threads);
    ChipTable table = table_of([](std::int32_t c, std::int32_t r) {
      return ChipTruth{1, 1, (c + r) % 50 == 0 ? 1.0 : 0.0};
    });
    (void)judge_leakage(table, layers(), std::nullopt, {});
    return table;
  };
  const ChipTable one = make(1), four = make(4);
  EXPECT_EQ(one.leak->leak_power_w_cm2, four.leak->leak_power_w_cm2);
  EXPECT_EQ(one.chip_class, four.chip_class);
}

}  // namespace
}  // namespace pellucid
