/// Rasters and files of every shape give the same wafer.
#include <gtest/gtest.h>

#include "tests/inspection/wafer_case.h"

namespace pellucid {
namespace {

using test::WaferCase;

/// Measures and holds the wafer against its truth. `place_px`: RMS place allowed, of a pixel.
ResultData expect_right(const WaferCase& wafer, double pixel_um, double place_px = 0.03) {
  auto data = wafer.inspect();
  EXPECT_TRUE(data) << data.error().message();
  if (!data) return {};
  const test::Accuracy a = wafer.accuracy(*data);
  EXPECT_LT(a.place_um, place_px * pixel_um);
  EXPECT_LT(std::abs(a.bias), 0.003);
  EXPECT_GT(a.pull, 0.93);
  EXPECT_LT(a.pull, 1.07);
  const test::Verdicts v = wafer.verdicts(*data);
  EXPECT_LE(v.wrong, 2) << "of " << v.chips;
  EXPECT_LE(v.retest, 3);
  EXPECT_EQ(v.unmeasured, 0);
  return std::move(*data);
}

TEST(Raster, OddLinePhaseIsMeasured) {
  for (const double phase_px : {1.3, -2.2}) {
    SimulationOptions options = test::small_wafer();
    options.raster.bidirectional = true;
    options.raster.odd_line_phase_px = phase_px;
    const WaferCase wafer(options);
    SCOPED_TRACE(phase_px);
    const ResultData data = expect_right(wafer, 16);
    ASSERT_FALSE(data.registrations.empty());
    EXPECT_NEAR(data.registrations[0].odd_line_phase_px, phase_px, 0.02);
  }
}

TEST(Raster, LinePowerIsUndone) {
  SimulationOptions options = test::small_wafer();
  options.raster.write_line_power = true;
  options.raster.power_drift = 0.15;
  options.raster.power_drift_lines = 700;
  options.raster.power_jitter = 0.03;
  const WaferCase wafer(options);
  const ResultData data = expect_right(wafer, 16);
  // Gain follows neither line: the ratio is the same in every band of rows.
  std::vector<double> up, down;
  const auto& light = data.table.layers[0].intensity_e;
  for (std::size_t k = 0; k < data.table.size(); ++k) {
    if (wafer.truth().defect[k] != ChipClass::good) continue;
    (data.table.y_um[k] > 0 ? up : down)
        .push_back(static_cast<double>(light[k]) / wafer.truth().first().intensity_e[k]);
  }
  EXPECT_NEAR(test::median(up), test::median(down), 0.003);
}

TEST(Raster, OfSeveralFiles) {
  SimulationOptions options = test::small_wafer();
  options.tiling.tile_width_px = 500;
  options.tiling.tile_height_px = 333;  // odd: files begin on odd lines too
  options.raster.bidirectional = true;
  options.raster.odd_line_phase_px = 0.8;
  options.raster.write_line_power = true;
  options.raster.power_jitter = 0.02;
  const WaferCase wafer(options);
  ASSERT_GT(wafer.manifest()["layers"][0]["tiles"].size(), 8U);
  const ResultData data = expect_right(wafer, 16);
  ASSERT_FALSE(data.registrations.empty());
  EXPECT_NEAR(data.registrations[0].odd_line_phase_px, 0.8, 0.02);
}

TEST(Files, StripsGiveWhatTilesGive) {
  SimulationOptions options = test::small_wafer();
  const WaferCase tiled(options);
  options.tiff = {TiffCompression::zstd, true, 0, 37, true, true};
  const WaferCase strips(options);
  const ResultData a = expect_right(tiled, 16);
  const ResultData b = expect_right(strips, 16);
  ASSERT_EQ(a.table.size(), b.table.size());
  std::int64_t differ = 0;
  for (std::size_t k = 0; k < a.table.size(); ++k) {
    const double difference =
        std::abs(static_cast<double>(a.table.layers[0].intensity_e[k] - b.table.layers[0].intensity_e[k]));
    differ += difference > 0.1 * static_cast<double>(a.table.layers[0].intensity_sigma_e[k]);
  }
  EXPECT_LT(differ, 20);  // chips cut by a block's edge may be placed by a hair elsewhere
}

TEST(Files, EightBit) {
  SimulationOptions options = test::small_wafer();
  options.detector = {8, 255, 10, 2, 3, 0};
  options.light.chip_e = 3000;
  expect_right(WaferCase(options), 16);
}

TEST(Files, Float) {
  SimulationOptions options = test::small_wafer();
  options.detector = {32, 65000, 0, 0.8, 3, 0};
  expect_right(WaferCase(options), 16);
}

/// The streets of small fields look the same a field further: only the outline tells them apart.
TEST(Design, SmallFieldsAreNotTakenForTheirNeighbours) {
  for (const FieldDesign& field : {FieldDesign{6, 5, {30, 40}}, FieldDesign{3, 4, {20, 60}}}) {
    SimulationOptions options = test::small_wafer();
    options.chips.field = field;
    const WaferCase wafer(options);
    SCOPED_TRACE(field.columns);
    expect_right(wafer, 16);
  }
}

TEST(Design, GridTurnedByADegree) {
  SimulationOptions options = test::small_wafer();
  options.chips.rotation_deg = 1;
  const WaferCase wafer(options);
  const ResultData data = expect_right(wafer, 16);
  ASSERT_FALSE(data.registrations.empty());
  EXPECT_NEAR(data.registrations[0].angle_deg, 1 + options.lattice.angle_deg, 0.01);
}

TEST(Design, GridTurnedByAQuarter) {
  SimulationOptions options = test::small_wafer();
  options.chips.rotation_deg = 90;
  options.raster.bidirectional = true;
  options.raster.odd_line_phase_px = 1.1;
  const WaferCase wafer(options);
  const ResultData data = expect_right(wafer, 16);
  ASSERT_FALSE(data.registrations.empty());
  EXPECT_NEAR(data.registrations[0].odd_line_phase_px, 1.1, 0.02);
}

}  // namespace
}  // namespace pellucid
