#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "bench/accuracy/bound.h"
#include "bench/accuracy/groups.h"
#include "bench/accuracy/statistics.h"

namespace pellucid::bench {
namespace {

constexpr int kZones = 8;                    ///< along each side of a tile
constexpr std::int64_t kFewestInZone = 400;  ///< chips: below, the noise of the mean would pass the goal by itself

/// Measured over true light in every zone of the tile, all tiles together; the zone that is farthest from 1 counts.
double worst_gain_percent(const Trial& trial) {
  std::vector<double> measured(kZones * kZones), truth(kZones * kZones);
  std::vector<std::int64_t> chips(kZones * kZones);
  for (std::size_t k = 0; k < trial.size(); ++k) {
    if (!trial.is_healthy(k) || !std::isfinite(trial.intensity_e(k))) continue;
    const PlaceInTile place = place_of(trial, k);
    const TilePlacement& tile = trial.found.layers.front().tiles[place.tile];
    const auto zone = [](double at, std::int64_t size) {
      return std::clamp(static_cast<int>(at / static_cast<double>(size) * kZones), 0, kZones - 1);
    };
    const auto z =
        static_cast<std::size_t>(zone(place.pixel.y, tile.height) * kZones + zone(place.pixel.x, tile.width));
    measured[z] += trial.intensity_e(k);
    truth[z] += trial.true_e(k);
    ++chips[z];
  }
  double worst = 0;
  for (std::size_t z = 0; z < chips.size(); ++z) {
    if (chips[z] < kFewestInZone) continue;
    const double gain = 100 * (measured[z] / truth[z] - 1);
    if (std::abs(gain) > std::abs(worst)) worst = gain;
  }
  return worst;
}

Figures judge_gain(const Trial& trial, const std::string& name) {
  std::vector<double> dark;
  for (std::size_t k = 0; k < trial.size(); ++k) {
    const double pull = trial.intensity_e(k) / trial.sigma_e(k);
    if (trial.true_e(k) == 0 && std::isfinite(pull)) dark.push_back(pull);
  }
  return {within(name + ": gain, worst zone", worst_gain_percent(trial), -0.5, 0.5, "%"),
          within(name + ": dark chips, median in sigma", median(dark), -0.1, 0.1, "sigma",
                 fmt::format("{} chips", dark.size()))};
}

SimulationOptions camera_with_flat() {
  SimulationOptions o = plain_camera();
  o.calibration = {true, true, 0.3, 0.01, 3, 30000, 1024};
  o.noise.hot_pixel_fraction = 2e-5;
  return o;
}

SimulationOptions raster_with_power(double exponent) {
  SimulationOptions o = plain_raster();
  o.calibration = {true, true, 0.2, 0.005, 2, 30000, 1024};
  o.raster = {true, 0.7, true, 0.1, 3000, 0.01, exponent};
  return o;
}

}  // namespace

Figures gain_figures(const Bench& bench) {
  Figures all;
  const auto run = [&](const std::string& name, SimulationOptions o, double exponent) {
    o.seed = 77;
    o.defects.dark = 0.015;
    Recipe recipe;
    recipe.measure.line_power_exponent = exponent;
    Figures figures = figures_of(
        bench, name, o, [&](const Trial& t) { return judge_gain(t, name); }, recipe);
    std::move(figures.begin(), figures.end(), std::back_inserter(all));
  };
  run("flat and dark, camera", camera_with_flat(), 1);
  if (bench.quick) return all;
  run("flat, dark and line power, raster", raster_with_power(1), 1);
  run("line power to the 0.8th, raster", raster_with_power(0.8), 0.8);
  return all;
}

}  // namespace pellucid::bench
