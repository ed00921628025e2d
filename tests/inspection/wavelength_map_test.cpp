/// Wafers without chips: spectra and two bands brought to the map.
#include <gmock/gmock.h>

#include <cmath>

#include "inspection/inspect.h"
#include "inspection/result_spectra.h"
#include "results/result_folder.h"
#include "results/sites_h5.h"
#include "results/wafer_h5.h"
#include "samples/simulator/simulate.h"
#include "tests/support/temp_folder.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;

SimulationOptions small_epi() {
  SimulationOptions o = *simulation_preset("epi");
  o.wafer.diameter_mm = 25;
  o.wafer.flat_length_mm = 8;
  o.tiling.pixel_um = {20, 20};
  o.surface.populations.clear();
  o.surface.offset_um = {150, -90};
  return o;
}

Result<ResultData> inspect_wafer(const SimulationOptions& options, const fs::path& folder, const Recipe& recipe = {}) {
  if (const auto made = simulate(options, folder / "scan"); !made) return fail(made.error());
  InspectRequest request;
  request.scan = folder / "scan";
  request.result = folder / "result";
  request.recipe = recipe;
  request.threads = 2;
  return inspect(request);
}

TEST(WavelengthMap, cells_follow_the_spectra_and_single_odd_ones_do_not_bend_it) {
  SimulationOptions o = small_epi();
  o.spectra.sites = 500;
  o.spectra.off_share = 0.03;
  o.spectra.chip_spread_nm = 0;
  o.spectra.saturated_share = 0.02;
  const test::TempFolder temp;
  const auto data = inspect_wafer(o, temp.path());
  ASSERT_TRUE(data) << data.error().message();
  ASSERT_TRUE(data->surface && data->wavelength);
  const Surface& surface = *data->surface;
  const GridPlane* peak = surface.layers.front().find("peak_nm");
  const GridPlane* sigma = surface.layers.front().find("peak_sigma_nm");
  ASSERT_TRUE(peak != nullptr && sigma != nullptr);
  EXPECT_EQ(peak->unit, "nm");
  std::vector<double> pulls;
  std::int64_t measured = 0;
  for (std::size_t i = 0; i < surface.grid.size(); ++i) {
    const bool seen = std::isfinite(surface.layers.front().planes.front().values[i]);
    EXPECT_EQ(std::isfinite(peak->values[i]), seen) << i;
    if (!seen) continue;
    ++measured;
    const double radius = 500 * o.wafer.diameter_mm;
    const Vec2 r = (1 / radius) * (surface.grid.centre_um(i) - o.surface.offset_um);
    const double truth = o.spectra.peak_nm + o.spectra.bow_nm * (r.x * r.x + r.y * r.y) + o.spectra.tilt_nm.x * r.x +
                         o.spectra.tilt_nm.y * r.y;
    pulls.push_back(std::abs(static_cast<double>(peak->values[i]) - truth) / static_cast<double>(sigma->values[i]));
  }
  ASSERT_GT(measured, 1000);
  std::ranges::sort(pulls);
  EXPECT_LT(pulls[pulls.size() / 2], 1) << "half of the cells lie within one sigma";
  EXPECT_LT(pulls[pulls.size() * 95 / 100], 3);
  // What is read back is what was found, sites included.
  const auto back = read_wafer_h5(temp.path() / "result" / kWaferFile);
  ASSERT_TRUE(back) << back.error().message();
  ASSERT_NE(back->layers.front().find("dominant_nm"), nullptr);
  const auto sites = read_sites(temp.path() / "result" / kWaferFile);
  ASSERT_TRUE(sites) << sites.error().message();
  EXPECT_EQ(sites->size(), data->wavelength->sites.size());
  EXPECT_EQ(sites->front().column, -1);
  const auto spectra = ResultSpectra::open(temp.path() / "result");
  ASSERT_TRUE(spectra) << spectra.error().message();
  const auto nearest = spectra->nearest(data->wavelength->sites[7].at_um);
  ASSERT_TRUE(nearest);
  EXPECT_EQ(nearest->site, 7U);
  const auto curve = spectra->curve(7);
  ASSERT_TRUE(curve) << curve.error().message();
  EXPECT_EQ(curve->counts.size(), 1024U);
  EXPECT_TRUE(fs::exists(temp.path() / "result" / "maps" / "peak_nm.png"));
  const auto summary = read_summary(temp.path() / "result" / "summary.json");
  ASSERT_TRUE(summary) << summary.error().message();
  ASSERT_TRUE(summary->wavelength);
  EXPECT_GT(summary->wavelength->chips_measured, 400) << "cells with a spectrum";
}

TEST(WavelengthMap, two_bands_tell_every_cell) {
  SimulationOptions o = small_epi();
  o.layers.resize(2);
  o.layers[0].name = "red";
  o.layers[1].name = "blue";
  const test::TempFolder temp;
  Recipe recipe;
  recipe.wavelength.ratio_layers = "red/blue";
  recipe.wavelength.ratio_curve = "0.5:440, 1.5:460";
  recipe.wavelength.bin_low_nm = 445;
  const auto data = inspect_wafer(o, temp.path(), recipe);
  ASSERT_TRUE(data) << data.error().message();
  const LayerGrid& layer = data->surface->layers.front();
  const GridPlane* peak = layer.find("peak_nm");
  ASSERT_NE(peak, nullptr);
  EXPECT_EQ(layer.find("fwhm_nm"), nullptr) << "a ratio tells a peak and nothing else";
  const auto& red = data->surface->layers[0].find("intensity_e")->values;
  const auto& blue = data->surface->layers[1].find("intensity_e")->values;
  std::int64_t seen = 0;
  for (std::size_t i = 0; i < peak->values.size(); ++i) {
    if (!std::isfinite(peak->values[i])) continue;
    ++seen;
    EXPECT_NEAR(peak->values[i], 430 + 20 * red[i] / blue[i], 1e-3F);
  }
  EXPECT_GT(seen, 1000);
  EXPECT_THAT(data->warnings, testing::Contains(testing::HasSubstr("they were not checked")));
}

}  // namespace
}  // namespace pellucid
