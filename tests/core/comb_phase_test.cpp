#include "core/measure/comb_phase.h"

#include <gtest/gtest.h>

#include "tests/core/synthetic_image.h"

namespace pellucid {
namespace {

using testing_images::BlurredMesa;
using testing_images::flat_image;

constexpr Vec2 kPixel_um{2, 2.5};

struct Scene {
  WaferDesign wafer = testing_images::rectangle_wafer(60, 60, {21, 27.5}, {13, 15});
  Vec2 shift_px;
  double odd_phase_px = 0, turn_deg = 0, background_e = 3, read_noise_e = 0;
  Vec2 stretch;
  double dark_share = 0;

  [[nodiscard]] Affine2 wafer_from_design() const {
    const double a = turn_deg * std::numbers::pi / 180;
    const Affine2 turn{
        std::cos(a), -std::sin(a), std::sin(a), std::cos(a), {shift_px.x * kPixel_um.x, -shift_px.y * kPixel_um.y}};
    return turn * Affine2{1 + stretch.x, 0, 0, 1 + stretch.y, {}};
  }
  /// A window of about 22 x 23 chips around the grid's middle, not aligned with its cells.
  [[nodiscard]] SampleWindow draw(unsigned seed = 1) const {
    SampleWindow window;
    window.image = flat_image(237, 251, background_e, 1);
    const ChipGrid& grid = *wafer.chips;
    const Vec2 middle{0.5 * (grid.column_um(29) + grid.column_um(30)), 0.5 * (grid.row_um(29) + grid.row_um(30))};
    window.wafer_from_pixel = {kPixel_um.x, 0, 0, -kPixel_um.y,
                               middle + Vec2{-237 * 0.5 * kPixel_um.x + 1.3, 251 * 0.5 * kPixel_um.y - 4.1}};
    window.centre_um = middle;
    const Affine2 pixel_from_design = window.wafer_from_pixel.inverse() * wafer_from_design();
    const BlurredMesa mesa{{grid.size_um.x / kPixel_um.x, grid.size_um.y / kPixel_um.y}, 0.8};
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> uniform(0, 1);
    for (std::int32_t r = 0; r < grid.rows; ++r) {
      for (std::int32_t c = 0; c < grid.columns; ++c) {
        if (uniform(random) >= dark_share)
          mesa.draw(window.image, pixel_from_design(grid.unturned_um({c, r})), 2000, odd_phase_px);
      }
    }
    if (read_noise_e > 0) testing_images::add_noise(window.image, read_noise_e, random);
    return window;
  }
  [[nodiscard]] Vec2 found_px(Lines lines = Lines::all) const {
    const CombPhase p = measure_phase(draw(), *wafer.chips, {}, lines);
    return {p.offset_um.x / kPixel_um.x, -p.offset_um.y / kPixel_um.y};
  }
};

const std::vector<Vec2> kShifts{{0, 0}, {0.25, -0.4}, {-1.7, 2.3}, {4.1, -4.6}, {-3.33, 0.08}};

TEST(CombPhase, finds_a_known_shift) {
  for (const Vec2 shift : kShifts) {
    Scene scene;
    scene.shift_px = shift;
    const Vec2 found = scene.found_px();
    EXPECT_NEAR(found.x, shift.x, 0.02);
    EXPECT_NEAR(found.y, shift.y, 0.02);
  }
}

TEST(CombPhase, finds_it_through_noise_and_dark_chips) {
  Scene scene;
  scene.shift_px = {1.37, -2.21};
  scene.read_noise_e = 3;
  scene.dark_share = 0.05;
  const Vec2 found = scene.found_px();
  EXPECT_NEAR(found.x, 1.37, 0.03);
  EXPECT_NEAR(found.y, -2.21, 0.03);
}

TEST(CombPhase, streets_are_followed_where_the_model_has_them) {
  for (const Vec2 shift : {Vec2{0, 0}, Vec2{0.3, -0.2}, Vec2{-0.8, 0.9}}) {
    Scene scene;
    scene.wafer.chips->field = FieldDesign{6, 5, {33, 18}};
    scene.shift_px = shift;
    const Vec2 found = scene.found_px();
    EXPECT_NEAR(found.x, shift.x, 0.02);
    EXPECT_NEAR(found.y, shift.y, 0.02);
  }
}

TEST(CombPhase, odd_and_even_lines_are_seen_apart) {
  Scene scene;
  scene.shift_px = {0.6, 0.3};
  scene.odd_phase_px = 1.3;
  EXPECT_NEAR(scene.found_px(Lines::even).x, 0.6, 0.02);
  EXPECT_NEAR(scene.found_px(Lines::odd).x, 1.9, 0.02);
  EXPECT_NEAR(scene.found_px(Lines::even).y, scene.shift_px.y, 0.02);
  EXPECT_NEAR(scene.found_px(Lines::odd).y, scene.shift_px.y, 0.02);
}

/// A lattice that the model knows to be stretched lies where the model says.
TEST(CombPhase, a_stretched_lattice_is_not_off) {
  for (const double stretch : {-1e-3, 3e-4, 1e-3}) {
    Scene scene;
    scene.stretch = {stretch, stretch};
    const CombPhase p = measure_phase(scene.draw(), *scene.wafer.chips, scene.wafer_from_design(), Lines::all);
    EXPECT_NEAR(p.offset_um.x / kPixel_um.x, 0, 0.02) << stretch;
    EXPECT_NEAR(p.offset_um.y / kPixel_um.y, 0, 0.02) << stretch;
  }
}

TEST(CombPhase, a_lattice_is_significant_and_noise_is_not) {
  const Scene lattice;
  const CombPhase seen = measure_phase(lattice.draw(), *lattice.wafer.chips, {}, Lines::all);
  EXPECT_GT(std::min(seen.significance.x, seen.significance.y), 10);
  EXPECT_GT(std::min(seen.amplitude.x, seen.amplitude.y), 0.1);
  Scene noise;
  noise.dark_share = 1.1;
  noise.background_e = 20;
  noise.read_noise_e = 3;
  int significant = 0;
  for (unsigned seed = 0; seed < 20; ++seed) {
    const CombPhase p = measure_phase(noise.draw(seed), *noise.wafer.chips, {}, Lines::all);
    significant += p.significance.x > 2.5 && p.significance.y > 2.5 ? 1 : 0;
    EXPECT_LT(p.amplitude.x, 0.01);
  }
  EXPECT_LE(significant, 4);
}

TEST(CombSlopes, turn_and_stretch_are_found) {
  for (const double turn_deg : {-0.5, 0.0, 0.31}) {
    Scene scene;
    scene.turn_deg = turn_deg;
    scene.stretch = {2e-3, -1.5e-3};
    const SampleWindow window = scene.draw();
    const SampleWindow* view = &window;
    const CombSlopes s = measure_slopes({&view, 1}, *scene.wafer.chips);
    EXPECT_NEAR(s.turn_columns_rad, turn_deg * std::numbers::pi / 180, 1e-3);
    EXPECT_NEAR(s.turn_rows_rad, turn_deg * std::numbers::pi / 180, 1e-3);
    EXPECT_NEAR(s.stretch.x, 2e-3, 5e-4);
    EXPECT_NEAR(s.stretch.y, -1.5e-3, 5e-4);
    EXPECT_GT(s.coherence_columns, 0.9);
    EXPECT_GT(s.coherence_rows, 0.9);
  }
}

}  // namespace
}  // namespace pellucid
