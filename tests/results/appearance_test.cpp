/// Appearance in the result folder: columns, findings.csv, summary, report, maps.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "results/chips_h5.h"
#include "results/findings_csv.h"
#include "results/report.h"
#include "results/summary.h"
#include "results/table_export.h"
#include "results/wafer_map.h"
#include "tests/results/synthetic.h"
#include "tests/results/test_folder.h"

namespace pellucid {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using testing::synthetic_result;
using testing::TestFolder;

ResultData scratched_result() {
  ResultData data = synthetic_result({.pitch_um = {600, 600}, .el = false});
  const std::size_t n = data.table.size();
  AppearanceColumns& columns = data.table.appearance.emplace();
  for (auto* column :
       {&columns.mechanical_area_um2, &columns.mechanical_sigma, &columns.mechanical_dx_um, &columns.mechanical_dy_um})
    column->assign(n, 0.F);
  columns.mechanical_area_um2[3] = 250;
  data.table.flags[3] |= chip_flag::bit(ChipClass::mechanical);
  data.table.chip_class[3] = ChipClass::mechanical;
  AppearanceReport& report = data.appearance.emplace();
  report.layers = {{"mirror, \"r\"", -0.3, 5.6, 4.4, 1000, 900, {2.5, -1}}};
  AppearanceFinding scratch;
  scratch.kind = FindingKind::scratch;
  scratch.layer = "mirror, \"r\"";
  scratch.chip = {7, 8};
  scratch.chips = 12;
  scratch.centre_um = {100, -50};
  scratch.low_um = {0, -60};
  scratch.high_um = {200, -40};
  scratch.length_um = 201;
  scratch.area_um2 = 800;
  scratch.sigma = 40;
  scratch.on_mesa = true;
  report.findings = {scratch};
  report.findings_total = 1;
  report.overlaps = {{"dim", 9, 4}};
  report.mechanical_chips = 12;
  report.mechanical_alone = 8;
  return data;
}

TEST(Appearance, ColumnsComeBackFromChipsH5) {
  const TestFolder folder;
  const ResultData data = scratched_result();
  ASSERT_TRUE(write_chips_h5(folder / "chips.h5", data.table, data.registrations, data.layers));
  const auto read = read_chip_table(folder / "chips.h5");
  ASSERT_TRUE(read) << read.error().message();
  ASSERT_TRUE(read->appearance);
  EXPECT_EQ(read->appearance->mechanical_area_um2, data.table.appearance->mechanical_area_um2);
  EXPECT_THAT(export_columns(data.table), Contains("mechanical_dy_um"));
  ResultData cut = data;
  cut.table.appearance->mechanical_sigma.pop_back();
  const auto refused = write_chips_h5(folder / "cut.h5", cut.table, cut.registrations, cut.layers);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().what, HasSubstr("mechanical_sigma is cut short"));
}

TEST(Appearance, FindingsAreListed) {
  const std::string csv = findings_csv(*scratched_result().appearance);
  EXPECT_THAT(csv, HasSubstr("finding,kind,layer,column,row,chips,"));
  EXPECT_THAT(csv, HasSubstr("1,scratch,\"mirror, \"\"r\"\"\",7,8,12,100.00,-50.00,0.00,-60.00,200.00,-40.00,201.00,"));
}

TEST(Appearance, SummaryReportAndMapsTellIt) {
  const TestFolder folder;
  const ResultData data = scratched_result();
  const Summary made = summarize(data);
  ASSERT_TRUE(write_summary(made, folder / "summary.json"));
  const auto read = read_summary(folder / "summary.json");
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(summary_json(*read), summary_json(made));
  const auto maps = draw_maps(map_subject(data));
  ASSERT_TRUE(maps);
  for (const std::string name : {"side_by_side", "mechanical_area"})
    EXPECT_TRUE(std::ranges::any_of(*maps, [&](const WaferMap& map) { return map.name == name; })) << name;
  const std::string page = report_html(data, made, *maps);
  EXPECT_THAT(page, HasSubstr("<h2>Appearance</h2>"));
  EXPECT_THAT(page, HasSubstr("darker than the ground by 30 %"));
  EXPECT_THAT(page, HasSubstr("scratch, darker</td><td class=\"n\">12</td>"));
}

}  // namespace
}  // namespace pellucid
