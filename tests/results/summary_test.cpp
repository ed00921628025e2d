#include "results/summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "results/results_error.h"
#include "tests/results/synthetic.h"
#include "tests/results/test_folder.h"

namespace pellucid {
namespace {

using nlohmann::json;
using testing::synthetic_result;
using testing::TestFolder;

TEST(Summary, HasTheKeysOfTheContract) {
  const json summary = json::parse(summary_json(summarize(synthetic_result({.pitch_um = {400, 400}}))));
  for (const char* key :
       {"schema", "scan_id", "wafer", "software", "recipe", "input", "registration", "counts", "yield", "uniformity",
        "signatures", "el", "timing_s", "peak_memory_bytes", "warnings", "limits", "layers"}) {
    EXPECT_TRUE(summary.contains(key)) << key;
  }
  EXPECT_EQ(summary["schema"], "pellucid.result/1");
  EXPECT_EQ(summary["wafer"]["lot"], "LOT7");
  EXPECT_EQ(summary["software"]["name"], "pellucid");
  EXPECT_FALSE(summary["software"]["commit"].get<std::string>().empty());
  for (const ChipClass c : kAllClasses) EXPECT_TRUE(summary["counts"].contains(std::string(name_of(c))));
  for (const char* key : {"pitch_um", "angle_deg", "offset_um", "residual_rms_um", "confidence"}) {
    EXPECT_TRUE(summary["registration"].contains(key)) << key;
  }
  EXPECT_EQ(summary["uniformity"]["zones"].size(), 5U);
  EXPECT_DOUBLE_EQ(summary["timing_s"]["photometry"], 1.72);
  EXPECT_EQ(summary["layers"][0]["missing_tiles"], json::array({"pl/x001_y000.tif"}));
}

TEST(Summary, ElFiguresAreFlatWithIntervalsBesideThem) {
  const json el = json::parse(summary_json(summarize(synthetic_result({.pitch_um = {400, 400}}))))["el"];
  EXPECT_TRUE(el["accuracy"].is_number());
  ASSERT_EQ(el["accuracy_ci95"].size(), 2U);
  EXPECT_DOUBLE_EQ(el["accuracy_ci95"][0], 0.99931);
  EXPECT_FALSE(el.contains("no_skill_accuracy_ci95"));
  EXPECT_TRUE(el["mcc"].is_null()) << "NaN must be null";
  EXPECT_EQ(el["ours_from_el"]["matrix"], json::array({{0, -1}, {1, 0}}));
  EXPECT_EQ(el["ours_from_el"]["shift"], json::array({831, -4}));
  EXPECT_TRUE(el["by_class"]["dark"].contains("el_fail"));
}

TEST(Summary, YieldOfNothingMeasuredIsNull) {
  ResultData data = synthetic_result({.pitch_um = {2000, 2000}});
  for (ChipClass& c : data.table.chip_class) c = ChipClass::unmeasured;
  EXPECT_TRUE(json::parse(summary_json(summarize(data)))["yield"].is_null());
}

TEST(Summary, ComesBackAsItWas) {
  const TestFolder folder;
  ResultData data = synthetic_result({.pitch_um = {400, 500}, .rotation_deg = 3});
  data.wafer.flat_length_mm = 16;
  data.wafer.chips->field = FieldDesign{10, 12, {60, 80}};
  data.limits.push_back({"max_dark", 10, std::numeric_limits<double>::quiet_NaN(), false});
  const Summary made = summarize(data);
  ASSERT_TRUE(write_summary(made, folder / "summary.json"));
  const auto read = read_summary(folder / "summary.json");
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(summary_json(*read), summary_json(made)) << "every figure survives";
  EXPECT_EQ(read->counts, made.counts);
  EXPECT_DOUBLE_EQ(read->yield, made.yield);
  EXPECT_EQ(read->wafer.chips->field->street_um, (Vec2{60, 80}));
  EXPECT_EQ(read->wafer.count_chips(), data.wafer.count_chips()) << "the design is whole";
  EXPECT_EQ(read->el->scores.size(), data.el->scores.size());
  EXPECT_EQ(read->el->find("accuracy")->ci95->second, 0.99942);
  EXPECT_EQ(read->el_disagreements, static_cast<std::int64_t>(data.el->disagreements.size()));
  EXPECT_FALSE(read->limits_hold());
  EXPECT_TRUE(std::isnan(read->limits[1].found));
}

TEST(Summary, APlainImagesBoundsComeBack) {
  const TestFolder folder;
  ResultData data = synthetic_result({.image = true});
  data.wafer.chips->image_low_um = {-1, -2};
  data.wafer.chips->image_high_um = {3, 4};
  ASSERT_TRUE(write_summary(summarize(data), folder / "summary.json"));
  const auto read = read_summary(folder / "summary.json");
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->wafer.chips->anchor, GridAnchor::image);
  EXPECT_EQ(read->wafer.chips->image_high_um, (Vec2{3, 4}));
}

TEST(Summary, BrokenUtf8InANameIsWrittenAsUtf8) {
  ResultData data = synthetic_result({.pitch_um = {2000, 2000}});
  data.wafer.lot = "LOT\xff\xfe";
  EXPECT_TRUE(json::accept(summary_json(summarize(data))));
}

TEST(Summary, BadFilesAreTold) {
  const TestFolder folder;
  EXPECT_EQ(read_summary(folder / "none.json").error().code, results_error::kNotFound);
  testing::write_bytes(folder / "cut.json", "{\"schema\": \"pellucid.result/1\", ");
  EXPECT_EQ(read_summary(folder / "cut.json").error().code, results_error::kMalformed);
  testing::write_bytes(folder / "other.json", R"({"schema": "pellucid.result/2"})");
  const auto other = read_summary(folder / "other.json");
  EXPECT_EQ(other.error().code, results_error::kSchema);
  EXPECT_EQ(other.error().expected, "pellucid.result/1");
  EXPECT_EQ(other.error().found, "pellucid.result/2");
  testing::write_bytes(folder / "thin.json", R"({"schema": "pellucid.result/1"})");
  const auto thin = read_summary(folder / "thin.json");
  EXPECT_EQ(thin.error().code, results_error::kMalformed);
  EXPECT_THAT(thin.error().what, ::testing::HasSubstr("scan_id"));
  testing::write_bytes(folder / "list.json", "[1, 2]");
  EXPECT_EQ(read_summary(folder / "list.json").error().code, results_error::kSchema);
}

}  // namespace
}  // namespace pellucid
