#include "inspection/plan_leakage.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/leakage/leak_sensitivity.h"
#include "core/leakage/shunt.h"
#include "results/log_plot.h"

namespace pellucid {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr double kLongestDwell = 64;
constexpr double kPhoton_ev_nm = 1239.841984;
constexpr double kCharge_c = 1.602176634e-19;

/// The polynomial of a healthy chip from its recombination, y = 1 at the highest power.
HealthyCurve curve_of(const PlanRequest& r) {
  const double thickness_cm = r.well_nm * 1e-7;
  const double per_w = r.absorbed_share * r.wavelength_nm / kPhoton_ev_nm / (kCharge_c * thickness_cm);
  const HealthyCurve raw{r.a_per_s * 1e17 / per_w, r.b_cm3_per_s * 1e34 / per_w, r.c_cm6_per_s * 1e51 / per_w,
                         voltage_slope_of(r.open_circuit_v), 0};
  const double y = chip_point(raw, 1, 0, r.power_w_cm2).y;  // carriers in units of 1e17 cm-3
  return {raw.a * y, raw.b * y * y, raw.c * y * y * y, raw.voltage_slope, 0};
}

double detectable(const PlanRequest& r, const HealthyCurve& curve, int layers, double dwell) {
  std::vector<PowerNoise> powers;
  for (int i = 0; i < layers; ++i) {
    const double power = r.power_w_cm2 * std::pow(10.0, -r.density_step * i);
    const double time = i == 0 ? 1 : dwell;
    const double y = chip_point(curve, 1, 0, power).y;
    const double light = r.chip_e * time * y * y;
    powers.push_back({power, light, std::sqrt(light + time * r.noise_e * r.noise_e)});
  }
  return detectable_leak(curve, powers, {r.brightness_spread, r.defects_spread}, r.options);
}

Result<void> check(const PlanRequest& r) {
  struct Bound {
    const char* name;
    double value, low, high;
  };
  for (const Bound& b :
       {Bound{"shunt [ohm]", r.r_sh_ohm, 1, 1e15}, Bound{"chip area [um2]", r.chip_area_um2, 0.01, 1e9},
        Bound{"power [W/cm2]", r.power_w_cm2, 1e-6, 1e9}, Bound{"light of a chip [e]", r.chip_e, 1, 1e12},
        Bound{"noise [e]", r.noise_e, 0, 1e9}, Bound{"wavelength [nm]", r.wavelength_nm, 100, 2000},
        Bound{"step of density", r.density_step, 0.1, 3}, Bound{"largest density", r.most_density, 0.1, 9},
        Bound{"brightness spread", r.brightness_spread, 0.001, 2}, Bound{"defects spread", r.defects_spread, 0.001, 2},
        Bound{"absorbed share", r.absorbed_share, 1e-6, 1},
        Bound{"open-circuit voltage [V]", r.open_circuit_v, 0.5, 10}}) {
    if (b.value >= b.low && b.value <= b.high) continue;
    return fail({ErrorKind::usage, "inspection.plan", "", fmt::format("{} is out of range", b.name),
                 fmt::format("{:g} to {:g}", b.low, b.high), fmt::format("{:g}", b.value)});
  }
  return {};
}

}  // namespace

Result<LeakPlan> plan_leakage(const PlanRequest& r) {
  if (auto checked = check(r); !checked) return fail(checked.error());
  const HealthyCurve curve = curve_of(r);
  LeakOptions chip;
  chip.open_circuit_v = r.open_circuit_v;
  chip.absorbed_share = r.absorbed_share;
  const ShuntScale shunt = *shunt_scale(chip, r.wavelength_nm, r.chip_area_um2);
  LeakPlan plan;
  plan.wanted_w_cm2 = shunt.leak_w_cm2(r.r_sh_ohm);
  for (double dwell = 1; dwell <= kLongestDwell; dwell *= 2) plan.dwell.push_back(dwell);
  const int most =
      std::min(static_cast<int>(kMostPowers), 1 + static_cast<int>(r.most_density / r.density_step + 1e-6));
  for (int layers = 2; layers <= most; ++layers) {
    PlanSeries s;
    s.density = r.density_step * (layers - 1);
    s.layers = layers;
    s.lowest_w_cm2 = r.power_w_cm2 * std::pow(10.0, -s.density);
    std::vector<double>& seen = plan.detectable_w_cm2.emplace_back();
    s.dwell = s.time = kInfinite;
    for (const double dwell : plan.dwell) {
      seen.push_back(detectable(r, curve, layers, dwell));
      if (s.dwell == kInfinite && seen.back() <= plan.wanted_w_cm2) s.dwell = dwell;
    }
    s.detectable_w_cm2 = seen.front();
    s.detectable_ohm = shunt.ohm(s.detectable_w_cm2);
    s.time = 1 + (layers - 1) * s.dwell;
    plan.series.push_back(s);
    const bool better = plan.best < 0 || s.time < plan.series[static_cast<std::size_t>(plan.best)].time;
    if (std::isfinite(s.time) && better) plan.best = layers - 2;
  }
  return plan;
}

std::string plan_svg(const LeakPlan& plan) {
  constexpr std::array kColours{"#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"};
  LogPlot plot{"dwell of all layers but the first [first = 1]", "least leak that is found [W/cm2]", {}, 0};
  for (std::size_t i = 0; i < plan.series.size(); ++i) {
    plot.series.push_back({fmt::format("OD 0 to {:g}", plan.series[i].density),
                           kColours[i % kColours.size()],
                           plan.dwell,
                           plan.detectable_w_cm2[i],
                           {},
                           false});
  }
  const std::vector<double> wanted(plan.dwell.size(), plan.wanted_w_cm2);
  plot.series.push_back({"wanted", "#22262b", plan.dwell, wanted, {}, true});
  return log_plot_svg(plot);
}

}  // namespace pellucid
