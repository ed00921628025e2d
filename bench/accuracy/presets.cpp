#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "bench/accuracy/groups.h"
#include "bench/accuracy/statistics.h"

namespace pellucid::bench {
namespace {

double bias_goal_percent(double chip_e) {
  return chip_e < 5000 ? 0.3 : 0.1;
}

Figures judge_preset(const Trial& trial, const std::string& name) {
  std::vector<double> pull, dark;
  double light = 0, excess = 0;
  for (std::size_t k = 0; k < trial.size(); ++k) {
    const double error = trial.intensity_e(k) - trial.true_e(k);
    if (!std::isfinite(error)) continue;
    if (trial.true_e(k) == 0) dark.push_back(error / trial.sigma_e(k));
    if (!trial.is_healthy(k)) continue;
    pull.push_back(error / trial.sigma_e(k));
    light += trial.true_e(k);
    excess += error;
  }
  const double goal = bias_goal_percent(trial.options.light.chip_e);
  return {within(name + ": bias", 100 * excess / light, -goal, goal, "%", fmt::format("{} chips", pull.size())),
          within(name + ": robust std of error / sigma", robust_std(pull), 0.97, 1.03, ""),
          within(name + ": dark chips, median in sigma", median(dark), -0.25, 0.25, "sigma",
                 fmt::format("{} chips", dark.size()))};
}

}  // namespace

Figures preset_figures(const Bench& bench) {
  Figures all;
  const auto run = [&](const char* preset) {
    const std::string name = fmt::format("preset {}", preset);
    const auto options = simulation_preset(preset);
    Figures figures = options ? figures_of(bench, name, *options, [&](const Trial& t) { return judge_preset(t, name); })
                              : Figures{must(name, "simulated", false, options.error().message())};
    std::move(figures.begin(), figures.end(), std::back_inserter(all));
  };
  run("small");
  run("low_light");
  if (bench.quick) return all;
  run("camera");
  run("demo");
  return all;
}

}  // namespace pellucid::bench
