/// Where a function of one variable crosses zero. Private to core/spectra; pure; any thread.
#pragma once

#include <cmath>

namespace pellucid {

/// Between two points of different sign; the nearer of both where they have one sign.
template <class Function>
double crossing(double low, double high, const Function& of, double tolerance = 1e-7) {
  double f_low = of(low), f_high = of(high);
  if ((f_low > 0) == (f_high > 0)) return std::abs(f_low) < std::abs(f_high) ? low : high;
  for (int i = 0; i < 60 && high - low > tolerance; ++i) {
    // Illinois' false position: never slower than bisection for long.
    double at = (low * f_high - high * f_low) / (f_high - f_low);
    if (!(at > low && at < high)) at = 0.5 * (low + high);
    const double f = of(at);
    if (f == 0) return at;
    if ((f > 0) == (f_low > 0)) {
      low = at;
      f_low = f;
      f_high *= 0.5;
    } else {
      high = at;
      f_high = f;
      f_low *= 0.5;
    }
    if (std::abs(f) < 0.1 * tolerance) return at;
  }
  return 0.5 * (low + high);
}

}  // namespace pellucid
