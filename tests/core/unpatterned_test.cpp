/// The pieces behind the search of wafers without chips: outline, tile parts, hulls, one plate, joining.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/unpatterned/hull.h"
#include "core/unpatterned/join_patches.h"
#include "core/unpatterned/plate_search.h"
#include "core/unpatterned/smooth_background.h"
#include "core/unpatterned/surface_patch.h"
#include "core/unpatterned/tile_parts.h"
#include "core/unpatterned/wafer_outline.h"

namespace pellucid {
namespace {

WaferDesign wafer_of(double diameter_mm) {
  WaferDesign wafer;
  wafer.diameter_mm = diameter_mm;
  return wafer;
}

TEST(WaferOutline, a_flat_and_a_notch_are_outside) {
  WaferDesign flat = wafer_of(100);
  flat.mark = OrientationMark::flat;
  flat.mark_deg = 270;
  flat.flat_length_mm = 32.5;
  const WaferOutline with_flat(flat);
  EXPECT_TRUE(with_flat.contains({0, -47'000}, 0));
  EXPECT_FALSE(with_flat.contains({0, -47'400}, 0)) << "the chord lies at 47.29 mm";
  EXPECT_FALSE(with_flat.contains({0, -47'000}, 500)) << "the margin runs along the flat";
  EXPECT_TRUE(with_flat.contains({0, 49'900}, 0));
  WaferDesign notch = wafer_of(100);
  notch.mark = OrientationMark::notch;
  notch.mark_deg = 0;
  const WaferOutline with_notch(notch);
  EXPECT_FALSE(with_notch.contains({49'500, 0}, 0));
  EXPECT_TRUE(with_notch.contains({-49'500, 0}, 0));
  EXPECT_EQ(with_notch.spans(0, 0).count, 1);
}

TEST(TileParts, overlapping_tiles_share_at_the_middle_and_lose_nothing) {
  LayerGeometry layer;
  layer.pixel_um = {2, 2};
  for (int j = 0; j < 3; ++j) {
    for (int i = 0; i < 3; ++i) layer.tiles.push_back({"t", {i * 180.0, -j * 180.0}, 100, 100, true});
  }
  const auto parts = own_parts(layer);
  EXPECT_EQ(parts[4], (PixelRect{5, 5, 90, 90})) << "the middle one gives half of its overlap to each neighbour";
  EXPECT_EQ(parts[0], (PixelRect{0, 0, 95, 95}));
  std::int64_t pixels = 0;
  for (const PixelRect& p : parts) pixels += p.width * p.height;
  EXPECT_EQ(pixels, 280 * 280);
}

TEST(Hull, triangle_disc_and_bar_are_told_apart) {
  std::vector<Vec2> disc, bar{{0, 0}, {100, 0}, {100, 5}, {0, 5}}, triangle{{0, 0}, {10, 0}, {5, 9}, {5, 3}};
  for (int i = 0; i < 90; ++i) disc.push_back({std::cos(i * 0.0698), std::sin(i * 0.0698)});
  const auto share = [](std::vector<Vec2> points) {
    const auto hull = convex_hull(std::move(points));
    return largest_triangle(hull) / hull_area(hull);
  };
  EXPECT_NEAR(share(triangle), 1, 1e-12);
  EXPECT_NEAR(share(bar), 0.5, 1e-12);
  EXPECT_NEAR(share(disc), 0.4135, 0.01);
  const auto [a, b] = hull_diameter(convex_hull(bar));
  EXPECT_NEAR(std::hypot(b.x - a.x, b.y - a.y), std::hypot(100, 5), 1e-9);
}

/// 512 x 512 pixels of a bowed light with Gaussian noise.
Plate bowed_plate(double level, double sigma, unsigned seed) {
  Plate plate;
  plate.width = plate.height = 512;
  plate.pixel_um = {1, 1};
  std::mt19937 random(seed);
  std::normal_distribution<float> noise(0, static_cast<float>(sigma));
  for (int y = 0; y < 512; ++y) {
    for (int x = 0; x < 512; ++x) {
      const double u = x / 512.0 - 0.4, v = y / 512.0 - 0.6;
      plate.light_e.push_back(static_cast<float>(level * (1 - 0.3 * (u * u + v * v) + 0.1 * u)) + noise(random));
    }
  }
  plate.use.assign(plate.light_e.size(), PixelUse::own);
  return plate;
}

constexpr double kLimit_sigma = 6;

std::vector<SurfacePatch> patches_in(const Plate& plate, double sigma) {
  const auto background = smooth_background(plate, {256, 256});
  NodeSurface noise(plate.width, plate.height, 128);
  for (std::size_t i = 0; i < noise.size(); ++i) noise[i] = static_cast<float>(sigma);
  PlateSearch search;
  search.run(plate, *background, noise, 0, {kLimit_sigma, 0.01});
  auto found = collect_patches(plate, search.difference_e(), search.strength(), search.level(), *background, noise);
  auto joined = join_lines(std::move(found.patches), 20);
  std::erase_if(joined, [](const SurfacePatch& p) { return std::abs(p.strength) < kLimit_sigma; });
  return joined;
}

/// Vignetted light in a corner of a small tile, a defect in the little that a window there would see of one side.
TEST(SmoothBackground, is_right_in_corners) {
  for (unsigned seed = 1; seed <= 8; ++seed) {
    Plate plate;
    plate.width = plate.height = 400;
    plate.pixel_um = {1, 1};
    const auto light = [](double x, double y) {
      const double r = std::hypot(x - 200, y - 200) / 1000;
      return 1000 / std::pow(1 + r * r, 2);
    };
    std::mt19937_64 random(seed);
    std::normal_distribution<double> noise(0, 30);
    for (int y = 0; y < 400; ++y) {
      for (int x = 0; x < 400; ++x) {
        const bool defect = x < 50 && y < 50;
        plate.light_e.push_back(static_cast<float>((defect ? 0.8 : 1) * light(x, y) + noise(random)));
      }
    }
    plate.use.assign(plate.light_e.size(), PixelUse::own);
    const auto background = smooth_background(plate, {100, 100});
    ASSERT_TRUE(background);
    for (const double x : {1.0, 60.0, 399.0}) {
      for (const double y : {1.0, 60.0, 399.0})
        EXPECT_NEAR(background->at(x, y) / light(x, y), 1, 0.01) << x << ' ' << y;
    }
  }
}

TEST(PlateSearch, noise_and_bow_alone_are_nothing) {
  for (unsigned seed = 1; seed <= 4; ++seed) EXPECT_TRUE(patches_in(bowed_plate(1000, 30, seed), 30).empty()) << seed;
}

TEST(PlateSearch, a_wide_defect_far_below_the_noise_of_a_pixel_is_found_whole) {
  Plate plate = bowed_plate(1000, 30, 7);
  for (int y = 200; y < 280; ++y) {
    for (int x = 100; x < 180; ++x) plate.light_e[plate.at(x, y)] -= 25;
  }
  const auto found = patches_in(plate, 30);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_FALSE(found[0].bright);
  EXPECT_NEAR(found[0].centre_um().x, 140, 3);
  EXPECT_NEAR(-found[0].centre_um().y, 240, 3);
  EXPECT_NEAR(found[0].area_um2, 6400, 1500);
  EXPECT_NEAR(found[0].difference_e / found[0].background_e, -0.025, 0.006);
}

TEST(PlateSearch, a_thin_line_hidden_in_the_noise_is_found_as_one) {
  Plate plate = bowed_plate(1000, 30, 8);
  for (int k = 0; k < 300; ++k) {
    const int x = 80 + k, y = 150 + k / 2;
    plate.light_e[plate.at(x, y)] += 45;
    plate.light_e[plate.at(x, y + 1)] += 45;
  }
  const auto found = patches_in(plate, 30);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found[0].bright);
  EXPECT_NEAR(found[0].high_um.x - found[0].low_um.x, 300, 40);
}

TEST(PlateSearch, a_single_bright_pixel_is_a_cosmic_ray_and_a_small_spot_is_not) {
  Plate plate = bowed_plate(1000, 30, 9);
  plate.light_e[plate.at(300, 300)] += 5000;
  EXPECT_TRUE(patches_in(plate, 30).empty());
  for (int y = -1; y <= 1; ++y) {
    for (int x = -1; x <= 1; ++x)
      plate.light_e[plate.at(100 + x, 100 + y)] += 300.0F / static_cast<float>(1 + x * x + y * y);
  }
  const auto found = patches_in(plate, 30);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0].centre_um().x, 100.5, 0.6);
}

SurfacePatch box_patch(double x0, double y0, double x1, double y1, bool bright = false) {
  SurfacePatch p;
  p.bright = bright;
  p.pixels = 1;
  p.area_um2 = (x1 - x0) * (y1 - y0);
  p.weight = 1, p.x = 0.5 * (x0 + x1), p.y = 0.5 * (y0 + y1);
  p.low_um = {x0, y0}, p.high_um = {x1, y1};
  p.hull_um = {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}};
  return p;
}

TEST(JoinPatches, across_an_edge_only_where_both_sides_touch_and_the_sign_agrees) {
  using Side = PatchContact::Side;
  const std::vector<SurfacePatch> patches{box_patch(0, 0, 10, 4), box_patch(10, 1, 20, 5), box_patch(10, 50, 20, 55),
                                          box_patch(10, 1, 20, 5, true)};
  const std::vector<PatchContact> contacts{
      {Side::right, 10, 0, 4, 0}, {Side::left, 10.4, 1, 5, 1}, {Side::left, 10, 50, 55, 2}, {Side::left, 10, 1, 5, 3}};
  const auto joined = join_at_edges(patches, contacts, 2);
  ASSERT_EQ(joined.size(), 3U);
  EXPECT_EQ(joined[0].high_um.x, 20);
  EXPECT_EQ(joined[0].pixels, 2);
}

TEST(JoinPatches, pieces_of_a_line_are_one_and_a_line_beside_it_is_another) {
  std::vector<SurfacePatch> pieces{box_patch(0, 0, 100, 4), box_patch(130, 1, 230, 5), box_patch(260, 0, 360, 4),
                                   box_patch(0, 60, 100, 64)};
  EXPECT_EQ(join_lines(pieces, 40).size(), 2U);
  EXPECT_EQ(join_lines(pieces, 5).size(), 2U) << "half of a piece's own length bridges the gap";
  pieces = {box_patch(0, 0, 100, 4), box_patch(400, 0, 500, 4)};
  EXPECT_EQ(join_lines(pieces, 40).size(), 2U);
}

}  // namespace
}  // namespace pellucid
