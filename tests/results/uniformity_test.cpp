#include "results/uniformity.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/flow/parallel.h"
#include "tests/results/synthetic.h"

namespace pellucid {
namespace {

ChipTable table_of(const std::vector<Vec2>& at_um, const std::vector<float>& intensity) {
  ChipTable table;
  table.layers.resize(1);
  for (std::size_t i = 0; i < at_um.size(); ++i) {
    table.column.push_back(static_cast<std::int32_t>(i));
    table.row.push_back(0);
    table.x_um.push_back(static_cast<float>(at_um[i].x));
    table.y_um.push_back(static_cast<float>(at_um[i].y));
    table.chip_class.push_back(ChipClass::good);
    table.flags.push_back(1);
    table.layers[0].intensity_e.push_back(intensity[i]);
    table.layers[0].relative_intensity.push_back(1);
  }
  return table;
}

TEST(Uniformity, PutsChipsInTheirZones) {
  WaferDesign wafer;
  wafer.diameter_mm = 50;
  const Uniformity found =
      uniformity_of(table_of({{0, 0}, {20000, 0}, {0, 20000}, {-20000, 0}, {0, -20000}}, {1, 2, 3, 4, 5}), wafer);
  for (std::size_t zone = 0; zone < 5; ++zone) {
    EXPECT_EQ(found.zones[zone].good, 1) << kZoneNames[zone];
    EXPECT_DOUBLE_EQ(found.zones[zone].intensity_e.mean, static_cast<double>(zone) + 1) << kZoneNames[zone];
    EXPECT_TRUE(std::isnan(found.zones[zone].intensity_e.std)) << "one chip has no spread";
  }
  EXPECT_DOUBLE_EQ(found.intensity_e.mean, 3);
  EXPECT_DOUBLE_EQ(found.intensity_e.std, std::sqrt(2.5));
}

TEST(Uniformity, ZonesHaveEqualAreas) {
  for (const bool image : {false, true}) {
    const ResultData data =
        testing::synthetic_result({.pitch_um = {150, 150}, .image = image, .columns = 200, .rows = 200, .el = false});
    const Uniformity found = uniformity_of(data.table, data.wafer);
    for (const ZoneFigures& zone : found.zones) {
      EXPECT_NEAR(static_cast<double>(zone.chips) / static_cast<double>(data.table.size()), 0.2, 0.01) << image;
    }
  }
}

TEST(Uniformity, CountsOnlyGoodChipsWithAValue) {
  WaferDesign wafer;
  wafer.diameter_mm = 50;
  ChipTable table = table_of({{0, 0}, {1, 0}, {2, 0}, {3, 0}}, {10, 1000, NAN, 20});
  table.chip_class[1] = ChipClass::bright;
  const Uniformity found = uniformity_of(table, wafer);
  EXPECT_DOUBLE_EQ(found.intensity_e.mean, 15);
  EXPECT_EQ(found.zones[0].chips, 4);
  EXPECT_EQ(found.zones[0].good, 3);
}

/// Far more rows than a range; the mean is far from zero, and the threads are many or one.
TEST(Uniformity, ManyRowsAgreeWithTwoPassesForAnyNumberOfThreads) {
  ChipTable table;
  table.layers.resize(1);
  std::mt19937 random(11);
  std::normal_distribution<double> light(1e6, 1);
  constexpr std::size_t kRows = 300'000;
  for (std::size_t i = 0; i < kRows; ++i) {
    table.column.push_back(static_cast<std::int32_t>(i));
    table.x_um.push_back(static_cast<float>(i % 600) - 300);
    table.y_um.push_back(static_cast<float>(i / 600) - 250);
    table.layers[0].intensity_e.push_back(static_cast<float>(light(random)));
  }
  table.row.assign(kRows, 0);
  table.chip_class.assign(kRows, ChipClass::good);
  table.flags.assign(kRows, 1);
  double mean = 0, squares = 0;
  for (const float v : table.layers[0].intensity_e) mean += double{v} / kRows;
  for (const float v : table.layers[0].intensity_e) squares += (v - mean) * (v - mean);
  WaferDesign wafer;
  wafer.diameter_mm = 0.6;
  std::vector<Uniformity> found;
  for (const int threads : {1, 2, 4}) {
    const ThreadLimit limit(threads);
    found.push_back(uniformity_of(table, wafer));
    EXPECT_NEAR(found.back().intensity_e.mean, mean, 1e-6);
    EXPECT_NEAR(found.back().intensity_e.std, std::sqrt(squares / (kRows - 1)), 1e-6);
    EXPECT_TRUE(std::isnan(found.back().relative_intensity.mean));
    for (std::size_t zone = 0; zone < 5; ++zone) {
      EXPECT_EQ(found.back().zones[zone].intensity_e.mean, found.front().zones[zone].intensity_e.mean);
      EXPECT_EQ(found.back().zones[zone].intensity_e.std, found.front().zones[zone].intensity_e.std);
    }
  }
}

TEST(Uniformity, EmptyTableHasNoFigures) {
  EXPECT_TRUE(std::isnan(uniformity_of({}, {}).intensity_e.mean));
}

}  // namespace
}  // namespace pellucid
