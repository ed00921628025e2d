#include "core/correlate/el_score.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/correlate/trend_surface.h"
#include "tests/correlate/el_wafer.h"

namespace pellucid {
namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

struct Row {
  ChipClass chip_class;
  float relative;
  float el_intensity;
  int el_pass;  ///< 255: no EL row
  int times = 1;
};

ChipTable table_of(const std::vector<Row>& rows) {
  ChipTable table;
  table.layers.resize(1);
  table.el.emplace();
  for (const Row& row : rows)
    for (int k = 0; k < row.times; ++k) {
      table.column.push_back(static_cast<std::int32_t>(table.size() % 10));
      table.row.push_back(static_cast<std::int32_t>(table.row.size() / 10));
      table.chip_class.push_back(row.chip_class);
      table.layers[0].relative_intensity.push_back(row.relative);
      table.layers[0].intensity_e.push_back(row.relative * 1000);
      table.el->intensity.push_back(row.el_intensity);
      table.el->pass.push_back(static_cast<std::uint8_t>(row.el_pass));
    }
  return table;
}

double value(const ElReport& report, std::string_view name) {
  const Score* score = report.find(name);
  EXPECT_NE(score, nullptr) << name;
  return score == nullptr ? kNone : score->value;
}

TEST(ElScore, every_figure_of_a_small_table_by_hand) {
  // tp 6, fp 2, fn 1, tn 11; beside them 3 retest, 1 unmeasured, 4 without an EL row.
  const ChipTable table = table_of({{ChipClass::dark, 0.0F, 0, 0, 4},
                                    {ChipClass::leaky, 0.9F, 50, 0, 2},
                                    {ChipClass::dim, 0.7F, 90, 1, 2},
                                    {ChipClass::good, 1.0F, 40, 0, 1},
                                    {ChipClass::good, 1.0F, 100, 1, 9},
                                    {ChipClass::bright, 1.4F, 120, 1, 1},
                                    {ChipClass::suspect, 1.0F, 100, 1, 1},
                                    {ChipClass::retest, 0.8F, 80, 1, 2},
                                    {ChipClass::retest, 0.8F, 30, 0, 1},
                                    {ChipClass::unmeasured, kNone, 100, 1, 1},
                                    {ChipClass::good, 1.0F, kNone, 255, 4}});
  ElAttachment attached;
  attached.unmatched_pl = 4;
  attached.unmatched_el = 7;
  const ElReport report = score_el(table, {}, attached);
  EXPECT_EQ(report.true_positive, 6);
  EXPECT_EQ(report.false_positive, 2);
  EXPECT_EQ(report.false_negative, 1);
  EXPECT_EQ(report.true_negative, 11);
  EXPECT_EQ(report.retest, 3);
  EXPECT_EQ(report.unmeasured, 1);
  EXPECT_EQ(value(report, "matched"), 20);
  EXPECT_EQ(value(report, "unmatched_pl"), 4);
  EXPECT_EQ(value(report, "unmatched_el"), 7);
  EXPECT_DOUBLE_EQ(value(report, "accuracy"), 17.0 / 20);
  EXPECT_DOUBLE_EQ(value(report, "no_skill_accuracy"), 13.0 / 20);
  EXPECT_DOUBLE_EQ(value(report, "underkill_ppm"), 1e6 / 20);
  EXPECT_DOUBLE_EQ(value(report, "overkill_ppm"), 2e6 / 20);
  EXPECT_DOUBLE_EQ(value(report, "precision"), 6.0 / 8);
  EXPECT_DOUBLE_EQ(value(report, "recall"), 6.0 / 7);
  EXPECT_DOUBLE_EQ(value(report, "f1"), 12.0 / 15);
  EXPECT_NEAR(value(report, "mcc"), (6.0 * 11 - 2.0 * 1) / std::sqrt(8.0 * 7 * 13 * 12), 1e-12);
  const double by_chance = (8.0 * 7 + 12.0 * 13) / 400;
  EXPECT_NEAR(value(report, "kappa"), (17.0 / 20 - by_chance) / (1 - by_chance), 1e-12);
  // 24 chips are in the curves: 8 EL fails at 0 (4), 0.9 (2), 1.0, 0.8; 15 EL passes at 0.7 (2), 0.8 (2), 1.0
  // (10), 1.4.
  const double won = 4 * 15.0 + 2 * 11.0 + (1 + 10 * 0.5) + (11 + 2 * 0.5);
  EXPECT_NEAR(value(report, "roc_auc"), won / (8 * 15), 1e-12);
  const double average_precision = 4.0 / 8 * 1 + 1.0 / 8 * 5 / 9 + 2.0 / 8 * 7 / 11 + 1.0 / 8 * 8 / 22;
  EXPECT_NEAR(value(report, "pr_auc"), average_precision, 1e-12);
  EXPECT_THAT(report.disagreements, testing::ElementsAre(6, 7, 8));
  for (const ElClassCounts& counts : report.by_class)
    if (counts.chip_class == ChipClass::retest) {
      EXPECT_EQ(counts.el_pass, 2);
      EXPECT_EQ(counts.el_fail, 1);
    }
}

TEST(ElScore, the_figures_stand_in_the_order_of_the_spec) {
  const ElReport report = score_el(table_of({{ChipClass::good, 1, 1, 1, 20}, {ChipClass::dark, 0, 0, 0, 5}}), {}, {});
  std::vector<std::string> names;
  for (const Score& score : report.scores) names.push_back(score.name);
  EXPECT_THAT(names, testing::ElementsAre("matched", "unmatched_pl", "unmatched_el", "accuracy", "no_skill_accuracy",
                                          "underkill_ppm", "overkill_ppm", "precision", "recall", "f1", "mcc", "kappa",
                                          "roc_auc", "pr_auc", "pearson_r", "spearman_rho", "pearson_r_detrended",
                                          "spearman_rho_detrended"));
  for (const char* name : {"accuracy", "underkill_ppm", "overkill_ppm", "pearson_r", "spearman_rho_detrended"})
    EXPECT_TRUE(report.find(name)->ci95.has_value()) << name;
}

TEST(ElScore, passing_every_chip_has_no_skill) {
  const ElReport report = score_el(table_of({{ChipClass::good, 1, 1, 1, 99}, {ChipClass::good, 1, 1, 0, 1}}), {}, {});
  EXPECT_DOUBLE_EQ(value(report, "accuracy"), 0.99);
  EXPECT_DOUBLE_EQ(value(report, "no_skill_accuracy"), 0.99);
  EXPECT_DOUBLE_EQ(value(report, "kappa"), 0);
  EXPECT_TRUE(std::isnan(value(report, "mcc")));
  EXPECT_TRUE(std::isnan(value(report, "precision")));
  EXPECT_DOUBLE_EQ(value(report, "recall"), 0);
  EXPECT_DOUBLE_EQ(value(report, "roc_auc"), 0.5);
}

TEST(ElScore, values_that_are_missing_are_counted_and_left_out) {
  const ElReport report = score_el(table_of({{ChipClass::good, 1.0F, 1, 1, 10},
                                             {ChipClass::good, 1.1F, kNone, 1, 3},
                                             {ChipClass::dark, kNone, 0, 0, 2},
                                             {ChipClass::dark, 0.1F, 0, 0, 5}}),
                                   {}, {});
  EXPECT_EQ(report.without_pl_intensity, 2);
  EXPECT_EQ(report.without_el_intensity, 3);
  EXPECT_DOUBLE_EQ(value(report, "matched"), 20);
  EXPECT_NEAR(value(report, "pearson_r"), 1, 1e-6);
  EXPECT_THAT(report.warnings, testing::Contains(testing::HasSubstr("2 matched chips have no relative intensity")));
}

TEST(ElScore, a_table_without_el_says_so) {
  ChipTable table = table_of({{ChipClass::good, 1, 1, 1, 5}});
  table.el.reset();
  const ElReport report = score_el(table, {}, {});
  EXPECT_EQ(value(report, "matched"), 0);
  EXPECT_TRUE(std::isnan(value(report, "accuracy")));
  EXPECT_THAT(report.warnings, testing::Contains(testing::HasSubstr("nothing to score")));
}

TEST(ElScore, taking_the_trend_out_shows_what_chips_share) {
  // A trend that both share lifts the raw correlation; without it the chips' own correlation remains.
  test::ElWaferOptions options;
  options.columns = 120;
  options.rows = 100;
  options.defect_share = 0;
  options.correlation = 0.4;
  options.spread = 0.02;
  test::ElWafer wafer = test::make_el_wafer(options, 5);
  for (std::size_t i = 0; i < wafer.table.size(); ++i) {
    const float trend = 1 + 0.4F * static_cast<float>(wafer.table.column[i]) / 120;
    wafer.table.layers[0].intensity_e[i] = 1000 * trend * wafer.table.layers[0].relative_intensity[i];
    wafer.el.intensity[i] *= trend;
  }
  const auto report = correlate_el(wafer.table, wafer.el);
  ASSERT_TRUE(report) << report.error().message();
  EXPECT_GT(value(*report, "pearson_r"), 0.8);
  const Score& detrended = *report->find("pearson_r_detrended");
  EXPECT_NEAR(detrended.value, 0.4, 0.04);
  EXPECT_LT(detrended.ci95->first, 0.4);
  EXPECT_GT(detrended.ci95->second, 0.4);
  EXPECT_LT(detrended.ci95->second - detrended.ci95->first, 0.08);
}

TEST(ElScore, matching_attaching_and_scoring_in_one) {
  test::ElWaferOptions options;
  options.orientation = 3;
  options.shift = {-100, 45};
  test::ElWafer wafer = test::make_el_wafer(options, 9);
  test::add_el_row(wafer.el, {5000 % 97, 4000}, 1, true);
  ElTable far = wafer.el;
  far.column.back() = wafer.el.column[0];
  far.row.back() = wafer.el.row[0] + 60;
  const auto report = correlate_el(wafer.table, far);
  ASSERT_TRUE(report) << report.error().message();
  EXPECT_EQ(value(*report, "matched"), static_cast<double>(wafer.table.size()));
  EXPECT_DOUBLE_EQ(value(*report, "accuracy"), 1);
  EXPECT_DOUBLE_EQ(value(*report, "roc_auc"), 1);
  EXPECT_EQ(report->match.shift, options.shift);
  EXPECT_TRUE(report->disagreements.empty());
}

TEST(TrendSurface, dead_chips_and_clusters_do_not_pull_it) {
  std::vector<std::int32_t> column, row;
  std::vector<float> value;
  const auto truth = [](int x, int y) { return 200 + 0.5 * x - 0.01 * (y - 30) * (y - 30); };
  for (int y = 0; y < 80; ++y)
    for (int x = 0; x < 100; ++x) {
      column.push_back(x);
      row.push_back(y);
      const bool dead = (x * 31 + y * 17) % 11 == 0 || (x > 80 && y > 60);
      value.push_back(dead ? 0.0F : static_cast<float>(truth(x, y)));
    }
  const TrendSurface surface = TrendSurface::fit(column, row, value);
  for (int y = 0; y < 80; y += 9)
    for (int x = 0; x < 100; x += 9) EXPECT_NEAR(surface.at(x, y), truth(x, y), 0.5) << x << ", " << y;
}

}  // namespace
}  // namespace pellucid
