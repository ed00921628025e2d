/// A result judged again is what an inspection with that recipe would have been, chip for chip.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "inspection/judge.h"
#include "results/result_folder.h"
#include "tests/inspection/wafer_case.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
using test::WaferCase;

/// Dark, dim and partial chips, light low enough for some to be undecided.
SimulationOptions mixed_wafer() {
  SimulationOptions options = *simulation_preset("small");
  options.defects.dim = 0.02;
  options.defects.partial = 0.02;
  options.light.chip_e = 900;
  options.threads = 2;
  return options;
}

/// Recipes that differ in what a judgement alone decides.
std::vector<std::pair<std::string, Recipe>> recipes() {
  std::vector<std::pair<std::string, Recipe>> all{{"the same", Recipe()}};
  const auto add = [&](const char* name, auto&& change) {
    Recipe recipe;
    recipe.name = name;
    change(recipe);
    all.emplace_back(name, recipe);
  };
  add("dim", [](Recipe& r) { r.judge.dim_relative = 0.9, r.judge.beyond_sigma = 2; });
  add("bright", [](Recipe& r) { r.judge.bright_relative = 1.05, r.judge.beyond_sigma = 1; });
  add("dark", [](Recipe& r) { r.judge.dark_sigma = 12, r.judge.dark_floor = 0.05; });
  add("never partial", [](Recipe& r) { r.judge.partial_shift = 1, r.judge.partial_nonuniformity = 10; });
  add("often partial",
      [](Recipe& r) { r.judge.partial_shift = 0.01, r.judge.partial_nonuniformity = 0.01, r.judge.partial_sigma = 3; });
  add("stiff trend", [](Recipe& r) { r.judge.trend_degree = 1; });
  add("blind", [](Recipe& r) { r.judge.beyond_sigma = 25; });
  return all;
}

void expect_same_judgement(const ResultData& inspected, const ChipTable& table) {
  EXPECT_EQ(inspected.table.chip_class, table.chip_class);
  EXPECT_EQ(inspected.table.flags, table.flags);
  for (std::size_t i = 0; i < table.layers.size(); ++i) {
    const LayerColumns &a = inspected.table.layers[i], &b = table.layers[i];
    for (std::size_t k = 0; k < table.size(); ++k) {
      const auto same = [](float x, float y) { return x == y || (std::isnan(x) && std::isnan(y)); };
      ASSERT_TRUE(same(a.intensity_e[k], b.intensity_e[k])) << k;
      ASSERT_TRUE(same(a.intensity_sigma_e[k], b.intensity_sigma_e[k])) << k;
      ASSERT_TRUE(same(a.relative_intensity[k], b.relative_intensity[k])) << k;
      ASSERT_TRUE(same(a.background_e[k], b.background_e[k])) << k;
    }
  }
}

TEST(JudgeVerb, AnswersAsAnInspectionWithThatRecipe) {
  const WaferCase wafer(mixed_wafer());
  const auto first = wafer.inspect();
  ASSERT_TRUE(first) << first.error().message();
  const auto input = read_judge_input(wafer.result());
  ASSERT_TRUE(input) << input.error().message();
  const fs::path from = wafer.folder() / "from";
  fs::rename(wafer.result(), from);
  std::int64_t most_changed = 0;
  for (const auto& [name, recipe] : recipes()) {
    SCOPED_TRACE(name);
    const auto inspected = wafer.inspect([&](InspectRequest& request) { request.recipe = recipe; });
    ASSERT_TRUE(inspected) << inspected.error().message();
    const auto trial = try_recipe(*input, recipe);
    ASSERT_TRUE(trial) << trial.error().message();
    EXPECT_EQ(trial->chip_class, inspected->table.chip_class);
    EXPECT_EQ(trial->flags, inspected->table.flags);
    EXPECT_EQ(trial->counts, count_classes(inspected->table));

    const auto judged = rejudge({from, wafer.folder() / "judged", recipe, 2, true, false});
    ASSERT_TRUE(judged) << judged.error().message();
    EXPECT_EQ(judged->changed, trial->changed);
    EXPECT_EQ(judged->changed == 0, name == "the same");
    most_changed = std::max(most_changed, judged->changed);
    const auto opened = open_result(wafer.folder() / "judged");
    const auto expected = open_result(wafer.result());
    ASSERT_TRUE(opened && expected);
    expect_same_judgement(*inspected, opened->table);
    EXPECT_EQ(opened->summary.counts, expected->summary.counts);
    EXPECT_EQ(opened->summary.warnings, expected->summary.warnings);
    const double mean = opened->summary.uniformity.intensity_e.mean;
    EXPECT_TRUE(mean == expected->summary.uniformity.intensity_e.mean || std::isnan(mean));  // no good chip at all
    ASSERT_TRUE(opened->summary.el && expected->summary.el);
    EXPECT_EQ(opened->summary.el->find("accuracy")->value, expected->summary.el->find("accuracy")->value);
    EXPECT_EQ(opened->summary.el->false_negative, expected->summary.el->false_negative);
    EXPECT_EQ(opened->registrations.size(), 1U);
    EXPECT_EQ(opened->registrations[0].offset_um, expected->registrations[0].offset_um);
    EXPECT_EQ(opened->registrations[0].tile_correction_um.size(), expected->registrations[0].tile_correction_um.size());
    ASSERT_TRUE(opened->summary.judged_from);
    EXPECT_EQ(opened->summary.judged_from->recipe_sha256, recipe_sha256(Recipe()));
    EXPECT_EQ(opened->summary.recipe_sha256, recipe_sha256(recipe));
    EXPECT_EQ(opened->summary.judged_from->result_path, from.string());
  }
  EXPECT_GT(most_changed, 100);
}

/// Judged, and judged back: the first judgement again.
TEST(JudgeVerb, CanBeTakenBack) {
  const WaferCase wafer(mixed_wafer());
  const auto first = wafer.inspect();
  ASSERT_TRUE(first);
  const Recipe other = recipes()[5].second;
  ASSERT_TRUE(rejudge({wafer.result(), wafer.folder() / "there", other, 2, false, false}));
  const auto back = rejudge({wafer.folder() / "there", wafer.folder() / "back", Recipe(), 2, false, false});
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_GT(back->changed, 20);
  const auto opened = open_result(wafer.folder() / "back");
  ASSERT_TRUE(opened);
  expect_same_judgement(*first, opened->table);
}

TEST(JudgeVerb, LeaksAndReflectanceAreJudgedAgain) {
  SimulationOptions options = *simulation_preset("power_series");
  options.chips.pitch_um = {160, 160};
  options.chips.size_um = {60, 60};
  options.tiling.pixel_um = {16, 16};
  options.optics.psf_sigma_um = 11;
  options.chips.excluded = {{24, 28, 74, 80}, {116, 121, 68, 74}};
  options.defects.leaky = 0.03;
  options.defects.missing = options.defects.dark = 0.005;
  options.el.write = false;
  options.threads = 2;
  const WaferCase wafer(options);
  ASSERT_TRUE(wafer.inspect());
  const auto input = read_judge_input(wafer.result());
  ASSERT_TRUE(input) << input.error().message();
  Recipe recipe;
  recipe.leakage.beyond_sigma = 8;
  recipe.leakage.open_circuit_v = 2.65;
  recipe.leakage.absorbed_share = 0.05;
  const auto judged = rejudge({wafer.result(), wafer.folder() / "judged", recipe, 2, false, false});
  ASSERT_TRUE(judged) << judged.error().message();
  EXPECT_GT(judged->changed, 3);
  const auto inspected = wafer.inspect([&](InspectRequest& request) { request.recipe = recipe; });
  ASSERT_TRUE(inspected);
  const auto opened = open_result(wafer.folder() / "judged");
  ASSERT_TRUE(opened);
  expect_same_judgement(*inspected, opened->table);
  ASSERT_TRUE(opened->table.leak && opened->summary.leak);
  EXPECT_EQ(opened->summary.leak->leaky, inspected->leak->leaky);
  for (std::size_t k = 0; k < opened->table.size(); ++k) {
    const float a = opened->table.leak->r_sh_ohm[k], b = inspected->table.leak->r_sh_ohm[k];
    ASSERT_TRUE(a == b || (std::isnan(a) && std::isnan(b)));
  }
}

class JudgeVerbRefusal : public testing::Test {
 protected:
  JudgeVerbRefusal() : wafer_(test::small_wafer()) { EXPECT_TRUE(wafer_.inspect()); }
  [[nodiscard]] Error refused(const Recipe& recipe, const std::string& output = "judged") const {
    const auto judged = rejudge({wafer_.result(), wafer_.folder() / output, recipe, 0, false, false});
    return judged ? Error() : judged.error();
  }
  WaferCase wafer_;
};

TEST_F(JudgeVerbRefusal, WhatNeedsPixelsIsNamed) {
  Recipe recipe;
  recipe.measure.spike_peaks = 7;
  recipe.el_match.min_margin = 3;
  recipe.judge.dim_relative = 0.9;
  const Error error = refused(recipe);
  EXPECT_EQ(error.code, "inspection.needs_pixels");
  EXPECT_EQ(error.kind, ErrorKind::bad_input);
  EXPECT_EQ(error.found, "measure.spike_peaks: 5 -> 7, correlate.min_margin: 4 -> 3");
  Recipe finer;
  finer.judge.partial_sigma = 2;
  EXPECT_NE(refused(finer).found.find("judge.partial_sigma: 2"), std::string::npos);
  EXPECT_EQ(test::other_files(wafer_.folder(), {"scan", "result"}), "");
}

TEST_F(JudgeVerbRefusal, ResultsOfOlderVersionsAndItself) {
  EXPECT_EQ(refused(Recipe(), "result").code, "inspection.same_result");
  EXPECT_EQ(refused(Recipe(), "scan").code, "results.exists");
  fs::remove(wafer_.result() / "recipe.json");
  EXPECT_EQ(refused(Recipe()).code, "inspection.no_evidence");
}

TEST_F(JudgeVerbRefusal, StoppedLeavesNothing) {
  std::stop_source stop;
  stop.request_stop();
  const auto judged =
      rejudge({wafer_.result(), wafer_.folder() / "judged", Recipe(), 0, false, true}, {}, stop.get_token());
  ASSERT_FALSE(judged);
  EXPECT_EQ(judged.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(test::other_files(wafer_.folder(), {"scan", "result"}), "");
}

TEST_F(JudgeVerbRefusal, ReportIsDrawnFromAllColumns) {
  Recipe strict;
  strict.judge.dim_relative = 0.95;
  strict.limits.min_yield = 0.999;
  const auto judged = rejudge({wafer_.result(), wafer_.folder() / "judged", strict, 0, false, true});
  ASSERT_TRUE(judged) << judged.error().message();
  EXPECT_FALSE(judged->summary.limits_hold());
  for (const char* file : {"report.html", "maps/class.png", "maps/nonuniformity.png", "recipe.json"})
    EXPECT_TRUE(fs::exists(wafer_.folder() / "judged" / file)) << file;
}

}  // namespace
}  // namespace pellucid
