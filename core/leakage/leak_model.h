/// Light of a chip against excitation power, with and without a leak (spec: physics, "Leak power"): with
/// y = sqrt(light), P = p (1 + e ln y) + a y + b y^2 + c y^3. y counts from a healthy chip's at the highest power, p is
/// the leak there, and e = 2 kT / (q V_oc) lets it follow the open-circuit voltage. Immutable values; any thread.
#pragma once

#include <limits>
#include <span>

namespace pellucid {

/// A healthy chip: a the defects, b the radiative, c the Auger part [W/cm2].
struct HealthyCurve {
  double a = 1, b = 0, c = 0;
  double voltage_slope = 0;  ///< e above
  double misfit = 0;         ///< largest relative distance of a power from the curve
};

/// Least squares of relative errors with a, b, c >= 0; as many terms as there are powers at most. `light` in any unit,
/// all positive, one a power; at least two. `voltage_slope` as above.
[[nodiscard]] HealthyCurve fit_healthy_curve(std::span<const double> power_w_cm2, std::span<const double> light,
                                             double voltage_slope);

/// 2 kT / (q V) at 300 K.
[[nodiscard]] double voltage_slope_of(double open_circuit_v);

/// y of a chip with a * `defects` and a leak, and its derivatives. `near`: a y to begin the search with, if one is
/// known.
struct ChipPoint {
  double y = 0;
  double by_log_defects = 0;  ///< dy / d ln defects
  double by_leak = 0;         ///< dy / dp
};
[[nodiscard]] ChipPoint chip_point(const HealthyCurve& curve, double defects, double leak_w_cm2, double power_w_cm2,
                                   double near = std::numeric_limits<double>::infinity());

/// d ln light / d ln defects of a healthy chip: -2 where defects take all, towards 0 where they take nothing.
[[nodiscard]] double defects_slope(const HealthyCurve& curve, double power_w_cm2);

}  // namespace pellucid
