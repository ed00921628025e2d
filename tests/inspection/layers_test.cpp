/// Several layers of one wafer: each measured by itself, joined by chip index.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/inspection/wafer_case.h"

namespace pellucid {
namespace {

using test::WaferCase;

/// The power series, coarser: quick.
SimulationOptions power_series() {
  SimulationOptions options = *simulation_preset("power_series");
  options.chips.pitch_um = {160, 160};
  options.chips.size_um = {60, 60};
  options.tiling.pixel_um = {16, 16};
  options.optics.psf_sigma_um = 11;
  options.chips.excluded = {{24, 28, 74, 80}, {116, 121, 68, 74}};
  options.defects.missing = options.defects.dark = 0.005;
  options.defects.leaky = 0;
  options.el.write = false;
  options.threads = 2;
  return options;
}

/// Every chip that emits nothing is told from one that is not there.
void expect_missing_told_from_dark(const WaferCase& wafer, const ResultData& data) {
  std::int64_t missing = 0, dark = 0, wrong = 0;
  for (std::size_t k = 0; k < data.table.size(); ++k) {
    const ChipClass expected = wafer.truth().defect[k];
    const ChipClass found = data.table.chip_class[k];
    missing += expected == ChipClass::missing;
    dark += expected == ChipClass::dark;
    const bool empty = expected == ChipClass::missing || expected == ChipClass::dark;
    wrong += found != expected && (empty || found == ChipClass::missing || found == ChipClass::dark);
  }
  EXPECT_GT(missing, 30);
  EXPECT_GT(dark, 30);
  EXPECT_EQ(wrong, 0);
  for (const std::string& w : data.warnings) EXPECT_EQ(w.find("cannot be told apart"), std::string::npos) << w;
}

TEST(Layers, PowerSeriesWithReflectance) {
  const WaferCase wafer(power_series());
  const auto data = wafer.inspect();
  ASSERT_TRUE(data) << data.error().message();
  ASSERT_EQ(data->table.layers.size(), 5U);
  ASSERT_EQ(data->registrations.size(), 5U);
  EXPECT_EQ(data->table.layers[0].layer, "od0");
  for (std::size_t layer = 0; layer < 5; ++layer) {
    SCOPED_TRACE(data->table.layers[layer].layer);
    const test::Accuracy a = wafer.accuracy(*data, layer);
    // The last power leaves 140 photoelectrons a chip: less than accuracy is promised for.
    const bool faint = data->table.layers[layer].layer == "od15";
    EXPECT_LT(std::abs(a.bias), faint ? 0.06 : 0.01);
    EXPECT_GT(a.pull, 0.9);
    EXPECT_LT(a.pull, 1.15);
    const Vec2 shift = wafer.truth().layers.at(data->table.layers[layer].layer).shift_um;
    const Vec2 found = data->registrations[layer].offset_um - data->registrations[0].offset_um;
    EXPECT_NEAR(found.x, shift.x - wafer.truth().first().shift_um.x, 0.6);
    EXPECT_NEAR(found.y, shift.y - wafer.truth().first().shift_um.y, 0.6);
  }
  expect_missing_told_from_dark(wafer, *data);
}

/// Too little light for a lattice of its own: measured where the first layer's chips are, and said.
TEST(Layers, DarkLayerIsStillJoined) {
  SimulationOptions options = power_series();
  options.layers = {{"bright", LayerKind::photoluminescence, 0.0, {0, 0}, 0},
                    {"faint", LayerKind::photoluminescence, 4.0, {2, -1}, 0}};
  const WaferCase wafer(options);
  const auto data = wafer.inspect();
  ASSERT_TRUE(data) << data.error().message();
  ASSERT_EQ(data->table.layers.size(), 2U);
  bool said = false, said_leaky = false;
  for (const std::string& w : data->warnings) {
    said |= w.find("faint") != std::string::npos;
    said_leaky |= w.find("layer faint: too little light for leakage") != std::string::npos ||
                  w.find("no chip is called leaky") != std::string::npos;
  }
  EXPECT_TRUE(said);
  EXPECT_TRUE(said_leaky) << "one power alone tells no leak";
  const test::Accuracy first = wafer.accuracy(*data, 0);
  EXPECT_LT(std::abs(first.bias), 0.005);
  // No light there: noise about zero, with an honest sigma; and no class rests on it.
  const LayerColumns& faint = data->table.layers[1];
  std::vector<double> pull;
  for (std::size_t k = 0; k < data->table.size(); ++k) {
    ASSERT_TRUE(std::isfinite(faint.intensity_e[k])) << k;
    pull.push_back((static_cast<double>(faint.intensity_e[k]) - wafer.truth().layers.at("faint").intensity_e[k]) /
                   static_cast<double>(faint.intensity_sigma_e[k]));
  }
  EXPECT_LT(std::abs(test::median(pull)), 0.1);
  for (double& p : pull) p = std::abs(p);
  EXPECT_NEAR(1.4826 * test::median(pull), 1, 0.1);
  EXPECT_NEAR(yield_of(count_classes(data->table)), 0.98, 0.01);
}

/// Leaks of several powers, through every step: columns, class, flag, summary of what could be seen.
TEST(Layers, LeakyChipsAreFound) {
  SimulationOptions options = power_series();
  options.excitation.power_density_w_cm2 = 30;
  options.light.chip_e = 100'000;
  options.detector.gain_e_per_dn = 4;
  options.defects.leaky = 0.03;
  options.defects.leak_min_ohm = 4e6 / 9;  // chips of nine times the area
  options.defects.leak_max_ohm = 1.3e8 / 9;
  const WaferCase wafer(options);
  const auto data = wafer.inspect([](InspectRequest& request) {
    request.recipe.leakage.open_circuit_v = 2.65;
    request.recipe.leakage.absorbed_share = 0.05;
    request.write_maps_and_report = true;
  });
  ASSERT_TRUE(data) << data.error().message();
  ASSERT_TRUE(data->leak && data->leak->judged && data->table.leak);
  EXPECT_LT(data->leak->detectable_w_cm2, 0.6);
  EXPECT_LT(data->leak->curve_misfit, 0.02);
  int leaky = 0, found = 0, wrong = 0;
  std::vector<double> ratio, ohm;
  for (std::size_t k = 0; k < data->table.size(); ++k) {
    const double truth = wafer.truth().leak_power_w_cm2[k];
    const bool called = data->table.chip_class[k] == ChipClass::leaky;
    wrong += truth == 0 && called ? 1 : 0;
    if (truth < 0.5 || truth > 10) continue;
    ++leaky;
    found += called ? 1 : 0;
    if (truth < 1) continue;
    ratio.push_back(static_cast<double>(data->table.leak->leak_power_w_cm2[k]) / truth);
    ohm.push_back(static_cast<double>(data->table.leak->r_sh_ohm[k]) / wafer.truth().r_sh_ohm[k]);
  }
  EXPECT_GT(leaky, 150);
  EXPECT_GE(found, 0.98 * leaky);
  EXPECT_LE(wrong, 3);
  EXPECT_NEAR(test::median(ratio), 1, 0.05);
  EXPECT_NEAR(test::median(ohm), 1, 0.06);
  EXPECT_TRUE(std::filesystem::exists(wafer.result() / "maps" / "leak_power.png"));
  EXPECT_TRUE(std::filesystem::exists(wafer.result() / "maps" / "power_exponent.png"));
}

}  // namespace
}  // namespace pellucid
