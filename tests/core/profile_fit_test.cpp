#include "core/measure/profile_fit.h"

#include <gtest/gtest.h>

#include "core/measure/sample_windows.h"
#include "tests/core/synthetic_image.h"

namespace pellucid {
namespace {

using testing_images::BlurredMesa;
using testing_images::DrawnWafer;
using testing_images::one_tile;
using testing_images::rectangle_wafer;

constexpr Vec2 kPitch_px{10, 8};

/// Chips where the design has them, in the middle of a tile with a margin without chips.
struct Drawn {
  Drawn(std::int32_t columns, std::int32_t rows, std::int64_t margin_px)
      : wafer(rectangle_wafer(columns, rows, kPitch_px, {6, 5})),
        layer(one_tile(columns * 10 + 2 * margin_px, rows * 8 + 2 * margin_px, {1, 1})),
        image(layer, wafer, Affine2{1, 0, 0, 1, {}}) {
    image.mesa = BlurredMesa{{6, 5}, 0.8};
  }
  Result<ProfileFit> fit(const std::vector<PixelRect>& rects) const {
    std::vector<WindowPlace> places;
    for (const PixelRect& rect : rects) places.push_back({0, rect, false});
    auto windows = read_windows(image, LayerCalibration{}, places, {});
    for (SampleWindow& w : *windows) w.usable = true;
    LatticeFit lattice;
    lattice.wafer_from_design = Affine2{1, 0, 0, 1, {}};
    return fit_profile(*windows, layer, wafer, lattice, image.read_noise_e);
  }
  WaferDesign wafer;
  LayerGeometry layer;
  DrawnWafer image;
};

class FewWindows : public testing::TestWithParam<int> {};

/// Work is shared out in fixed groups: with fewer windows some of them are empty.
TEST_P(FewWindows, are_enough) {
  const Drawn drawn(60, 30, 20);
  std::vector<PixelRect> rects;
  for (int i = 0; i < GetParam(); ++i) rects.push_back({100 * i, 40, 240, 200});
  const auto fit = drawn.fit(rects);
  ASSERT_TRUE(fit) << fit.error().message();
  EXPECT_NEAR(fit->light_e, 2000, 20);
  const double peak = BlurredMesa::axis(0, 6, 0.8) * BlurredMesa::axis(0, 5, 0.8);
  EXPECT_NEAR(fit->profile.peak(), peak, 0.08 * peak);
}
INSTANTIATE_TEST_SUITE_P(Windows, FewWindows, testing::Values(1, 2, 3));

/// Outside the last chips the background is lower than under them. Were it taken to be constant in a window, the
/// difference would pass for tails of the chips' light.
TEST(ProfileFit, a_background_that_falls_towards_the_rim_is_no_tail) {
  Drawn drawn(80, 80, 90);
  drawn.image.background_e = 160;
  drawn.image.slope_e_per_px = {0, -0.15};
  drawn.image.read_noise_e = 2;
  drawn.image.light_e = [](ChipIndex) { return 40000.0; };
  std::vector<PixelRect> rects;
  const std::int64_t bottom = drawn.layer.tiles.front().height - 200;
  for (int i = 0; i < 8; ++i) rects.push_back({90 + 95 * i, bottom, 200, 200});
  for (int i = 0; i < 8; ++i) rects.push_back({90 + 95 * i, 300, 200, 200});
  const auto fit = drawn.fit(rects);
  ASSERT_TRUE(fit) << fit.error().message();
  for (const double y : {400.0, 550.0, 740.0}) {
    const double true_e = 160 - 0.15 * y;
    const Vec2 wafer_um{0, 0.5 * static_cast<double>(drawn.layer.tiles.front().height) - y};
    EXPECT_NEAR(fit->background.at(wafer_um), true_e, 0.004 * true_e) << y;
  }
}

}  // namespace
}  // namespace pellucid
