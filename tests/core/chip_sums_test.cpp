#include "core/measure/chip_sums.h"

#include <gtest/gtest.h>

#include "core/measure/piece_sums.h"
#include "tests/core/small_layer.h"

namespace pellucid {
namespace {

using testing_images::flat_image;
using testing_images::LayerDesign;
using testing_images::SmallLayer;

void expect_same(const ChipSums& a, const ChipSums& b, float tolerance) {
  EXPECT_NEAR(a.light, b.light, tolerance);
  EXPECT_NEAR(a.window, b.window, tolerance);
  EXPECT_NEAR(a.moment_x, b.moment_x, 5 * tolerance);
  EXPECT_NEAR(a.moment_y, b.moment_y, 5 * tolerance);
  EXPECT_NEAR(a.mesa, b.mesa, tolerance);
  EXPECT_NEAR(a.mesa_square, b.mesa_square, 300 * tolerance);
  EXPECT_NEAR(a.street, b.street, tolerance);
  EXPECT_FLOAT_EQ(a.peak, b.peak);
}

/// Boxes anywhere in images of odd sizes, flush with every edge among them; odd lines far from even ones.
TEST(SumBoxes, the_vector_version_agrees_with_the_scalar_one) {
  std::mt19937_64 random(11);
  for (const Vec2 pitch : {Vec2{10, 8}, Vec2{7, 19}, Vec2{4.3, 5.1}, Vec2{33, 12}, Vec2{16, 16}}) {
    const Vec2 mesa = 0.6 * pitch;
    const ChipWeights weights(blurred_rectangle(mesa.x, mesa.y, 0.9, 24, 16), {mesa, pitch, 0.1});
    for (const std::int64_t extra : {0, 1, 3, 17}) {
      ElectronImage image = flat_image(weights.width() + extra, weights.height() + extra, 0, extra % 2);
      std::uniform_real_distribution<float> level(-20, 300);
      testing_images::for_pixels(image, [&](std::int64_t, std::int64_t, float& e) { e = level(random); });
      std::vector<ChipBox> boxes;
      const auto last = static_cast<std::int32_t>(extra);
      for (int n = 0; n < 40; ++n) {
        const auto place = [&] { return static_cast<std::int32_t>(random() % static_cast<unsigned>(last + 1)); };
        const auto phase = [&] { return static_cast<std::uint8_t>(random() % kPhases); };
        boxes.push_back({{n == 0 ? last : place(), phase()},
                         {n == 1 ? last : place(), phase()},
                         {n == 2 ? last : place(), phase()}});
      }
      std::vector<ChipSums> sums(boxes.size());
      sum_boxes(image, weights, boxes, sums);
      for (std::size_t k = 0; k < boxes.size(); ++k)
        expect_same(sums[k], sum_box_scalar(image, weights, boxes[k]), 0.05F);
    }
  }
}

TEST(SumBoxes, what_lies_outside_the_box_does_not_enter) {
  const ChipWeights weights(blurred_rectangle(6, 5, 0.8, 12, 10), {{6, 5}, {10, 8}, 0.1});
  ElectronImage image = flat_image(40, 30, 1e6);
  const ChipBox box{{12, 7}, {12, 7}, {9, 20}};
  for (int j = 0; j < weights.height(); ++j) {
    for (int i = 0; i < weights.width(); ++i) image.e[static_cast<std::size_t>((9 + j) * image.stride + 12 + i)] = 1;
  }
  ChipSums s;
  sum_boxes(image, weights, {&box, 1}, {&s, 1});
  EXPECT_EQ(s.peak, 1);
  expect_same(s, sum_box_scalar(image, weights, box), 1e-3F);
  EXPECT_LT(s.street, 200);
}

/// The brightest pixel of a chip without light may lie below zero.
TEST(SumBoxes, the_peak_of_negative_pixels_is_negative) {
  for (const Vec2 pitch : {Vec2{10, 8}, Vec2{16, 16}, Vec2{7, 9}}) {
    const ChipWeights weights(blurred_rectangle(5, 5, 0.8, 12, 10), {{5, 5}, pitch, 0.1});
    ElectronImage image = flat_image(40, 40, -7);
    image.e[static_cast<std::size_t>(8 * image.stride + 7)] = -3;
    const ChipBox box{{3, 5}, {3, 5}, {3, 5}};
    ChipSums s;
    sum_boxes(image, weights, {&box, 1}, {&s, 1});
    EXPECT_EQ(s.peak, -3);
    EXPECT_EQ(sum_box_scalar(image, weights, box).peak, -3);
  }
}

class Pieces : public ::testing::TestWithParam<double> {};

/// The pixel by pixel road and the tables are two computations of the same sums and norms.
TEST_P(Pieces, a_whole_box_has_the_tables_sums_and_norms) {
  LayerDesign design;
  design.odd_phase_px = GetParam();
  design.field = FieldDesign{3, 4, {6, 8}};
  const SmallLayer small(design);
  std::vector<double> light(static_cast<std::size_t>(small.directory.size()));
  for (std::size_t k = 0; k < light.size(); ++k) light[k] = 500 + 37 * static_cast<double>(k % 29);
  const ElectronImage image = small.draw(light);
  for (const ChipIndex c : {ChipIndex{0, 0}, {2, 3}, {3, 4}, {5, 1}, {7, 7}}) {
    const ChipNorms::Streets streets = small.directory.streets(c.column, c.row);
    const ChipBox box = small.box(c.column, c.row);
    const ChipPiece piece = sum_piece(small.context, image, small.centre(c.column, c.row), streets, 1e9F);
    ChipSums sums;
    sum_boxes(image, small.context.weights, {&box, 1}, {&sums, 1});
    expect_same(piece.sums, sums, 0.05F);
    const ChipPhase phase = box.phase(image.odd_line(box.y.first));
    const ChipNorms& norms = small.context.norms;
    constexpr std::array<ChipSum, 5> kSums{kLight, kWindow, kMomentX, kMomentY, kMesa};
    for (std::size_t k = 0; k < kSums.size(); ++k) {
      EXPECT_NEAR(piece.norms.norm[k].background, norms.background(kSums[k], phase), 1e-3);
      for (int place = 0; place < kPlaces; ++place) {
        EXPECT_NEAR(piece.norms.norm[k].light[static_cast<std::size_t>(place)],
                    norms.light(kSums[k], phase, place, streets), 1e-5);
      }
    }
    // The street's norms are what its sum makes of a flat image, and of each place's unit light.
    const ElectronImage ones = flat_image(small.width(), small.height(), 1);
    EXPECT_NEAR(piece.norms.norm[5].background, sum_box_scalar(ones, small.context.weights, box).street, 1e-3);
    for (int place = 0; place < kPlaces; ++place) {
      ElectronImage unit = flat_image(small.width(), small.height());
      testing_images::add_profile(unit, small.survey.profile,
                                  small.centre(c.column, c.row) + norms.step(place, streets), 1, GetParam());
      EXPECT_NEAR(piece.norms.norm[5].light[static_cast<std::size_t>(place)],
                  sum_box_scalar(unit, small.context.weights, box).street, 1e-5);
    }
    EXPECT_NEAR(piece.norms.mesa_square, norms.mesa_square(phase), 1e-6);
    constexpr std::array<ChipSum, 4> kSquares{kLight2, kWindow2, kMomentX2, kMomentY2};
    for (std::size_t k = 0; k < kSquares.size(); ++k) {
      const float flat = norms.background(kSquares[k], phase);
      EXPECT_NEAR(piece.norms.variance[k].background, flat, 1e-4 * flat);
      EXPECT_NEAR(piece.norms.variance[k].read, flat, 1e-4 * flat);
      EXPECT_NEAR(piece.norms.variance[k].light, norms.light(kSquares[k], phase, kOwn, streets), 1e-4);
    }
  }
}
INSTANTIATE_TEST_SUITE_P(OddLines, Pieces, ::testing::Values(0.0, 1.3125, -4.5));

TEST(SumPiece, a_masked_or_spiked_pixel_leaves_both_sum_and_norm) {
  const SmallLayer small({});
  ElectronImage image = small.draw(std::vector<double>(64, 1000));
  const Vec2 centre = small.centre(4, 4);
  const auto px = static_cast<std::int32_t>(centre.x);
  const auto py = static_cast<std::int32_t>(centre.y);
  image.e[static_cast<std::size_t>(py * image.stride + px)] = 1e6F;
  const ChipPiece spiked = sum_piece(small.context, image, centre, 0, 1e5F);
  image.e[static_cast<std::size_t>(py * image.stride + px)] = 0;
  image.masked.push_back({px, py});
  const ChipPiece masked = sum_piece(small.context, image, centre, 0, 1e5F);
  expect_same(spiked.sums, masked.sums, 1e-3F);
  const float own = spiked.norms.norm[0].light[kOwn];
  EXPECT_LT(own, small.context.norms.light(kLight, small.box(4, 4).phase(false), kOwn, 0));
  float expected = static_cast<float>(small.survey.background_e) * spiked.norms.norm[0].background;
  for (const float m : spiked.norms.norm[0].light) expected += 1000 * m;
  EXPECT_NEAR(spiked.sums.light, expected, 1e-4 * expected);
}

}  // namespace
}  // namespace pellucid
