#include "inspection/plan_leakage.h"

#include <gtest/gtest.h>

#include <cmath>

namespace pellucid {
namespace {

TEST(PlanLeakage, LowerPowersSeeSmallerLeaks) {
  const auto plan = plan_leakage({});
  ASSERT_TRUE(plan) << plan.error().message();
  // 2.65 V over 10 Mohm and 4e-6 cm2; 0.01633 A/W absorbed.
  EXPECT_NEAR(plan->wanted_w_cm2, 4.06, 0.02);
  ASSERT_EQ(plan->series.size(), 6U);
  EXPECT_LT(plan->series[2].detectable_w_cm2, plan->series[0].detectable_w_cm2);
  EXPECT_NEAR(plan->series[2].lowest_w_cm2, 0.949, 0.001);
  ASSERT_GE(plan->best, 0);
  EXPECT_LE(plan->series[static_cast<std::size_t>(plan->best)].detectable_w_cm2, plan->wanted_w_cm2);
  EXPECT_NE(plan_svg(*plan).find("wanted"), std::string::npos);
}

TEST(PlanLeakage, DwellMakesUpForLight) {
  PlanRequest request;
  request.r_sh_ohm = 1.2e8;
  const auto plan = plan_leakage(request);
  ASSERT_TRUE(plan);
  ASSERT_GE(plan->best, 0);
  EXPECT_GT(plan->series[static_cast<std::size_t>(plan->best)].dwell, 1);
}

TEST(PlanLeakage, SaysWhatCannotBeSeen) {
  PlanRequest request;
  request.r_sh_ohm = 1e12;
  const auto plan = plan_leakage(request);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->best, -1);
  request.chip_e = -1;
  const auto refused = plan_leakage(request);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "inspection.plan");
}

}  // namespace
}  // namespace pellucid
