/// Which optical densities and dwell a scan needs to see a wanted shunt (`pellucid plan`). Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "core/leakage/leak_options.h"
#include "core/model/error.h"

namespace pellucid {

struct PlanRequest {
  double r_sh_ohm = 1e7;            ///< shunts of this and less must be found
  double chip_area_um2 = 400;       ///< of the mesa
  double power_w_cm2 = 30;          ///< at OD 0
  double chip_e = 100'000;          ///< a healthy chip's light there [photoelectrons]
  double noise_e = 25;              ///< sigma of a chip without light: background and read noise
  double brightness_spread = 0.03;  ///< of healthy chips
  double defects_spread = 0.05;
  double wavelength_nm = 405;
  double density_step = 0.5;
  double most_density = 3;
  double open_circuit_v = 2.65;  ///< at OD 0
  double absorbed_share = 0.05;  ///< of the excitation, in the wells
  LeakOptions options;           ///< of the judgement; its voltage, share and area are not used
  /// A healthy chip's recombination and its wells.
  double a_per_s = 1e7, b_cm3_per_s = 2e-11, c_cm6_per_s = 1e-30, well_nm = 10;
};

/// One series of powers: OD 0 and every step down to `density`.
struct PlanSeries {
  double density = 0;
  int layers = 0;
  double lowest_w_cm2 = 0;
  double detectable_w_cm2 = 0, detectable_ohm = 0;  ///< at dwell 1; infinite and 0 where no leak is seen
  double dwell = 0;  ///< of all layers but the first to reach the wanted shunt; infinite: none does
  double time = 0;   ///< of the whole series, in scans of dwell 1
};

struct LeakPlan {
  double wanted_w_cm2 = 0;  ///< what the wanted shunt takes
  std::vector<PlanSeries> series;
  int best = -1;                                      ///< the quickest that reaches it; -1: none
  std::vector<double> dwell;                          ///< of the plot
  std::vector<std::vector<double>> detectable_w_cm2;  ///< [series][dwell]
};

/// Errors: usage "inspection.plan" for a number that makes no sense.
[[nodiscard]] Result<LeakPlan> plan_leakage(const PlanRequest& request);

/// Sensitivity against dwell, an SVG file's text.
[[nodiscard]] std::string plan_svg(const LeakPlan& plan);

}  // namespace pellucid
