// What a person sees of a layer while it is measured: near the light that the solve will find, and nothing where no
// pixel was read yet.
#include "core/measure/live_light.h"

#include <gtest/gtest.h>

#include <thread>

#include "core/measure/block_pass.h"
#include "tests/core/small_layer.h"

namespace pellucid {
namespace {

using testing_images::LayerDesign;
using testing_images::SmallLayer;

TEST(LiveLight, shows_the_light_of_what_was_read_and_nothing_elsewhere) {
  LayerDesign design;
  design.columns = 14;
  design.rows = 12;
  SmallLayer small(design);
  std::vector<double> light(static_cast<std::size_t>(small.directory.size()), 2000);
  light[30] = 100;
  const ElectronImage image = small.draw(light);
  ElectronImage upper = testing_images::flat_image(small.width(), small.height() / 2, 0);
  testing_images::for_pixels(upper,
                             [&](std::int64_t x, std::int64_t y, float& e) { e = image.row(y)[static_cast<int>(x)]; });
  LiveLight live;
  EXPECT_EQ(live.glance().wafer, nullptr) << "no pass has begun";
  const auto squares = live.begin("pl", small.survey, small.directory);
  small.context.live = squares.get();
  LayerSums sums(small.directory.size());
  PassScratch scratch;
  ASSERT_TRUE(sum_block(small.context, testing_images::block_of(upper), 0, scratch, sums));
  const LiveGlance half = live.glance();
  EXPECT_EQ(half.layer, "pl");
  ASSERT_EQ(half.light_e.size(), light.size()) << "so few chips have a square each";
  EXPECT_EQ(half.wafer->shift, 0);
  EXPECT_NEAR(half.light_e[11 * 14 + 7], 2000, 100) << "the uppermost row";
  EXPECT_TRUE(std::isnan(half.light_e[30])) << "its pixels were not read";
  EXPECT_TRUE(std::isnan(half.light_e[0]));

  const auto again = live.begin("pl", small.survey, small.directory);
  small.context.live = again.get();
  EXPECT_TRUE(std::isnan(live.glance().light_e[11 * 14 + 7])) << "another layer begins with nothing";
  ASSERT_TRUE(sum_block(small.context, testing_images::block_of(image), 0, scratch, sums));
  const LiveGlance whole = live.glance();
  EXPECT_EQ(whole.wafer, half.wafer) << "one wafer, whatever the layer";
  for (std::size_t k = 0; k < light.size(); ++k) EXPECT_NEAR(whole.light_e[k], light[k], 250) << k;
}

TEST(LiveLight, large_wafers_are_seen_in_squares_whatever_thread_adds_to_them) {
  LayerDesign design;
  design.columns = design.rows = 4;
  SmallLayer small(design);
  WaferDesign wafer = testing_images::rectangle_wafer(2400, 1640, {10, 10}, {6, 6});
  wafer.diameter_mm = 60;
  const ChipDirectory directory(wafer);
  small.survey.wafer = wafer;
  LiveLight live;
  const auto squares = live.begin("pl", small.survey, directory);
  EXPECT_EQ(live.glance().wafer->shift, 1) << "four million chips, a million squares at most";
  const auto fill = [&](std::int32_t first_row) {
    std::vector<LiveSquares::Chip> chips;
    for (std::int32_t c = 0; c < 2400; ++c) chips.push_back({c, c % 2 == 0 ? 1000.F : -3000.F});
    for (std::int32_t row = first_row; row < 1600; row += 2) squares->add(row, chips);
  };
  {
    const std::jthread even(fill, 0), odd(fill, 1);
    for (int i = 0; i < 20; ++i) static_cast<void>(live.glance());  // beside the writers
  }
  const LiveGlance glance = live.glance();
  ASSERT_EQ(glance.wafer->across, 1200);
  for (std::int32_t y = 0; y < glance.wafer->down; ++y) {
    for (std::int32_t x = 0; x < 1200; ++x) {
      const float light = glance.light_e[static_cast<std::size_t>(y * 1200 + x)];
      if (y < 800) {
        ASSERT_NEAR(light, -1000, 1) << x << " " << y;
      } else {
        ASSERT_TRUE(std::isnan(light)) << x << " " << y;
      }
    }
  }
}

}  // namespace
}  // namespace pellucid
