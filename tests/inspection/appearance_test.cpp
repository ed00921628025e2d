/// Reflectance beside PL: marks on mesas, missing told from dark, the result folder; layers that show nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <set>

#include "inspection/judge.h"
#include "results/result_folder.h"
#include "tests/inspection/wafer_case.h"

namespace pellucid {
namespace {

using test::WaferCase;
using ::testing::HasSubstr;

SimulationOptions marked_wafer() {
  SimulationOptions o = *simulation_preset("appearance");
  o.chips.pitch_um = {100, 130};
  o.chips.size_um = {65, 85};
  o.tiling.pixel_um = {6.5, 6.5};
  o.tiling.tile_width_px = o.tiling.tile_height_px = 1000;
  o.optics.psf_sigma_um = 6;
  o.defects = {};
  o.defects.missing = o.defects.dark = 0.005;
  o.chips.excluded.clear();
  o.reflectance.particle = o.reflectance.crack = o.reflectance.residue = 0.005;
  o.reflectance.chipping = 0;
  o.threads = 2;
  return o;
}

bool mechanical(const ResultData& data, std::size_t k) {
  return (data.table.flags[k] & chip_flag::bit(ChipClass::mechanical)) != 0;
}

/// Chips that a scratch touches on a pixel or two: neither marked nor healthy.
std::set<std::pair<int, int>> grazed_chips(const std::filesystem::path& scan) {
  std::set<std::pair<int, int>> grazed;
  std::ifstream csv(scan / "mechanical.csv");
  std::string line;
  while (std::getline(csv, line)) {
    int column = 0, row = 0;
    if (std::sscanf(line.c_str(), "grazed,%d,%d,", &column, &row) == 2) grazed.emplace(column, row);
  }
  return grazed;
}

void expect_marks_found(const WaferCase& wafer, const ResultData& data) {
  ASSERT_TRUE(test::same_chips(data, wafer.truth()));
  const auto grazed = grazed_chips(wafer.scan());
  int marked = 0, missed = 0, overkill = 0, confused = 0;
  for (std::size_t k = 0; k < data.table.size(); ++k) {
    const ChipClass truth = wafer.truth().defect[k], found = data.table.chip_class[k];
    confused += (truth == ChipClass::missing) != (found == ChipClass::missing) ? 1 : 0;
    if (truth == ChipClass::missing) continue;
    if (grazed.contains({data.table.column[k], data.table.row[k]})) continue;
    const bool is_marked = truth == ChipClass::mechanical;
    marked += is_marked ? 1 : 0;
    missed += is_marked && !mechanical(data, k) ? 1 : 0;
    overkill += !is_marked && mechanical(data, k) ? 1 : 0;
  }
  EXPECT_GT(marked, 300);
  EXPECT_LE(missed, marked / 100 + 1);
  EXPECT_LE(overkill, static_cast<int>(data.table.size()) / 5000 + 1);
  EXPECT_EQ(confused, 0);
}

TEST(Appearance, MarksAreFoundAndMissingIsToldFromDark) {
  const WaferCase wafer(marked_wafer());
  const auto data = wafer.inspect([](InspectRequest& r) { r.write_maps_and_report = true; });
  ASSERT_TRUE(data) << data.error().message();
  expect_marks_found(wafer, *data);
  ASSERT_TRUE(data->appearance && data->table.appearance);
  EXPECT_GT(data->appearance->layers.at(0).contrast, 0);
  EXPECT_NEAR(data->appearance->layers.at(0).shift_um.x, 6, 1);
  EXPECT_NEAR(data->appearance->layers.at(0).shift_um.y, -9, 1);
  int joined = 0;
  for (const AppearanceFinding& f : data->appearance->findings)
    joined += f.chips >= 5 && f.kind == FindingKind::scratch ? 1 : 0;
  EXPECT_GE(joined, 4) << "six scratches of 2 mm";
  std::ifstream csv(wafer.result() / "findings.csv");
  const std::string text((std::istreambuf_iterator<char>(csv)), {});
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), data->appearance->findings_total + 1);
  EXPECT_TRUE(std::filesystem::exists(wafer.result() / "maps" / "side_by_side.png"));
  EXPECT_TRUE(std::filesystem::exists(wafer.result() / "maps" / "mechanical_area.png"));
}

/// Judged again with other limits: as an inspection with them, marks and all.
TEST(Appearance, MarksAndMissingSurviveAJudgement) {
  SimulationOptions o = marked_wafer();
  o.defects.dim = 0.02;
  const WaferCase wafer(o);
  ASSERT_TRUE(wafer.inspect());
  Recipe recipe;
  recipe.judge.dim_relative = 0.4;
  const auto folder = wafer.folder() / "judged";
  const auto judged = rejudge({wafer.result(), folder, recipe, 2, false, true});
  ASSERT_TRUE(judged) << judged.error().message();
  EXPECT_GT(judged->changed, 10);
  const auto inspected = wafer.inspect([&](InspectRequest& request) { request.recipe = recipe; });
  const auto opened = open_result(folder);
  ASSERT_TRUE(inspected && opened);
  const ChipTable &a = inspected->table, &b = opened->table;
  EXPECT_EQ(a.chip_class, b.chip_class);
  EXPECT_EQ(a.flags, b.flags);
  const auto bits_of = [](float x) { return std::bit_cast<std::uint32_t>(x); };
  EXPECT_TRUE(
      std::ranges::equal(a.layers.at(1).relative_intensity, b.layers.at(1).relative_intensity, {}, bits_of, bits_of));
  ASSERT_TRUE(b.appearance && opened->summary.appearance);
  EXPECT_EQ(opened->summary.appearance->findings_total, inspected->appearance->findings_total);
  EXPECT_EQ(opened->summary.appearance->mechanical_alone, inspected->appearance->mechanical_alone);
  EXPECT_EQ(opened->summary.warnings, inspected->warnings);
  EXPECT_TRUE(std::filesystem::exists(folder / "findings.csv"));
  EXPECT_TRUE(std::filesystem::exists(folder / "maps" / "side_by_side.png"));

  recipe.judge.missing_reflectance = 0.2;
  const auto refused = rejudge({wafer.result(), folder, recipe, 2, true, false});
  ASSERT_FALSE(refused) << "whether a mesa is there was decided at the pixels";
  EXPECT_EQ(refused.error().code, "inspection.needs_pixels");
}

TEST(Appearance, DarkerMesasAreAsGood) {
  SimulationOptions o = marked_wafer();
  o.layers.back().mesa_e_per_px = -1200;
  o.reflectance.ground_e_per_px = 2500;
  o.seed = 5;
  const WaferCase wafer(o);
  const auto data = wafer.inspect();
  ASSERT_TRUE(data) << data.error().message();
  EXPECT_LT(data->appearance->layers.at(0).contrast, 0);
  expect_marks_found(wafer, *data);
}

/// Nothing but ground: said, and everything that PL alone tells stays.
TEST(Appearance, ALayerWithoutMesasIsLeftOut) {
  SimulationOptions o = marked_wafer();
  o.layers.back().mesa_e_per_px = 0.0001;
  o.reflectance = {};
  const WaferCase wafer(o);
  const auto data = wafer.inspect();
  ASSERT_TRUE(data) << data.error().message();
  EXPECT_FALSE(data->appearance);
  EXPECT_FALSE(data->table.appearance);
  EXPECT_EQ(count_classes(data->table)[1], 0);
  std::string words;
  for (const std::string& w : data->warnings) words += w + "\n";
  EXPECT_THAT(words, HasSubstr("layer reflectance: shows no mesas"));
  EXPECT_THAT(words, HasSubstr("cannot be told apart"));
}

/// PL without light: nothing tells which chip is which.
TEST(Appearance, PlThatSeesNothingIsRefusedInWords) {
  SimulationOptions o = marked_wafer();
  o.light.chip_e = 0.01;
  const WaferCase wafer(o);
  const auto data = wafer.inspect();
  ASSERT_FALSE(data);
  EXPECT_EQ(data.error().kind, ErrorKind::bad_input);
  EXPECT_THAT(data.error().message(), HasSubstr("reflectance"));
}

}  // namespace
}  // namespace pellucid
