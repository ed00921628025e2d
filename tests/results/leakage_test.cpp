/// Leakage in the result folder: columns, exports, summary, report, maps.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "results/chips_h5.h"
#include "results/log_plot.h"
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

ResultData leaky_result() {
  ResultData data = synthetic_result({.pitch_um = {600, 600}, .el = false});
  const std::size_t n = data.table.size();
  LeakColumns& leak = data.table.leak.emplace();
  leak.power_exponent.assign(n, 1.9F);
  leak.power_exponent_sigma.assign(n, 0.1F);
  leak.leak_power_w_cm2.assign(n, 0.01F);
  leak.leak_power_w_cm2[3] = 2.5F;
  leak.leak_power_sigma_w_cm2.assign(n, 0.05F);
  leak.leak_fit_chi2.assign(n, 1.F);
  LeakReport& report = data.leak.emplace();
  report.judged = true;
  report.leaky = 1;
  report.detectable_w_cm2 = 0.45;
  report.detectable_ohm = 9e7;
  report.powers = {{"pl", 30, 1e5, 300}, {"od1", 3, 2000, 50}};
  report.plot_power_w_cm2 = {1, 3, 10, 30};
  report.plot_healthy = {0.002, 0.02, 0.16, 1};
  report.worst = {{7, 8, 2.5, 0.1, {0.9, 0.001}, {0.003, 0.0005}, {1e-5, 0.001, 0.1, 0.9}}};
  return data;
}

TEST(Leakage, ColumnsComeBackFromChipsH5) {
  const TestFolder folder;
  const ResultData data = leaky_result();
  ASSERT_TRUE(write_chips_h5(folder / "chips.h5", data.table, data.registrations, data.layers));
  const auto read = read_chip_table(folder / "chips.h5");
  ASSERT_TRUE(read) << read.error().message();
  ASSERT_TRUE(read->leak);
  EXPECT_EQ(read->leak->leak_power_w_cm2, data.table.leak->leak_power_w_cm2);
  EXPECT_EQ(read->leak->power_exponent_sigma, data.table.leak->power_exponent_sigma);
  EXPECT_TRUE(read->leak->r_sh_ohm.empty());
  const auto columns = export_columns(data.table);
  EXPECT_THAT(columns, Contains("leak_power_w_cm2_sigma"));
  EXPECT_THAT(columns, Contains("power_exponent"));
  EXPECT_THAT(columns, ::testing::Not(Contains("r_sh_ohm")));
}

TEST(Leakage, ACutColumnIsRefused) {
  const TestFolder folder;
  ResultData data = leaky_result();
  data.table.leak->leak_power_w_cm2.pop_back();
  const auto written = write_chips_h5(folder / "chips.h5", data.table, data.registrations, data.layers);
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().what, HasSubstr("leak_power_w_cm2 is cut short"));
}

TEST(Leakage, SummaryAndReportTellIt) {
  const TestFolder folder;
  const ResultData data = leaky_result();
  const Summary made = summarize(data);
  ASSERT_TRUE(write_summary(made, folder / "summary.json"));
  const auto read = read_summary(folder / "summary.json");
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(summary_json(*read), summary_json(made));
  EXPECT_DOUBLE_EQ(read->leak->detectable_w_cm2, 0.45);
  const auto maps = draw_maps(map_subject(data));
  ASSERT_TRUE(maps);
  EXPECT_TRUE(std::ranges::any_of(*maps, [](const WaferMap& map) { return map.name == "leak_power"; }));
  const std::string page = report_html(data, made, *maps);
  EXPECT_THAT(page, HasSubstr("<h2>Leakage</h2>"));
  EXPECT_THAT(page, HasSubstr("chip 7, 8: 2.5 W/cm2"));
  EXPECT_THAT(page, HasSubstr("Leaks above 0.45 W/cm"));
}

TEST(LogPlot, LeavesOutWhatHasNoLogarithm) {
  const std::string svg = log_plot_svg({"x", "y", {{"a <b>", "#000", {1, 10, 100}, {1, -1, 100}, {}, false}}, 0});
  EXPECT_THAT(svg, HasSubstr("a &lt;b&gt;"));
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_EQ(log_plot_svg({}).find("nan"), std::string::npos);
}

}  // namespace
}  // namespace pellucid
