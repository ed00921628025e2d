/// Choices of the leakage judgement, from the recipe. Each default is declared here and nowhere else.
#pragma once

#include <optional>

namespace pellucid {

struct LeakOptions {
  double beyond_sigma = 4.6;   ///< leaky: no healthy or defect-heavy chip looks like this within so many sigma
  double floor = 0.02;         ///< share of open-circuit PL that a hard short keeps (1 to 5 percent, spec: physics) ...
  double floor_spread = 0.5;   ///< ... and how far that may be off (log-normal sigma)
  double layer_noise = 0.004;  ///< relative noise of each layer beside sigma: laser and detector between two scans
  /// V_oc at the highest power. R_sh is given only with it and the next; without it the leak follows a usual one.
  std::optional<double> open_circuit_v;
  std::optional<double> absorbed_share;  ///< of the excitation, absorbed in the wells
  std::optional<double> chip_area_um2;   ///< of the mesa; absent: the design's mesa box
  std::optional<double> r_sh_limit_ohm;  ///< leaks of this shunt and below must be seen: else a chip is not called good
};

/// Of a blue chip under 405 nm: how V_oc moves with light hardly depends on it.
inline constexpr double kUsualOpenCircuit_v = 2.65;

}  // namespace pellucid
