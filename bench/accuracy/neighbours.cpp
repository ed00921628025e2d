#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "bench/accuracy/bound.h"
#include "bench/accuracy/groups.h"
#include "bench/accuracy/statistics.h"

namespace pellucid::bench {
namespace {

constexpr std::int32_t kRepeat = 12;  ///< chips from one dim chip to the next
constexpr std::int32_t kDimAt = 5;

/// Every twelfth chip of every twelfth row is dim and has four bright neighbours.
SimulationOptions dim_among_bright(double overlap) {
  SimulationOptions o = plain_raster();
  o.seed = static_cast<std::uint64_t>(overlap * 1000);
  o.chips.size_um = {28, 26};
  o.chips.rotation_deg = 1;
  o.chips.field = FieldDesign{kRepeat, kRepeat, {0, 0}};
  o.light.background_gradient = 2.0 / 3.0;
  o.light.chip_e = 6000;
  o.defects.dim_level = 0.2;
  o.defects.bright_level = 2;
  const auto place = [&](DefectKind kind, std::int32_t dx, std::int32_t dy) {
    DefectPattern p;
    p.shape = PatternShape::reticle;
    p.kind = kind;
    p.field_column = kDimAt + dx;
    p.field_row = kDimAt + dy;
    o.defects.patterns.push_back(p);
  };
  place(DefectKind::dim, 0, 0);
  for (const std::int32_t step : {-1, 1}) {
    place(DefectKind::bright, step, 0);
    place(DefectKind::bright, 0, step);
  }
  set_overlap(o, overlap);
  return o;
}

Figures judge_lift(const Trial& trial, const std::string& name) {
  std::vector<double> pull, lift;
  for (std::size_t k = 0; k < trial.size(); ++k) {
    if (trial.truth.kind[k] != DefectKind::dim || !std::isfinite(trial.intensity_e(k))) continue;
    const double excess = trial.intensity_e(k) - trial.true_e(k);
    pull.push_back(excess / trial.sigma_e(k));
    lift.push_back(100 * excess / (trial.truth.first().healthy_e[k] * trial.options.defects.bright_level));
  }
  const std::string note = fmt::format("{} chips, psf {:.3g} um", pull.size(), trial.options.optics.psf_sigma_um);
  return {within(name + ": mean lift, of a bright one's light", mean(lift), -0.2, 0.2, "%", note),
          within(name + ": median of error / sigma", median(pull), -0.25, 0.25, ""),
          within(name + ": robust std of error / sigma", robust_std(pull), 0.9, 1.1, "")};
}

}  // namespace

Figures neighbour_figures(const Bench& bench) {
  Figures all;
  const std::vector<double> overlaps = bench.quick ? std::vector{0.10} : std::vector{0.05, 0.10, 0.15};
  for (const double overlap : overlaps) {
    const std::string name = fmt::format("dim among four bright, overlap {:.2f}", overlap);
    Figures figures =
        figures_of(bench, name, dim_among_bright(overlap), [&](const Trial& t) { return judge_lift(t, name); });
    std::move(figures.begin(), figures.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace pellucid::bench
