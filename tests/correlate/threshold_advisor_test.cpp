#include "core/correlate/threshold_advisor.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "tests/correlate/el_wafer.h"

namespace pellucid {
namespace {

/// EL passes with a probability that rises smoothly with relative intensity.
ChipTable graded_wafer(int columns, int rows, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform;
  ChipTable table;
  table.layers.resize(1);
  table.el.emplace();
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column) {
      const double relative = 0.4 + 0.8 * uniform(random);
      table.column.push_back(column);
      table.row.push_back(row);
      table.chip_class.push_back(relative < 0.78 ? ChipClass::dim : ChipClass::good);
      table.layers[0].relative_intensity.push_back(static_cast<float>(relative));
      table.el->pass.push_back(uniform(random) < 1 / (1 + std::exp((relative - 0.75) / 0.03)) ? 0 : 1);
    }
  return table;
}

TEST(ThresholdAdvisor, the_threshold_meets_the_limit_and_no_lower_one_does) {
  const ChipTable table = graded_wafer(200, 200, 1);
  ThresholdOptions options;
  options.underkill_limit_ppm = 5000;
  const auto advice = advise_threshold(table, options);
  ASSERT_TRUE(advice) << advice.error().message();
  const auto underkill_at = [&table](double threshold) {
    double escapes = 0;
    for (std::size_t i = 0; i < table.size(); ++i)
      escapes += table.el->pass[i] == 0 && table.layers[0].relative_intensity[i] >= threshold ? 1 : 0;
    return 1e6 * escapes / static_cast<double>(table.size());
  };
  EXPECT_LE(underkill_at(advice->relative_intensity), 5000);
  EXPECT_GT(underkill_at(advice->relative_intensity - 1e-5), 5000);
  // Held-out figures differ from the training ones, but not by much on 40,000 chips.
  EXPECT_NEAR(advice->underkill_ppm.value, 5000, 1500);
  EXPECT_GT(advice->overkill_ppm.value, 0);
  EXPECT_EQ(advice->fold_thresholds.size(), 5U);
  for (const double t : advice->fold_thresholds) EXPECT_NEAR(t, advice->relative_intensity, 0.02);
  EXPECT_LT(advice->overkill_ppm.ci95->first, advice->overkill_ppm.value);
  EXPECT_EQ(advice->judged, 40000);
}

TEST(ThresholdAdvisor, a_tighter_limit_costs_more_overkill) {
  const ChipTable table = graded_wafer(150, 150, 2);
  double last = -1;
  for (const double limit_ppm : {20000.0, 5000.0, 1000.0, 0.0}) {
    ThresholdOptions options;
    options.underkill_limit_ppm = limit_ppm;
    const auto advice = advise_threshold(table, options);
    ASSERT_TRUE(advice);
    EXPECT_GT(advice->overkill_ppm.value, last);
    last = advice->overkill_ppm.value;
  }
}

TEST(ThresholdAdvisor, it_never_quotes_the_chips_that_set_it) {
  // One spatial block holds all the hard escapes: its own fold was judged by thresholds that never saw them.
  ChipTable table = graded_wafer(160, 160, 3);
  for (std::size_t i = 0; i < table.size(); ++i) {
    const bool odd_block = table.column[i] < 10 && table.row[i] < 10;
    table.layers[0].relative_intensity[i] = odd_block ? 1.0F : table.el->pass[i] == 0 ? 0.5F : 0.9F;
    if (odd_block) table.el->pass[i] = 0;
  }
  ThresholdOptions options;
  options.underkill_limit_ppm = 0;
  const auto advice = advise_threshold(table, options);
  ASSERT_TRUE(advice);
  EXPECT_GT(advice->relative_intensity, 1.0);
  EXPECT_DOUBLE_EQ(advice->underkill_ppm.value, 1e6 * 100 / (160 * 160));
  EXPECT_FALSE(advice->held_out_meets_limit);
  EXPECT_FALSE(advice->proven);
}

TEST(ThresholdAdvisor, other_classes_fail_at_any_threshold) {
  ChipTable table = graded_wafer(60, 60, 4);
  for (std::size_t i = 0; i < table.size(); ++i)
    if (table.el->pass[i] == 0) table.chip_class[i] = ChipClass::leaky;
  const auto advice = advise_threshold(table, {});
  ASSERT_TRUE(advice);
  EXPECT_TRUE(std::isinf(advice->relative_intensity));
  EXPECT_EQ(advice->underkill_ppm.value, 0);
  EXPECT_EQ(advice->overkill_ppm.value, 0);
}

TEST(ThresholdAdvisor, refuses_what_it_cannot_answer) {
  ChipTable table = graded_wafer(60, 60, 5);
  ThresholdOptions options;
  options.folds = 1;
  EXPECT_EQ(advise_threshold(table, options).error().code, "correlate.options");
  for (auto& pass : table.el->pass) pass = 1;
  EXPECT_EQ(advise_threshold(table, {}).error().code, "correlate.one_class");
  table.el.reset();
  EXPECT_EQ(advise_threshold(table, {}).error().code, "correlate.no_el");
}

}  // namespace
}  // namespace pellucid
