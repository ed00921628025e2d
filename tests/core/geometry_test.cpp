#include "core/model/geometry.h"

#include <gtest/gtest.h>

#include "core/model/layer.h"

namespace pellucid {
namespace {

const Affine2 kBent{1.02, -0.31, 0.27, 0.88, {140, -35}};
const Affine2 kOther{0.5, 0.1, -0.2, -2.0, {-7, 3}};

TEST(Affine2, the_inverse_undoes_it_on_either_side) {
  const Vec2 p{12.5, -71.25};
  for (const Vec2 q : {kBent.inverse()(kBent(p)), kBent(kBent.inverse()(p)), (kBent * kBent.inverse())(p)}) {
    EXPECT_NEAR(q.x, p.x, 1e-11);
    EXPECT_NEAR(q.y, p.y, 1e-11);
  }
}

TEST(Affine2, a_product_applies_the_right_factor_first) {
  const Vec2 p{3, 4};
  const Vec2 both = (kOther * kBent)(p);
  const Vec2 chained = kOther(kBent(p));
  EXPECT_NEAR(both.x, chained.x, 1e-12);
  EXPECT_NEAR(both.y, chained.y, 1e-12);
  const Vec2 swapped = (kBent * kOther)(p);
  EXPECT_GT(std::abs(swapped.x - chained.x), 1.0);
}

TEST(Affine2, turn_leaves_the_shift_out) {
  const Vec2 a = kBent(Vec2{2, 5}) - kBent(Vec2{});
  const Vec2 b = kBent.turn({2, 5});
  EXPECT_NEAR(a.x, b.x, 1e-12);
  EXPECT_NEAR(a.y, b.y, 1e-12);
}

TEST(LayerGeometry, pixels_go_down_where_the_wafer_goes_up) {
  LayerGeometry layer;
  layer.pixel_um = {2, 4};
  layer.tiles = {{"a.tif", {100, 500}, 10, 10, true}, {"b.tif", {100, 460}, 10, 10, false}};
  EXPECT_DOUBLE_EQ(layer.top_um(), 500);
  EXPECT_EQ(layer.first_line(layer.tiles[1]), 10);
  const Vec2 w = layer.wafer_from_pixel(layer.tiles[0], {3, 2});
  EXPECT_EQ(w, (Vec2{106, 492}));
  EXPECT_EQ(layer.pixel_from_wafer(layer.tiles[0], w), (Vec2{3, 2}));
}

TEST(Excitation, a_filter_of_density_two_passes_a_hundredth) {
  EXPECT_DOUBLE_EQ((Excitation{405, 3.0, 2.0}.power_at_wafer_w_cm2()), 0.03);
}

}  // namespace
}  // namespace pellucid
