#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "bench/accuracy/groups.h"
#include "bench/accuracy/statistics.h"

namespace pellucid::bench {
namespace {

/// 30 W/cm2 at OD 0, 0.5, 1 and 1.5; 100,000 e a chip at the top.
SimulationOptions power_series() {
  SimulationOptions o;
  o.wafer.diameter_mm = 25;
  o.wafer.flat_length_mm = 8;
  o.chips.pitch_um = {50, 50};
  o.chips.size_um = {20, 20};
  o.tiling.pixel_um = {5, 5};
  o.optics.psf_sigma_um = 4;
  o.lattice = {0.1, {50, 50}, 0, {10, 5}, 0};
  o.excitation.power_density_w_cm2 = 30;
  o.light.chip_e = 100'000;
  o.detector.gain_e_per_dn = 4;
  o.layers = {{"od0", LayerKind::photoluminescence, 0.0, {0, 0}, 0},
              {"od05", LayerKind::photoluminescence, 0.5, {3, -2}, 0},
              {"od1", LayerKind::photoluminescence, 1.0, {-2, 4}, 0},
              {"od15", LayerKind::photoluminescence, 1.5, {1, 1}, 0}};
  o.seed = 30;
  return o;
}

Figures judge_leaks(const Trial& t, const std::string& name) {
  std::int64_t leaky = 0, found = 0, sound = 0, overkill = 0;
  std::vector<double> ratio, log_error;
  if (!t.found.table.leak) return {must(name, "leakage judged", false, "it was not")};
  const LeakColumns& leak = *t.found.table.leak;
  for (std::size_t k = 0; k < t.size(); ++k) {
    const bool called = t.chip_class(k) == ChipClass::leaky;
    const double truth = t.truth.leak_power_w_cm2[k];
    if (truth == 0) ++sound, overkill += called ? 1 : 0;
    if (truth < 0.3 || truth > 10) continue;
    ++leaky;
    found += called ? 1 : 0;
    if (truth < 30 * std::pow(10, -1.5) || t.row_of[k] < 0) continue;
    const auto measured = static_cast<double>(leak.leak_power_w_cm2[static_cast<std::size_t>(t.row_of[k])]);
    ratio.push_back(measured / truth);
    log_error.push_back(std::log(std::max(measured, 1e-3) / truth));
  }
  Figures figures;
  if (leaky > 0) {
    figures.push_back(at_least(name + ": recall of leaks of 0.3 to 10 W/cm2",
                               static_cast<double>(found) / static_cast<double>(leaky), 0.99, "",
                               fmt::format("{} of {} missed", leaky - found, leaky)));
    figures.push_back(within(name + ": leak / true, median", median(ratio), 0.95, 1.05, ""));
    figures.push_back(at_most(name + ": leak, log RMS", rms(log_error), 0.15, ""));
  }
  figures.push_back(at_most(name + ": other chips called leaky",
                            1e6 * static_cast<double>(overkill) / static_cast<double>(sound), 200, "ppm",
                            fmt::format("{} of {}", overkill, sound)));
  return figures;
}

}  // namespace

Figures leakage_figures(const Bench& bench) {
  Figures all;
  const auto run = [&](const std::string& name, const SimulationOptions& o) {
    Figures figures = figures_of(bench, name, o, [&](const Trial& t) { return judge_leaks(t, name); });
    std::move(figures.begin(), figures.end(), std::back_inserter(all));
  };
  SimulationOptions leaks = power_series();
  leaks.light.a_spread = 0.05;
  leaks.defects.leaky = 0.02;
  leaks.defects.leak_min_ohm = 4e6;
  leaks.defects.leak_max_ohm = 1.3e8;
  leaks.defects.dark = leaks.defects.dim = leaks.defects.bright = leaks.defects.partial = 0.003;
  run("leaks", leaks);
  SimulationOptions defects = power_series();
  defects.seed = 31;
  defects.light.a_spread = 0.05;
  defects.light.a_defective = 0.2;
  run("defects alone, A up to 1e8", defects);
  return all;
}

}  // namespace pellucid::bench
