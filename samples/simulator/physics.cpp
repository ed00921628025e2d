#include "samples/simulator/physics.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace pellucid::sim {
namespace {

// CODATA 2018, exact by definition.
constexpr double kElementaryCharge_c = 1.602176634e-19;
constexpr double kPlanck_js = 6.62607015e-34;
constexpr double kLight_m_s = 299792458.0;
constexpr double kBoltzmann_j_k = 1.380649e-23;

}  // namespace

Recombination::Recombination(const RecombinationOptions& options, double area_um2)
    : o_(options),
      area_cm2_(area_um2 * 1e-8),
      thickness_cm_(options.well_thickness_nm * 1e-7),
      thermal_v_(kBoltzmann_j_k * options.temperature_k / kElementaryCharge_c),
      pairs_per_joule_(options.absorbed_fraction * options.wavelength_nm * 1e-9 / (kPlanck_js * kLight_m_s)) {}

double Recombination::open_circuit_v(double n) const {
  return std::max(0.0, o_.voc_at_1e17_v + 2.0 * thermal_v_ * std::log(n * 1e-17));
}

double Recombination::leak_power_w_cm2(double n, double r_sh_ohm) const {
  return open_circuit_v(n) / (r_sh_ohm * area_cm2_ * kElementaryCharge_c * pairs_per_joule_);
}

double Recombination::carriers_per_cm3(double power_w_cm2, double a, double r_sh_ohm) const {
  const double generated = power_w_cm2 * pairs_per_joule_ / thickness_cm_;
  const double per_volt =
      std::isinf(r_sh_ohm) ? 0.0 : 1.0 / (r_sh_ohm * area_cm2_ * kElementaryCharge_c * thickness_cm_);
  const auto excess = [&](double n) {
    return n * (a + n * (o_.b_cm3_per_s + n * o_.c_cm6_per_s)) + per_volt * open_circuit_v(n) - generated;
  };
  // The excess rises with n: bracket in log n, then Newton kept inside the bracket. Without shunt n is below both
  // bounds.
  double high = std::min(generated / a, std::sqrt(generated / o_.b_cm3_per_s));
  double low = high * 1e-30;
  double n = high;
  for (int i = 0; i < 200; ++i) {
    const double f = excess(n);
    (f > 0 ? high : low) = n;
    const double volt_slope = open_circuit_v(n) > 0 ? per_volt * 2.0 * thermal_v_ / n : 0.0;
    const double slope = a + n * (2.0 * o_.b_cm3_per_s + 3.0 * n * o_.c_cm6_per_s) + volt_slope;
    double next = n - f / slope;
    if (!(next > low && next < high)) next = std::sqrt(low * high);
    if (std::abs(next - n) <= 1e-13 * n) return next;
    n = next;
  }
  return n;
}

double Recombination::light(double power_w_cm2, double a, double r_sh_ohm, double floor) const {
  const double n = carriers_per_cm3(power_w_cm2, a, r_sh_ohm);
  const double own = o_.b_cm3_per_s * n * n;
  if (std::isinf(r_sh_ohm) || floor == 0) return own;
  const double open = carriers_per_cm3(power_w_cm2, a, std::numeric_limits<double>::infinity());
  return own + floor * o_.b_cm3_per_s * open * open;
}

}  // namespace pellucid::sim
