#include "core/measure/block_pass.h"

#include <gtest/gtest.h>

#include "core/measure/solve.h"
#include "tests/core/small_layer.h"

namespace pellucid {
namespace {

using testing_images::block_of;
using testing_images::flat_image;
using testing_images::LayerDesign;
using testing_images::SmallLayer;

BlockResult sum_one(const PassContext& context, const CalibratedBlock& block, std::int64_t sequence, LayerSums& sums) {
  PassScratch scratch;
  return sum_block(context, block, sequence, scratch, sums).value();
}

/// A chip cut by blocks' edges: the pieces add up to the whole.
TEST(SumBlock, chips_cut_by_blocks_measure_as_if_they_were_whole) {
  LayerDesign design;
  design.columns = 14;
  design.rows = 14;
  SmallLayer small(design);
  small.survey.scatter_um = 1e-6;  // the lattice is exact: tiles do not move
  std::vector<double> light(static_cast<std::size_t>(small.directory.size()), 2000);
  light[90] = 300;
  light[91] = 4000;
  const ElectronImage whole = small.draw(light);
  LayerSums sums(small.directory.size());
  const std::int64_t cut_x = small.width() / 2 + 3;
  const std::int64_t cut_y = small.height() / 2 - 1;
  std::int64_t sequence = 0;
  std::vector<BlockResult> results;
  for (const PixelRect rect : {PixelRect{0, 0, cut_x, cut_y},
                               {cut_x, 0, small.width() - cut_x, cut_y},
                               {0, cut_y, cut_x, small.height() - cut_y},
                               {cut_x, cut_y, small.width() - cut_x, small.height() - cut_y}}) {
    ElectronImage block = flat_image(rect.width, rect.height, 0, rect.y);
    block.rect = rect;
    testing_images::for_pixels(
        block, [&](std::int64_t x, std::int64_t y, float& e) { e = whole.row(rect.y + y)[rect.x + x]; });
    results.push_back(sum_one(small.context, block_of(block), sequence++, sums));
  }
  for (; !results.empty(); results.pop_back())  // out of order, as threads end
    sums.pieces.add(std::move(results.back().pieces));
  sums.merge_pieces();
  EXPECT_GE(sums.pieces.size(), 26U);
  const LayerPhotometry p = solve_layer(small.context, std::move(sums), small.options);
  for (std::size_t k = 0; k < light.size(); ++k) {
    EXPECT_NEAR(p.columns.intensity_e[k], light[k], 0.003 * 2000) << k;
    EXPECT_NEAR(p.coverage[k], 1, 0.01);
    EXPECT_EQ(p.pieced[k], 0);
  }
}

/// A tile whose stage missed its place: found in the tile itself, reported in the chips' positions.
TEST(SumBlock, a_tiles_own_shift_is_found_and_undone) {
  LayerDesign design;
  design.columns = 24;
  design.rows = 24;
  design.field = FieldDesign{7, 9, {4, 6}};
  for (const Vec2 shift : {Vec2{0.4, -0.3}, Vec2{2.6, -1.9}, Vec2{-3.3, 3.1}}) {
    SmallLayer small(design);
    small.survey.scatter_um = 8;
    ElectronImage image = flat_image(small.width(), small.height(), design.background_e);
    small.directory.for_rows(0, design.rows, [&](std::int64_t k, std::int32_t c, std::int32_t r) {
      testing_images::add_profile(image, small.survey.profile, small.centre(c, r) + shift,
                                  k % 20 == 0 ? 0 : design.light_e);
    });
    std::mt19937_64 random(7);
    testing_images::add_noise(image, design.read_noise_e, random);
    LayerSums sums(small.directory.size());
    const BlockResult result = sum_one(small.context, block_of(image), 0, sums);
    ASSERT_EQ(result.shifts.size(), 1U);
    EXPECT_NEAR(result.shifts.front().constant.x, shift.x, 0.03);
    EXPECT_NEAR(result.shifts.front().constant.y, shift.y, 0.03);
    EXPECT_LT(result.shifts.front().sigma_px, 0.02);
    const auto k = static_cast<std::size_t>(small.directory.find(11, 12));
    EXPECT_NEAR(sums.x_um[k], small.wafer.chips->column_um(11) + shift.x * SmallLayer::kPixel_um, 0.1);
    EXPECT_NEAR(sums.y_um[k], small.wafer.chips->row_um(12) - shift.y * SmallLayer::kPixel_um, 0.1);
  }
}

/// A miss by more than half a pitch looks like a smaller one to the other side, but for the streets and the lattice's
/// end.
TEST(SumBlock, a_tile_that_lies_most_of_a_pitch_off_is_not_taken_for_one_column_more) {
  for (const bool streets : {true, false}) {
    LayerDesign design;
    design.columns = 24;
    design.rows = 24;
    if (streets) design.field = FieldDesign{7, 9, {4, 6}};
    for (const Vec2 shift : {Vec2{6.9, 0.3}, Vec2{-7.3, 2.5}, Vec2{1.1, 5.9}, Vec2{-6.4, -5.8}, Vec2{4.4, 3.4}}) {
      SmallLayer small(design);
      small.survey.scatter_um = 8;
      ElectronImage image = flat_image(small.width(), small.height(), design.background_e);
      small.directory.for_rows(0, design.rows, [&](std::int64_t k, std::int32_t c, std::int32_t r) {
        testing_images::add_profile(image, small.survey.profile, small.centre(c, r) + shift,
                                    k % 20 == 0 ? 0 : design.light_e);
      });
      std::mt19937_64 random(7);
      testing_images::add_noise(image, design.read_noise_e, random);
      LayerSums sums(small.directory.size());
      const BlockResult result = sum_one(small.context, block_of(image), 0, sums);
      ASSERT_EQ(result.shifts.size(), 1U);
      EXPECT_NEAR(result.shifts.front().constant.x, shift.x, 0.03);
      EXPECT_NEAR(result.shifts.front().constant.y, shift.y, 0.03);
      EXPECT_FALSE(result.shifts.front().may_be_a_pitch_off);
    }
  }
}

/// Equal chips from edge to edge tell nothing: then that is said.
TEST(SumBlock, a_tile_near_half_a_pitch_without_a_border_is_unsure) {
  LayerDesign design;
  design.columns = 40;
  design.rows = 40;
  design.margin_px = -60;  // the tile lies inside the lattice
  for (const Vec2 shift : {Vec2{4.3, 0.3}, Vec2{0.4, 0.2}}) {
    SmallLayer small(design);
    small.survey.scatter_um = 8;
    ElectronImage image = flat_image(small.width(), small.height(), design.background_e);
    small.directory.for_rows(0, design.rows, [&](std::int64_t, std::int32_t c, std::int32_t r) {
      testing_images::add_profile(image, small.survey.profile, small.centre(c, r) + shift, design.light_e);
    });
    LayerSums sums(small.directory.size());
    const BlockResult result = sum_one(small.context, block_of(image), 0, sums);
    EXPECT_EQ(result.shifts.front().may_be_a_pitch_off, shift.x > 1);
    EXPECT_NEAR(result.shifts.front().constant.x, shift.x, 0.03);
  }
}

TEST(SumBlock, a_block_without_light_leaves_the_lattice_where_it_was) {
  SmallLayer small({});
  small.survey.scatter_um = 8;
  ElectronImage image = flat_image(small.width(), small.height(), 2);
  std::mt19937_64 random(8);
  testing_images::add_noise(image, 1, random);
  LayerSums sums(small.directory.size());
  const BlockResult result = sum_one(small.context, block_of(image), 0, sums);
  EXPECT_LT(std::abs(result.shifts.front().constant.x), 0.5);
  EXPECT_LT(std::abs(result.shifts.front().constant.y), 0.5);
  EXPECT_TRUE(std::isfinite(sums.light[30]));
}

/// A spike on a chip, one in a gap, a masked pixel: chips measure as if nothing had been there.
TEST(SumBlock, spikes_and_masked_pixels_cost_a_chip_nothing) {
  LayerDesign design;
  design.columns = 24;
  design.rows = 24;
  SmallLayer small(design);
  ElectronImage image = small.draw(std::vector<double>(576, 2000));
  const auto pixel = [&](Vec2 p) -> float& {
    return image
        .e[static_cast<std::size_t>(static_cast<std::int64_t>(p.y) * image.stride + static_cast<std::int64_t>(p.x))];
  };
  pixel(small.centre(10, 10)) += 30'000;
  pixel(small.centre(5, 5) + Vec2{5, 0}) += 30'000;
  const Vec2 masked = small.centre(15, 15);
  pixel(masked) = 0;
  image.masked.push_back({static_cast<std::int32_t>(masked.x), static_cast<std::int32_t>(masked.y)});
  const Vec2 saturated = small.centre(3, 20);
  image.saturated.push_back({static_cast<std::int32_t>(saturated.x), static_cast<std::int32_t>(saturated.y)});
  LayerSums sums(small.directory.size());
  const BlockResult result = sum_one(small.context, block_of(image), 0, sums);
  EXPECT_EQ(result.saturated, std::vector<std::int64_t>{small.directory.find(3, 20)});
  sums.pieces.add(result.pieces);
  sums.merge_pieces();
  const LayerPhotometry p = solve_layer(small.context, std::move(sums), small.options);
  for (std::size_t k = 0; k < 576; ++k) EXPECT_NEAR(p.columns.intensity_e[k], 2000, 5) << k;
  EXPECT_LT(p.columns.peak_e[static_cast<std::size_t>(small.directory.find(10, 10))], 100);
}

/// Two tiles that overlap: every chip is summed once, by the tile that shows it best, whichever comes first.
TEST(SumBlock, a_chip_that_two_tiles_show_is_counted_once) {
  LayerDesign design;
  design.columns = 24;
  design.rows = 12;
  const SmallLayer whole(design);
  const ElectronImage image = whole.draw(std::vector<double>(288, 2000));
  LayerGeometry layer = whole.layer;
  const std::int64_t half = whole.width() / 2 + 14;
  layer.tiles.push_back(layer.tiles.front());
  layer.tiles[0].width = half;
  layer.tiles[1].width = half;
  layer.tiles[1].position_um.x += static_cast<double>(whole.width() - half) * SmallLayer::kPixel_um;
  const PassContext context(layer, whole.calibration, whole.survey, whole.directory, whole.options);
  LayerSums sums(whole.directory.size());
  for (const std::int32_t tile : {1, 0}) {
    ElectronImage block = flat_image(half, whole.height());
    block.tile = tile;
    const std::int64_t left = tile == 0 ? 0 : whole.width() - half;
    testing_images::for_pixels(block, [&](std::int64_t x, std::int64_t y, float& e) { e = image.row(y)[left + x]; });
    const BlockResult result = sum_one(context, block_of(block), tile, sums);
    sums.pieces.add(result.pieces);
  }
  sums.merge_pieces();
  const LayerPhotometry p = solve_layer(context, std::move(sums), whole.options);
  for (std::size_t k = 0; k < 288; ++k) {
    EXPECT_NEAR(p.columns.intensity_e[k], 2000, 6) << k;
    EXPECT_EQ(p.coverage[k], 1) << k;
  }
}

}  // namespace
}  // namespace pellucid
