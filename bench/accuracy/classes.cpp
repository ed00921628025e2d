#include <fmt/format.h>

#include <iterator>

#include "bench/accuracy/groups.h"

namespace pellucid::bench {
namespace {

bool is_half_dark(DefectKind kind) {
  return kind >= DefectKind::partial_left && kind <= DefectKind::partial_top;
}

struct Recall {
  std::int64_t found = 0, all = 0;
  [[nodiscard]] Figure figure(const std::string& name) const {
    return at_least(name, static_cast<double>(found) / static_cast<double>(all), 0.999, "",
                    fmt::format("{} of {} missed", all - found, all));
  }
};

template <class Wanted>
Recall recall_of(const Trial& trial, ChipClass expected, Wanted&& wanted) {
  Recall r;
  for (std::size_t k = 0; k < trial.size(); ++k) {
    if (!wanted(trial.truth.kind[k])) continue;
    ++r.all;
    r.found += trial.chip_class(k) == expected ? 1 : 0;
  }
  return r;
}

/// Healthy chips that were called `chip_class`, per million.
double overkill_ppm(const Trial& trial, ChipClass chip_class) {
  std::int64_t healthy = 0, lost = 0;
  for (std::size_t k = 0; k < trial.size(); ++k) {
    if (!trial.is_healthy(k)) continue;
    ++healthy;
    lost += trial.chip_class(k) == chip_class ? 1 : 0;
  }
  return 1e6 * static_cast<double>(lost) / static_cast<double>(healthy);
}

bool is_dark(DefectKind kind) {
  return kind == DefectKind::dark || kind == DefectKind::missing;
}

Figures judge_bright_light(const Trial& trial, const std::string& name) {
  double overkill = 0;
  std::string by_class;
  for (const ChipClass c : kAllClasses) {
    const double ppm = c == ChipClass::good ? 0 : overkill_ppm(trial, c);
    overkill += ppm;
    if (ppm > 0) by_class += fmt::format("{}{} {:.0f}", by_class.empty() ? "" : ", ", name_of(c), ppm);
  }
  return {recall_of(trial, ChipClass::dark, is_dark).figure(name + ": recall of dark"),
          recall_of(trial, ChipClass::dim, [](DefectKind k) { return k == DefectKind::dim; })
              .figure(name + ": recall of dim at half"),
          recall_of(trial, ChipClass::bright, [](DefectKind k) { return k == DefectKind::bright; })
              .figure(name + ": recall of bright"),
          recall_of(trial, ChipClass::partial, is_half_dark).figure(name + ": recall of half-dark partial"),
          at_most(name + ": overkill in all", overkill, 100, "ppm", by_class)};
}

Figures judge_low_light(const Trial& trial, const std::string& name) {
  const double retest = overkill_ppm(trial, ChipClass::retest);
  bool said = retest == 0;
  for (const std::string& warning : trial.found.warnings) said |= warning.find("retest") != std::string::npos;
  return {recall_of(trial, ChipClass::dark, is_dark).figure(name + ": recall of dark"),
          at_most(name + ": healthy chips called dark", overkill_ppm(trial, ChipClass::dark), 300, "ppm"),
          must(name + ": what cannot be decided is said", "a warning", said,
               fmt::format("retest {:.0f} ppm of healthy chips", retest))};
}

}  // namespace

Figures class_figures(const Bench& bench) {
  Figures all;
  const auto run = [&](const std::string& name, SimulationOptions o, double chip_e) {
    set_light(o, chip_e);
    o.seed = 4242;
    o.defects.missing = 0.002;
    o.defects.dark = o.defects.dim = o.defects.bright = 0.01;
    o.defects.partial = 0.0125;
    const bool low = chip_e < 1000;
    Figures figures = figures_of(
        bench, name, o, [&](const Trial& t) { return low ? judge_low_light(t, name) : judge_bright_light(t, name); });
    std::move(figures.begin(), figures.end(), std::back_inserter(all));
  };
  run("classes, raster, 6000 e", plain_raster(), 6000);
  run("classes, raster, 250 e", plain_raster(), 250);
  if (bench.quick) return all;
  run("classes, camera, 6000 e", plain_camera(), 6000);
  run("classes, oblong, 6000 e", plain_oblong(), 6000);
  run("classes, camera, 250 e", plain_camera(), 250);
  return all;
}

}  // namespace pellucid::bench
