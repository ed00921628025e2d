/// From a leak's excitation to its shunt and back (spec: physics): leak current density = p * absorbed share / photon
/// energy, R_sh = V_oc / (current density * area). Pure; any thread.
#pragma once

#include <optional>

#include "core/leakage/leak_options.h"

namespace pellucid {

/// What one W/cm2 of leak means for a chip.
struct ShuntScale {
  double ohm_w_cm2 = 0;  ///< R_sh = ohm_w_cm2 * voltage / p
  [[nodiscard]] double ohm(double leak_w_cm2, double voltage = 1) const { return ohm_w_cm2 * voltage / leak_w_cm2; }
  [[nodiscard]] double leak_w_cm2(double ohm) const { return ohm_w_cm2 / ohm; }
};

/// Absent unless the options tell V_oc and the absorbed share. `design_area_um2`: where they do not tell the area.
[[nodiscard]] inline std::optional<ShuntScale> shunt_scale(const LeakOptions& options, double wavelength_nm,
                                                           double design_area_um2) {
  constexpr double kPhoton_ev_nm = 1239.841984;  // h c / q
  if (!options.open_circuit_v || !options.absorbed_share || !(wavelength_nm > 0)) return std::nullopt;
  const double area_cm2 = options.chip_area_um2.value_or(design_area_um2) * 1e-8;
  const double amperes_per_watt = *options.absorbed_share * wavelength_nm / kPhoton_ev_nm;
  return ShuntScale{*options.open_circuit_v / (amperes_per_watt * area_cm2)};
}

}  // namespace pellucid
