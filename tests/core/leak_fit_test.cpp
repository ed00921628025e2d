/// The leak of single chips from synthetic light: A, B, C and a shunt solved by bisection, in units of its own.
#include "core/leakage/leak_fit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/model/median.h"
#include "tests/core/leak_nature.h"

namespace pellucid {
namespace {

using testing_leaks::kPowers;
using testing_leaks::Nature;

struct Wafer {
  Nature nature;
  std::array<double, 4> expected{}, background_sigma{20, 20, 20, 20};
  std::mt19937_64 random{7};
  HealthyCurve curve;
  LeakPriors priors{0.03, 0.05};
  LeakOptions options;

  explicit Wafer(double chip_e = 100'000) {
    const double top = std::pow(nature.carriers(kPowers[0], 1, 0), 2);
    for (std::size_t i = 0; i < 4; ++i) expected[i] = chip_e * std::pow(nature.carriers(kPowers[i], 1, 0), 2) / top;
    curve = fit_healthy_curve(kPowers, expected, voltage_slope_of(2.65));
  }
  [[nodiscard]] LeakFitter fitter() const { return {curve, kPowers, priors, options}; }

  struct Chip {
    std::array<double, 4> light{}, sigma{};
    double leak = 0;  ///< at the highest power
  };
  /// A leak of about `leak` W/cm2 at 2.65 V.
  Chip chip(double s, double defects, double leak, double floor = 0.02, bool noise = true) {
    Chip out;
    const double shunt = leak / 2.65;
    for (std::size_t i = 0; i < 4; ++i) {
      const double healthy = std::pow(nature.carriers(kPowers[i], 1, 0), 2);
      const double open = std::pow(nature.carriers(kPowers[i], defects, 0), 2);
      double light = open;
      if (leak > 0) {
        const double n = nature.carriers(kPowers[i], defects, shunt);
        light = n * n + floor * open;
        if (i == 0) out.leak = shunt * nature.volts(n);
      }
      const double electrons = expected[i] * s * light / healthy;
      const double sigma = std::hypot(std::sqrt(electrons), background_sigma[i]);
      out.light[i] = electrons + (noise ? sigma * std::normal_distribution<double>()(random) : 0);
      out.sigma[i] = std::hypot(std::sqrt(std::max(0.0, out.light[i])), background_sigma[i]);
    }
    return out;
  }
  double log_normal(double sigma) { return std::exp(sigma * std::normal_distribution<double>()(random)); }
  double log_uniform(double low, double high) {
    return low * std::pow(high / low, std::uniform_real_distribution<double>()(random));
  }
};

TEST(LeakModel, HealthyCurveIsFoundFromFourPowers) {
  const Wafer wafer;
  EXPECT_LT(wafer.curve.misfit, 1e-6);
  const double n = wafer.nature.carriers(30, 1, 0);
  EXPECT_NEAR(wafer.curve.a, 9.8 * n, 0.01 * 9.8 * n);
  EXPECT_NEAR(wafer.curve.b, 1.96 * n * n, 0.02 * 1.96 * n * n);
}

TEST(LeakModel, DerivativesAreThoseOfThePoint) {
  const HealthyCurve curve{12, 15, 3, 0.0195, 0};
  for (const double leak : {-0.2, 0.0, 0.5, 2.9, 3.2, 20.0}) {
    SCOPED_TRACE(leak);
    const ChipPoint at = chip_point(curve, 1.3, leak, 3);
    if (at.y < 1e-12) continue;
    EXPECT_NEAR(12 * 1.3 * at.y + 15 * at.y * at.y + 3 * std::pow(at.y, 3) + leak * (1 + 0.0195 * std::log(at.y)), 3,
                1e-9);
    const double step = 1e-6;
    const double by_leak =
        (chip_point(curve, 1.3, leak + step, 3).y - chip_point(curve, 1.3, leak - step, 3).y) / (2 * step);
    EXPECT_NEAR(at.by_leak, by_leak, 1e-4 * std::abs(by_leak) + 1e-9);
    const double by_defects =
        (chip_point(curve, 1.3 * std::exp(step), leak, 3).y - chip_point(curve, 1.3 * std::exp(-step), leak, 3).y) /
        (2 * step);
    EXPECT_NEAR(at.by_log_defects, by_defects, 1e-4 * std::abs(by_defects) + 1e-9);
  }
}

/// The goal of the specification, from 0.3 to 10 W/cm2.
TEST(LeakFit, LeaksAreFoundAndMeasured) {
  Wafer wafer;
  const LeakFitter fitter = wafer.fitter();
  int found = 0, measured = 0;
  double log2 = 0;
  std::vector<double> ratio, pull;
  constexpr int kChips = 2000;
  for (int i = 0; i < kChips; ++i) {
    const auto chip = wafer.chip(wafer.log_normal(0.03), wafer.log_normal(0.05), wafer.log_uniform(0.3, 10),
                                 wafer.log_uniform(0.01, 0.05));
    const LeakEstimate leak = fitter.fit(chip.light, chip.sigma, wafer.expected);
    found += leak.leaky ? 1 : 0;
    if (chip.leak < 0.95 || !(leak.leak_w_cm2 > 0)) continue;
    ++measured;
    ratio.push_back(leak.leak_w_cm2 / chip.leak);
    pull.push_back((leak.leak_w_cm2 - chip.leak) / leak.sigma_w_cm2);
    log2 += std::pow(std::log(leak.leak_w_cm2 / chip.leak), 2);
  }
  for (double& p : pull) p = std::abs(p);
  EXPECT_GE(found, 0.995 * kChips);
  EXPECT_NEAR(median_of(ratio), 1, 0.02);
  EXPECT_LE(std::sqrt(log2 / measured), 0.12);
  EXPECT_NEAR(1.4826 * median_of(pull), 1, 0.15);
}

struct Harmless {
  const char* name;
  double s_low, s_high, a_low, a_high;
};

TEST(LeakFit, NothingElseIsReadAsALeak) {
  for (const Harmless& kind :
       {Harmless{"healthy", 1, 1, 1, 1}, Harmless{"dim", 0.1, 0.9, 1, 1}, Harmless{"bright", 1.1, 3, 1, 1},
        Harmless{"defects", 1, 1, 1, 10}, Harmless{"few defects", 1, 1, 0.2, 1},
        Harmless{"dim, defects", 0.3, 0.9, 1, 10}, Harmless{"dark", 1e-9, 1e-9, 1, 1}}) {
    SCOPED_TRACE(kind.name);
    Wafer wafer;
    const LeakFitter fitter = wafer.fitter();
    int leaky = 0;
    constexpr int kChips = 4000;
    std::vector<double> pull;
    for (int i = 0; i < kChips; ++i) {
      const auto chip = wafer.chip(wafer.log_normal(0.03) * wafer.log_uniform(kind.s_low, kind.s_high),
                                   wafer.log_normal(0.05) * wafer.log_uniform(kind.a_low, kind.a_high), 0);
      const LeakEstimate leak = fitter.fit(chip.light, chip.sigma, wafer.expected);
      leaky += leak.leaky ? 1 : 0;
      pull.push_back(leak.leak_w_cm2 / leak.sigma_w_cm2);
    }
    EXPECT_LE(leaky, 1);
    EXPECT_NEAR(median_of(pull), 0, 0.5);
  }
}

TEST(LeakFit, TwoPowersFlagAStrongLeak) {
  Wafer wafer;
  const LeakFitter fitter = wafer.fitter();
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  auto strong = wafer.chip(1, 1, 2);
  strong.light[1] = strong.light[3] = kNan;
  EXPECT_TRUE(fitter.fit(strong.light, strong.sigma, wafer.expected).leaky);
  auto healthy = wafer.chip(1, 1, 0);
  healthy.light[1] = healthy.light[3] = kNan;
  EXPECT_FALSE(fitter.fit(healthy.light, healthy.sigma, wafer.expected).leaky);
  healthy.light[0] = kNan;
  EXPECT_TRUE(std::isnan(fitter.fit(healthy.light, healthy.sigma, wafer.expected).leak_w_cm2));
}

}  // namespace
}  // namespace pellucid
