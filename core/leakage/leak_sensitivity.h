/// The smallest leak that powers and noise reach. Pure; any thread.
#pragma once

#include <span>
#include <vector>

#include "core/leakage/leak_fit.h"

namespace pellucid {

/// Light that a healthy chip gives at a power, and its noise.
struct PowerNoise {
  double power_w_cm2 = 0, healthy_e = 0, sigma_e = 0;
};

/// The least leak [W/cm2] of a chip that is else healthy of which 99 of 100 are called leaky; infinite where none is.
[[nodiscard]] double detectable_leak(const HealthyCurve& curve, std::span<const PowerNoise> powers, LeakPriors priors,
                                     const LeakOptions& options);

}  // namespace pellucid
