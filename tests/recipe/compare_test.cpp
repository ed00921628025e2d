#include "recipe/compare.h"

#include <gtest/gtest.h>

namespace pellucid {
namespace {

TEST(CompareRecipes, TellsWhatDiffersAndNothingElse) {
  EXPECT_TRUE(compare_recipes(Recipe(), Recipe()).empty());
  Recipe other;
  other.judge.dim_relative = 0.7;
  other.leakage.r_sh_limit_ohm = 1e7;
  other.el_match.shift = {{3, -4}};
  const auto changes = compare_recipes(Recipe(), other);
  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(changes[0].text(), "judge.dim_relative: 0.78 -> 0.7");
  EXPECT_EQ(changes[1].path(), "leakage.r_sh_limit_ohm");
  EXPECT_EQ(changes[1].from, "null");
  EXPECT_EQ(changes[2].to, "[3,-4]");
}

}  // namespace
}  // namespace pellucid
