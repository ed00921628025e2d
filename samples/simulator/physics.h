/// PL of an open-circuit chip: A, B, C recombination and a shunt (spec: physics, "A chip's PL"). Immutable; safe from
/// any thread.
#pragma once

#include "samples/simulator/options.h"

namespace pellucid::sim {

class Recombination {
 public:
  /// `area_um2`: of the mesa, which the shunt's current is shared over.
  Recombination(const RecombinationOptions& options, double area_um2);

  /// Carrier density n [1/cm3] that solves q d G(P) = q d (A n + B n^2 + C n^3) + V_oc(n) / (R_sh area), for the power
  /// at the wafer [W/cm2]. r_sh_ohm may be infinite. V_oc below zero counts as zero.
  [[nodiscard]] double carriers_per_cm3(double power_w_cm2, double a_per_s, double r_sh_ohm) const;

  /// B n^2 [1/(cm3 s)], plus `floor` of what the chip would give without the shunt.
  [[nodiscard]] double light(double power_w_cm2, double a_per_s, double r_sh_ohm, double floor) const;

  /// V_oc = V(1e17) + (2 k T / q) ln(n / 1e17 cm-3), not below 0 [V].
  [[nodiscard]] double open_circuit_v(double carriers_per_cm3) const;

  /// Excitation that the shunt takes at carrier density n [W/cm2].
  [[nodiscard]] double leak_power_w_cm2(double carriers_per_cm3, double r_sh_ohm) const;

 private:
  RecombinationOptions o_;
  double area_cm2_, thickness_cm_, thermal_v_, pairs_per_joule_;
};

}  // namespace pellucid::sim
