#include "core/leakage/leak_sensitivity.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace pellucid {
namespace {

constexpr double k99of100_sigma = 2.33;
constexpr int kSteps = 120;
constexpr double kLeast = 1e-3;  ///< of the lowest power

}  // namespace

double detectable_leak(const HealthyCurve& curve, std::span<const PowerNoise> powers, LeakPriors priors,
                       const LeakOptions& options) {
  std::vector<double> power, expected;
  for (const PowerNoise& p : powers) {
    power.push_back(p.power_w_cm2);
    expected.push_back(p.healthy_e);
  }
  const LeakFitter fitter(curve, power, priors, options);
  // Light without noise: its significance is the middle one of many noisy chips, which spread by one sigma about it.
  const auto significance = [&](double leak) {
    std::vector<double> light, sigma;
    for (std::size_t i = 0; i < powers.size(); ++i) {
      light.push_back(expected[i] * fitter.relative_light(i, 1, 1, leak, options.floor));
      const double photons = light[i] - expected[i];
      sigma.push_back(std::sqrt(std::max(powers[i].sigma_e * powers[i].sigma_e + photons, 1.0)));
    }
    return fitter.fit(light, sigma, expected).significance;
  };
  const double low = kLeast * std::ranges::min(power), high = std::ranges::max(power);
  const double step = std::pow(high / low, 1.0 / kSteps);
  for (double leak = low; leak <= high * 1.0001; leak *= step) {
    if (significance(leak) >= options.beyond_sigma + k99of100_sigma) return leak;
  }
  return std::numeric_limits<double>::infinity();
}

}  // namespace pellucid
