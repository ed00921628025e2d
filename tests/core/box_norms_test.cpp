#include "core/measure/box_norms.h"

#include <gtest/gtest.h>

#include "tests/core/small_layer.h"

namespace pellucid {
namespace {

using testing_images::LayerDesign;
using testing_images::SmallLayer;

class Table : public testing::TestWithParam<double> {};

/// What is looked up is what the norms say of the same box, wherever it lies and whatever streets are beside it.
TEST_P(Table, holds_the_norms_of_every_box) {
  LayerDesign design;
  design.odd_phase_px = GetParam();
  design.field = FieldDesign{3, 4, {6, 8}};
  const SmallLayer small(design);
  const ChipWeights& w = small.context.weights;
  const ChipNorms& norms = small.context.norms;
  for (double x = 20; x < 22; x += 0.0713) {
    const double y = 31 + 1.7 * x;
    for (const bool odd : {false, true}) {
      const ChipPhase phase(w.place_x(x).phase, w.place_x(x + GetParam()).phase, w.place_y(y).phase, odd);
      for (const ChipNorms::Streets streets : small.directory.street_kinds()) {
        const BoxNorms& box = small.context.box_norms.norms(phase, streets);
        const LightRow& row = small.context.box_norms.light_row(phase, streets);
        const float own = norms.light(kLight, phase, kOwn, streets);
        EXPECT_FLOAT_EQ(row.background, norms.background(kLight, phase) / own);
        EXPECT_FLOAT_EQ(box.sum[kStreetSum].background, norms.street_background(phase));
        EXPECT_FLOAT_EQ(box.square[kMomentXSum].flat, norms.background(kMomentX2, phase));
        EXPECT_FLOAT_EQ(box.mesa_square, norms.mesa_square(phase));
        for (int place = 0; place < kPlaces; ++place) {
          const auto p = static_cast<std::size_t>(place);
          EXPECT_FLOAT_EQ(box.sum[kWindowSum].light[p], norms.light(kWindow, phase, place, streets));
          EXPECT_NEAR(row.place[p], norms.light(kLight, phase, place, streets) / own, 1e-6);
        }
      }
    }
  }
}
INSTANTIATE_TEST_SUITE_P(OddLines, Table, testing::Values(0.0, 1.3125, -4.47, 0.015));

TEST(StreetKinds, are_those_that_occur) {
  LayerDesign design;
  EXPECT_EQ(SmallLayer(design).directory.street_kinds(), std::vector<ChipNorms::Streets>{0});
  design.field = FieldDesign{3, 4, {6, 8}};
  EXPECT_EQ(SmallLayer(design).directory.street_kinds().size(), 9U);
}

}  // namespace
}  // namespace pellucid
