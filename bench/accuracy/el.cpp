#include <fmt/format.h>

#include <random>

#include "bench/accuracy/groups.h"

namespace pellucid::bench {
namespace {

bool is_right(const ElMatch& match, const TrueElMatch& truth) {
  for (std::size_t i = 0; i < 2; ++i) {
    if (match.shift[i] != truth.shift[i]) return false;
    for (std::size_t j = 0; j < 2; ++j) {
      if (match.ours_from_el[i][j] != truth.ours_from_el[2 * i + j]) return false;
    }
  }
  return true;
}

SimulationOptions random_tester(int number) {
  SimulationOptions o = *simulation_preset("small");
  std::mt19937_64 random(static_cast<std::uint64_t>(number) + 1000);
  o.seed = random();
  o.el.orientation = number % 8;
  std::uniform_int_distribution<std::int32_t> shift(-500, 500);
  o.el.first = {shift(random), shift(random)};
  if (number % 2 == 1) {  // nothing but the chips themselves tells how the map lies
    o.chips.excluded.clear();
    o.wafer.flat_length_mm.reset();
  }
  return o;
}

/// Nothing in it tells one orientation from another: no defect, no spread, no mark, no flat.
SimulationOptions symmetric_map() {
  SimulationOptions o = random_tester(1);
  o.defects = {};
  o.light.spread = 0;
  o.light.tilt = {0, 0};
  o.el.only_failures = 0;
  o.el.intensity_noise = 0;
  o.chips.pitch_um = {200, 200};
  o.chips.size_um = {130, 130};
  return o;
}

}  // namespace

Figures el_figures(const Bench& bench) {
  const int wafers = bench.count(100, 5);
  int right = 0;
  std::string failed;
  for (int i = 0; i < wafers; ++i) {
    const auto trial = run_trial(bench, random_tester(i));
    const bool ok = trial && trial->found.el && trial->truth.el && is_right(trial->found.el->match, *trial->truth.el);
    right += ok ? 1 : 0;
    if (!ok && failed.empty())
      failed = fmt::format("wafer {}: {}", i, trial ? "a wrong match" : trial.error().message());
  }
  const auto symmetric = run_trial(bench, symmetric_map());
  const bool refused = !symmetric && symmetric.error().code.starts_with("correlate.");
  return {must("EL, random orientation and shift", fmt::format("{} found", wafers), right == wafers,
               fmt::format("{} of {} found{}{}", right, wafers, failed.empty() ? "" : "; ", failed)),
          must("EL, symmetric map", "refused", refused, symmetric ? "accepted" : symmetric.error().what)};
}

}  // namespace pellucid::bench
