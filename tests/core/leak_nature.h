/// A chip's recombination and shunt by bisection, in units of its own: the tests' truth, apart from the product's
/// solver.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>

namespace pellucid::testing_leaks {

inline constexpr std::array<double, 4> kPowers{30, 9.486833, 3, 0.9486833};

/// Carriers in units of 1e17 cm-3; powers in W/cm2. Numbers of the spec's chip.
struct Nature {
  double a = 9.8, b = 1.96, c = 9.8e-3;  ///< W/cm2 at n = 1
  double voltage = 2.63, thermal = 0.0517;

  [[nodiscard]] double carriers(double power, double defects, double shunt_w_per_v) const {
    double low = 1e-30, high = 100;
    for (int i = 0; i < 300; ++i) {
      const double n = std::sqrt(low * high);
      const double v = std::max(0.0, voltage + thermal * std::log(n));
      (n * (defects * a + n * (b + n * c)) + v * shunt_w_per_v > power ? high : low) = n;
    }
    return low;
  }
  [[nodiscard]] double volts(double n) const { return std::max(0.0, voltage + thermal * std::log(n)); }
};

}  // namespace pellucid::testing_leaks
