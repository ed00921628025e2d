#include "core/flow/response_frame.h"

#include <gtest/gtest.h>

#include <random>

namespace pellucid {
namespace {

TEST(ResponseFrame, keeps_a_scale_to_1e_5_and_marks_what_must_not_be_used) {
  std::mt19937 random(1);
  std::uniform_real_distribution<float> value(0.4F, 1.6F);
  std::vector<float> dark(5000, 100.F), scale;
  for (std::size_t i = 0; i < dark.size(); ++i) scale.push_back(i % 100 == 7 ? 0.F : value(random));
  dark[7] = 60'000;  // hot: must not stretch the range of the others
  for (std::size_t i = 0; i < dark.size(); ++i) dark[i] += 0.25F * static_cast<float>(i % 9);
  const ResponseFrame frame(dark, scale);
  ASSERT_EQ(frame.size(), scale.size());
  for (std::size_t i = 0; i < scale.size(); ++i) {
    EXPECT_EQ(frame.usable(i), scale[i] > 0) << i;
    EXPECT_NEAR(frame.scale_e_per_dn(i), scale[i], 1e-5F) << i;
    if (scale[i] > 0) {
      EXPECT_NEAR(frame.dark_dn(i), dark[i], 1e-4F) << i;
    }
  }
}

TEST(ResponseFrame, keeps_whole_darks_and_single_values_as_they_are) {
  const ResponseFrame frame({100, 65535, 0, 1234}, {0.5F, 0.5F, 0.5F, 0.5F});
  const std::vector<float> dark{100, 65535, 0, 1234};
  for (std::size_t i = 0; i < dark.size(); ++i) {
    EXPECT_EQ(frame.dark_dn(i), dark[i]);
    EXPECT_EQ(frame.scale_e_per_dn(i), 0.5F);
  }
}

TEST(ResponseFrame, of_pixels_that_must_all_be_left_out) {
  const ResponseFrame frame({100, 200}, {0, 0});
  EXPECT_FALSE(frame.usable(0));
  EXPECT_FALSE(frame.usable(1));
}

}  // namespace
}  // namespace pellucid
