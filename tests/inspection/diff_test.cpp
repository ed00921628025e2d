/// Which chips changed and why, and why one chip was judged as it was: against what the judgement itself says.
#include "inspection/diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "inspection/explain.h"
#include "inspection/judge.h"
#include "results/result_folder.h"
#include "tests/inspection/wafer_case.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
using test::WaferCase;
using testing::HasSubstr;

SimulationOptions mixed_wafer() {
  SimulationOptions options = *simulation_preset("small");
  options.defects.dim = options.defects.bright = options.defects.partial = 0.02;
  options.light.chip_e = 900;
  options.el.write = false;
  options.threads = 2;
  return options;
}

Recipe strict() {
  Recipe recipe;
  recipe.judge.dim_relative = 0.9;
  recipe.judge.beyond_sigma = 2;
  return recipe;
}

/// One wafer, judged by two recipes.
class TwoResults : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    wafer_ = std::make_unique<WaferCase>(mixed_wafer());
    ASSERT_TRUE(wafer_->inspect());
    ASSERT_TRUE(rejudge({wafer_->result(), b(), strict(), 2, false, false}));
  }
  static void TearDownTestSuite() { wafer_.reset(); }
  static fs::path a() { return wafer_->result(); }
  static fs::path b() { return wafer_->folder() / "b"; }
  static inline std::unique_ptr<WaferCase> wafer_;
};

TEST_F(TwoResults, DifferAsTheirTablesDo) {
  const auto diff = diff_results({a(), b()});
  ASSERT_TRUE(diff) << diff.error().message();
  const auto first = open_result(a()), second = open_result(b());
  ASSERT_TRUE(first && second);
  std::size_t k = 0;
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < first->table.size(); ++i) {
    if (first->table.chip_class[i] == second->table.chip_class[i]) continue;
    ASSERT_LT(k, diff->changed.size());
    EXPECT_EQ(diff->changed.index_a[k], i);
    EXPECT_EQ(diff->changed.column[k], first->table.column[i]);
    EXPECT_EQ(diff->changed.class_b[k], second->table.chip_class[i]);
    ++k;
  }
  EXPECT_EQ(k, diff->changed.size());
  EXPECT_GT(k, 20U);
  for (const auto& row : diff->matrix) {
    for (const std::int64_t chips : row) sum += chips;
  }
  EXPECT_EQ(sum, std::ssize(first->table.column));
  EXPECT_EQ(diff->in_both, sum);
  EXPECT_EQ(diff->only_in_a + diff->only_in_b, 0);
  EXPECT_EQ(diff->light_differs, 0);
  EXPECT_EQ(diff->light_ratio, 1);
  EXPECT_THAT(diff->changed_keys,
              testing::ElementsAre("judge.dim_relative: 0.78 -> 0.9", "judge.beyond_sigma: 4 -> 2"));
  // Nothing but the limits differs.
  EXPECT_EQ(diff->by_reason[static_cast<std::size_t>(ChangeReason::limits)], std::ssize(diff->changed.column));
}

TEST_F(TwoResults, SayWhyInWords) {
  const auto diff = diff_results({a(), b()});
  ASSERT_TRUE(diff);
  int told = 0;
  for (std::size_t k = 0; k < diff->changed.size(); k += 7) {
    const auto why = why_changed(*diff, k);
    ASSERT_TRUE(why) << why.error().message();
    if (diff->changed.class_a[k] != ChipClass::good || diff->changed.class_b[k] != ChipClass::dim) continue;
    EXPECT_THAT(*why, HasSubstr("< 0.9"));
    EXPECT_THAT(*why, HasSubstr("(recipe A: 0.78)"));
    ++told;
  }
  EXPECT_GT(told, 0);
}

TEST_F(TwoResults, AreExportedWhole) {
  const auto diff = diff_results({a(), b()});
  ASSERT_TRUE(diff);
  const fs::path file = wafer_->folder() / "changed.csv";
  ASSERT_TRUE(export_changes(*diff, file, false));
  std::ifstream in(file);
  std::string line, first;
  std::size_t lines = 0;
  while (std::getline(in, line)) {
    if (lines++ == 1) first = line;
  }
  EXPECT_EQ(lines, diff->changed.size() + 1);
  EXPECT_THAT(first, testing::StartsWith(std::to_string(diff->changed.column[0]) + "," +
                                         std::to_string(diff->changed.row[0]) + ","));
  EXPECT_THAT(first, HasSubstr(",limits,\""));
  EXPECT_EQ(export_changes(*diff, file, false).error().code, "inspection.exists");
  fs::remove(file);
}

TEST_F(TwoResults, OfOneResultIsNothing) {
  const auto diff = diff_results({a(), a()});
  ASSERT_TRUE(diff);
  EXPECT_EQ(diff->changed.size(), 0U);
  EXPECT_TRUE(diff->changed_keys.empty());
  EXPECT_TRUE(diff->warnings.empty());
}

/// Measured twice with other noise: what changes changes for its light or its noise, and no limit is blamed.
TEST(Diff, OfTwoScansBlamesNoLimit) {
  SimulationOptions options = mixed_wafer();
  const WaferCase first(options);
  ASSERT_TRUE(first.inspect());
  options.tiling.pixel_um = {20, 20};  // other pixels, other noise
  const WaferCase second(options);
  ASSERT_TRUE(second.inspect());
  const auto diff = diff_results({first.result(), second.result()});
  ASSERT_TRUE(diff) << diff.error().message();
  EXPECT_GT(diff->in_both, 10'000);
  EXPECT_NEAR(diff->light_ratio, 1, 0.02);
  EXPECT_LT(static_cast<double>(diff->light_differs), 0.02 * static_cast<double>(diff->light_compared));
  EXPECT_EQ(diff->by_reason[static_cast<std::size_t>(ChangeReason::limits)], 0);
}

/// A chip's findings are those that its flags tell, and the one told first is that of its class.
TEST_F(TwoResults, ExplainEveryKindOfChip) {
  for (const fs::path& result : {a(), b()}) {
    const auto opened = open_result(result);
    const auto explainer = ChipExplainer::open(result);
    ASSERT_TRUE(opened && explainer);
    int defects = 0;
    for (std::size_t k = 0; k < opened->table.size(); ++k) {
      const ChipClass c = opened->table.chip_class[k];
      if (k % (c == ChipClass::good ? 997 : 5) != 0) continue;
      const auto chip = explainer->explain(k);
      ASSERT_TRUE(chip) << chip.error().message();
      ASSERT_EQ(chip->chip_class, c);
      ASSERT_EQ(chip->chip.column, opened->table.column[k]);
      EXPECT_EQ(chip->values.size(), 14U);
      std::uint32_t found = 0;
      for (const Finding& f : chip->findings) {
        if (f.verdict == Finding::Verdict::found && f.chip_class != ChipClass::unmeasured)
          found |= chip_flag::bit(f.chip_class);
      }
      const std::uint32_t retest = chip_flag::bit(ChipClass::retest);  // told by what could not be decided
      EXPECT_EQ(found & ~retest, opened->table.flags[k] & 0xffffU & ~retest) << chip->sentence;
      const Finding& first = chip->findings.front();
      if (c == ChipClass::retest) {
        EXPECT_TRUE(first.verdict == Finding::Verdict::undecided || first.chip_class == ChipClass::retest)
            << chip->sentence;
      } else if (c != ChipClass::good) {
        EXPECT_EQ(first.chip_class, c) << chip->sentence;
        EXPECT_EQ(first.verdict, Finding::Verdict::found);
        ++defects;
      } else {
        EXPECT_NE(first.verdict, Finding::Verdict::found) << chip->sentence;
      }
      // A finding with a limit lies on the side of it that its verdict says.
      for (const Finding& f : chip->findings) {
        if (!std::isfinite(f.value) || !std::isfinite(f.limit) || f.verdict == Finding::Verdict::not_judged) continue;
        const bool beyond = f.limit_is_upper ? f.value > f.limit : f.value < f.limit;
        const bool both_needed = f.chip_class == ChipClass::partial || f.chip_class == ChipClass::missing;
        const bool found_it = f.verdict != Finding::Verdict::holds;
        EXPECT_TRUE(both_needed || beyond == found_it) << f.text;
        EXPECT_TRUE(beyond || f.verdict != Finding::Verdict::found) << f.text;
      }
    }
    EXPECT_GT(defects, 30);
  }
}

TEST_F(TwoResults, FindsAChipByItsIndex) {
  const auto opened = open_result(a());
  const auto explainer = ChipExplainer::open(a());
  ASSERT_TRUE(opened && explainer);
  for (std::size_t k = 0; k < opened->table.size(); k += 611) {
    const auto found = explainer->find({opened->table.column[k], opened->table.row[k]});
    ASSERT_TRUE(found) << found.error().message();
    EXPECT_EQ(*found, k);
  }
  EXPECT_EQ(explainer->find({-5, 3}).error().code, "inspection.no_chip");
  EXPECT_EQ(explainer->find({0, 1 << 30}).error().code, "inspection.no_chip");
  EXPECT_EQ(explainer->explain(opened->table.size()).error().code, "inspection.no_chip");
}

}  // namespace
}  // namespace pellucid
