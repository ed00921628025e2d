#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "bench/accuracy/bound.h"
#include "bench/accuracy/groups.h"
#include "bench/accuracy/statistics.h"

namespace pellucid::bench {
namespace {

struct Wafer {
  const char* name;
  SimulationOptions (*make)();
};
constexpr Wafer kWafers[] = {{"raster", plain_raster}, {"camera", plain_camera}, {"oblong", plain_oblong}};

double bias_goal_percent(double chip_e) {
  return chip_e < 5000 ? 0.3 : 0.1;
}

Figures judge_intensity(const Trial& trial, const std::string& name, std::size_t bounds_wanted) {
  std::vector<double> error_e, pull;
  std::vector<std::size_t> healthy;
  double light = 0, excess = 0;
  for (std::size_t k = 0; k < trial.size(); ++k) {
    const double measured = trial.intensity_e(k);
    if (!trial.is_healthy(k) || !std::isfinite(measured)) continue;
    healthy.push_back(k);
    error_e.push_back(measured - trial.true_e(k));
    pull.push_back(error_e.back() / trial.sigma_e(k));
    light += trial.true_e(k);
    excess += error_e.back();
  }
  std::vector<std::size_t> sample;
  for (std::size_t i = 0; i < bounds_wanted; ++i)
    sample.push_back(healthy[(2 * i + 1) * healthy.size() / (2 * bounds_wanted)]);
  const double bound = rms(bounds_e(trial, sample));
  Figures figures;
  // At 200 e the goal is the RMS alone.
  if (trial.options.light.chip_e >= 250) {
    const double goal = bias_goal_percent(trial.options.light.chip_e);
    figures.push_back(within(name + ": bias", 100 * excess / light, -goal, goal, "%"));
  }
  figures.push_back(
      at_most(name + ": RMS / bound", rms(error_e) / bound, 1.05, "", fmt::format("bound {:.4g} e", bound)));
  figures.push_back(within(name + ": robust std of error / sigma", robust_std(pull), 0.97, 1.03, ""));
  return figures;
}

}  // namespace

Figures intensity_figures(const Bench& bench) {
  Figures all;
  const auto run = [&](const Wafer& wafer, double chip_e) {
    SimulationOptions o = wafer.make();
    set_light(o, chip_e);
    o.seed = static_cast<std::uint64_t>(chip_e);
    o.defects.dark = o.defects.dim = o.defects.bright = 0.002;
    const std::string name = fmt::format("intensity, {}, {:g} e", wafer.name, chip_e);
    Figures figures =
        figures_of(bench, name, o, [&](const Trial& t) { return judge_intensity(t, name, bench.quick ? 40 : 120); });
    std::move(figures.begin(), figures.end(), std::back_inserter(all));
  };
  if (bench.quick) {
    run(kWafers[0], 250);
    run(kWafers[1], 5000);
    return all;
  }
  for (const Wafer& wafer : kWafers) {
    for (const double chip_e : {200.0, 250.0, 500.0, 1000.0, 5000.0, 20000.0}) run(wafer, chip_e);
  }
  return all;
}

}  // namespace pellucid::bench
