#include "core/measure/lattice_fit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/measure/cell_check.h"
#include "core/measure/index_origin.h"
#include "core/measure/survey.h"
#include "tests/core/synthetic_image.h"

namespace pellucid {
namespace {

using testing_images::DrawnWafer;

constexpr Vec2 kPixel_um{2, 2};

/// A wafer of 5 mm with some 20 000 chips that reach its outline everywhere.
WaferDesign round_wafer() {
  WaferDesign wafer = testing_images::rectangle_wafer(260, 200, {20, 26}, {12, 15});
  wafer.diameter_mm = 5;
  wafer.edge_exclusion_mm = 0.15;
  return wafer;
}

Affine2 bent(double turn_deg, double stretch, Vec2 shift_um) {
  const double a = turn_deg * std::numbers::pi / 180;
  const double s = 1 + stretch;
  return {s * std::cos(a), -s * std::sin(a), s * std::sin(a), s * std::cos(a), shift_um};
}

DrawnWafer drawn(const WaferDesign& wafer, const Affine2& wafer_from_design, double odd_phase_px = 0) {
  LayerGeometry layer = testing_images::one_tile(2600, 2600, kPixel_um);
  layer.bidirectional = odd_phase_px != 0;
  DrawnWafer d(layer, wafer, wafer_from_design);
  d.mesa = {{wafer.chips->size_um.x / kPixel_um.x, wafer.chips->size_um.y / kPixel_um.y}, 0.8};
  d.odd_phase_px = odd_phase_px;
  return d;
}

std::vector<SampleWindow> windows_of(const DrawnWafer& image, const WaferDesign& wafer, std::size_t at_most = 1000) {
  auto places = choose_windows(image.geometry(), wafer);
  places.resize(std::min(places.size(), at_most));
  return read_windows(image, LayerCalibration{}, places, {}).value();
}

struct Deviation {
  double rms_px = 0;
  Vec2 pitches;  ///< whole pitches by which the fit is off
};

/// Over chips all over the wafer, after whole pitches are taken off.
Deviation deviation(const WaferDesign& wafer, const Affine2& found, const Affine2& truth) {
  const ChipGrid& grid = *wafer.chips;
  const Affine2 design_from_wafer = truth.inverse();
  const Vec2 middle = design_from_wafer(found({0, 0}));
  Deviation d;
  d.pitches = {std::round(middle.x / grid.pitch_um.x), std::round(middle.y / grid.pitch_um.y)};
  int n = 0;
  for (double y = -2000; y <= 2000; y += 400) {
    for (double x = -2000; x <= 2000; x += 400) {
      if (std::hypot(x, y) > 2300) continue;
      const Vec2 moved = design_from_wafer(found({x, y})) - Vec2{x, y};
      const Vec2 off{moved.x - d.pitches.x * grid.pitch_um.x, moved.y - d.pitches.y * grid.pitch_um.y};
      d.rms_px += 0.5 * (off.x * off.x + off.y * off.y) / (kPixel_um.x * kPixel_um.x);
      ++n;
    }
  }
  d.rms_px = std::sqrt(d.rms_px / n);
  return d;
}

struct Placed {
  const char* name;
  double turn_deg, stretch;
  Vec2 shift_um;
  bool streets;
  double odd_phase_px;
};

class Lattice : public ::testing::TestWithParam<Placed> {};

/// From pixels to the chip under every index: turn, scale, offset up to three pitches, streets, odd lines.
TEST_P(Lattice, is_found_with_its_index_origin) {
  const Placed placed = GetParam();
  WaferDesign wafer = round_wafer();
  if (placed.streets) wafer.chips->field = FieldDesign{12, 10, {14, 18}};
  if (placed.streets) wafer.chips->origin_um = {-2700, -2700};
  const Affine2 truth = bent(placed.turn_deg, placed.stretch, placed.shift_um);
  const DrawnWafer image = drawn(wafer, truth, placed.odd_phase_px);
  auto windows = windows_of(image, wafer);
  auto fit = fit_lattice(windows, image.geometry(), wafer, {});
  ASSERT_TRUE(fit) << fit.error().message();
  EXPECT_LT(deviation(wafer, fit->wafer_from_design, truth).rms_px, 0.03);
  EXPECT_NEAR(fit->odd_line_phase_px, placed.odd_phase_px, 0.03);
  const auto origin = settle_index_origin(windows, image.geometry(), wafer, {}, *fit);
  ASSERT_TRUE(origin) << origin.error().message();
  EXPECT_GT(origin->confidence, 0.999);
  const Deviation d = deviation(wafer, fit->wafer_from_design, truth);
  EXPECT_EQ(d.pitches, (Vec2{0, 0}));
  EXPECT_LT(d.rms_px, 0.03);
}
INSTANTIATE_TEST_SUITE_P(Placed, Lattice,
                         ::testing::Values(Placed{"as_designed", 0, 0, {0, 0}, false, 0},
                                           Placed{"turned_and_moved", 0.35, 2e-4, {37, -22}, false, 0},
                                           Placed{"three_pitches", -0.2, -3e-4, {-58, 75}, false, 0},
                                           Placed{"streets", 0.25, 1e-4, {-31, 40}, true, 0},
                                           Placed{"odd_lines", -0.45, 0, {12, 55}, false, 1.3}),
                         [](const auto& p) { return p.param.name; });

TEST(LatticeFit, refuses_an_image_that_shows_nothing) {
  const WaferDesign wafer = round_wafer();
  for (const double noise : {0.0, 4.0}) {
    DrawnWafer image = drawn(wafer, {});
    image.light_e = [](ChipIndex) { return 0.0; };
    image.background_e = 30;
    image.read_noise_e = noise;
    auto windows = windows_of(image, wafer);
    const auto fit = fit_lattice(windows, image.geometry(), wafer, {});
    ASSERT_FALSE(fit) << "noise " << noise;
    EXPECT_EQ(fit.error().code, "measure.no_lattice");
    EXPECT_EQ(fit.error().kind, ErrorKind::bad_input);
    EXPECT_THAT(fit.error().message(), ::testing::HasSubstr("layer pl"));
  }
}

/// The windows settle in turn: a wafer turned further than is searched must be said to be so, not measured.
TEST(LatticeFit, refuses_a_lattice_turned_too_far) {
  const WaferDesign wafer = round_wafer();
  const DrawnWafer image = drawn(wafer, bent(1.1, 0, {}));
  auto windows = windows_of(image, wafer);
  const auto fit = fit_lattice(windows, image.geometry(), wafer, {});
  ASSERT_FALSE(fit);
  EXPECT_EQ(fit.error().code, "measure.turned");
  EXPECT_THAT(fit.error().found, ::testing::StartsWith("1.1"));
}

/// Further than the phase between neighbouring blocks tells apart: refused all the same, with the turn that it has.
TEST(LatticeFit, names_the_turn_of_a_lattice_turned_very_far) {
  const WaferDesign wafer = round_wafer();
  for (const double turn_deg : {-5.0, 8.0, 11.3, -20.0, 44.0}) {
    const DrawnWafer image = drawn(wafer, bent(turn_deg, 0, {}));
    auto windows = windows_of(image, wafer);
    const auto fit = fit_lattice(windows, image.geometry(), wafer, {});
    ASSERT_FALSE(fit) << turn_deg;
    EXPECT_EQ(fit.error().code, "measure.turned") << turn_deg << ": " << fit.error().message();
    EXPECT_NEAR(std::stod(fit.error().found), turn_deg, 0.3);
  }
}

TEST(LatticeFit, says_that_an_image_shows_too_few_chips) {
  const WaferDesign wafer = testing_images::rectangle_wafer(6, 4, {20, 26}, {12, 15});
  WaferDesign design = wafer;
  design.chips->anchor = GridAnchor::image;
  DrawnWafer image(testing_images::one_tile(60, 52, kPixel_um), wafer, {});
  auto windows = windows_of(image, design);
  const auto fit = fit_lattice(windows, image.geometry(), design, {});
  ASSERT_FALSE(fit);
  EXPECT_EQ(fit.error().code, "measure.too_few_chips") << fit.error().message();
  EXPECT_THAT(fit.error().found, ::testing::HasSubstr("6.0 x 4.0"));
}

TEST(LatticeFit, refuses_another_pitch) {
  const WaferDesign wafer = round_wafer();
  const DrawnWafer image = drawn(wafer, bent(0, 0.012, {}));
  auto windows = windows_of(image, wafer);
  const auto fit = fit_lattice(windows, image.geometry(), wafer, {});
  ASSERT_FALSE(fit);
  EXPECT_EQ(fit.error().code, "measure.pitch");
  EXPECT_THAT(fit.error().found, ::testing::StartsWith("20.2"));
}

TEST(CheckCell, light_between_the_chips_is_refused) {
  WaferDesign half_pitch = round_wafer();
  half_pitch.chips->pitch_um.x *= 2;  // the design believes in every second column
  half_pitch.chips->columns /= 2;
  const WaferDesign printed = round_wafer();
  for (const bool wrong : {false, true}) {
    const WaferDesign& believed = wrong ? half_pitch : printed;
    const DrawnWafer image = drawn(printed, {});
    auto windows = windows_of(image, believed, 12);
    for (SampleWindow& w : windows) w.usable = true;
    const auto check = check_cell(windows, believed, {}, "pl");
    EXPECT_EQ(check.has_value(), !wrong);
    if (!check) {
      EXPECT_EQ(check.error().code, "measure.cell");
    }
  }
}

/// Dark neighbourhoods and a third of dark chips are defects; every second site dark is another lattice.
TEST(CheckCell, every_second_site_empty_is_refused) {
  const WaferDesign wafer = round_wafer();
  const auto check = [&](const std::function<bool(ChipIndex)>& lit) {
    DrawnWafer image = drawn(wafer, {});
    image.light_e = [&](ChipIndex i) { return lit(i) ? 2000.0 : 0.0; };
    image.background_e = 30;
    image.read_noise_e = 4;
    auto windows = windows_of(image, wafer, 12);
    for (SampleWindow& w : windows) w.usable = true;
    return check_cell(windows, wafer, {}, "pl");
  };
  const auto centred = check([](ChipIndex i) { return ((i.column + i.row) & 1) != 0; });
  ASSERT_FALSE(centred);
  EXPECT_EQ(centred.error().code, "measure.cell");
  EXPECT_THAT(centred.error().message(), ::testing::HasSubstr("every second site is empty"));
  const auto columns = check([](ChipIndex i) { return (i.column & 1) != 0; });
  ASSERT_FALSE(columns);
  EXPECT_THAT(columns.error().message(), ::testing::HasSubstr("every second column is empty"));
  EXPECT_TRUE(check([](ChipIndex i) { return (i.column * 7 + i.row * 5) % 3 != 0; }));
  EXPECT_TRUE(check([](ChipIndex i) { return i.column < 130; }));
}

// --- index origin ---

/// All of the image lies inside the outline: every shift of the lattice explains it alike.
/// A grid that no outline cuts shows its place at its corners only, and those of a large turned one lie beside where it
/// was designed.
TEST(Survey, corners_of_a_large_turned_grid_are_seen) {
  WaferDesign wafer = testing_images::rectangle_wafer(4000, 3100, {20, 26}, {12, 15});
  wafer.diameter_mm = 150;
  const Affine2 truth = bent(0.45, 0, {30, -20});
  DrawnWafer image(testing_images::one_tile(41000, 41000, kPixel_um), wafer, truth);
  image.mesa = {{6, 7.5}, 0.8};
  const auto survey = survey_layer(image, LayerCalibration{}, wafer, {}, nullptr, {}, {});
  ASSERT_TRUE(survey) << survey.error().message();
  EXPECT_GT(survey->registration.confidence, 0.999);
  EXPECT_LT(deviation(wafer, survey->wafer_from_design, truth).rms_px, 0.03);
  EXPECT_EQ(deviation(wafer, survey->wafer_from_design, truth).pitches, (Vec2{0, 0}));
}

TEST(IndexOrigin, refuses_where_nothing_decides) {
  WaferDesign wafer = round_wafer();
  wafer.diameter_mm = 60;
  wafer.chips->columns = 2000;
  wafer.chips->rows = 2000;
  wafer.chips->origin_um = {-20'000, -26'000};
  const DrawnWafer image = drawn(wafer, bent(0.1, 0, {5, 5}));
  auto windows = windows_of(image, wafer);
  auto fit = fit_lattice(windows, image.geometry(), wafer, {});
  ASSERT_TRUE(fit) << fit.error().message();
  const auto origin = settle_index_origin(windows, image.geometry(), wafer, {}, *fit);
  ASSERT_FALSE(origin);
  EXPECT_EQ(origin.error().code, "measure.ambiguous");
}

TEST(IndexOrigin, an_excluded_area_decides_where_the_outline_is_out_of_sight) {
  WaferDesign wafer = round_wafer();
  wafer.diameter_mm = 60;
  wafer.chips->columns = 2000;
  wafer.chips->rows = 2000;
  wafer.chips->origin_um = {-20'000, -26'000};
  wafer.chips->excluded = {{1000, 1012, 1000, 1009}};
  const Affine2 truth = bent(0.1, 0, {43, -30});
  const DrawnWafer image = drawn(wafer, truth);
  auto windows = windows_of(image, wafer);
  auto fit = fit_lattice(windows, image.geometry(), wafer, {});
  ASSERT_TRUE(fit) << fit.error().message();
  const auto origin = settle_index_origin(windows, image.geometry(), wafer, {}, *fit);
  ASSERT_TRUE(origin) << origin.error().message();
  EXPECT_THAT(origin->basis, ::testing::HasSubstr("excluded areas"));
  EXPECT_EQ(deviation(wafer, fit->wafer_from_design, truth).pitches, (Vec2{0, 0}));
}

TEST(IndexOrigin, a_shift_beyond_the_search_is_refused) {
  const WaferDesign wafer = round_wafer();
  const DrawnWafer image = drawn(wafer, bent(0, 0, {6 * 20.0, 0}));
  auto windows = windows_of(image, wafer);
  auto fit = fit_lattice(windows, image.geometry(), wafer, {});
  ASSERT_TRUE(fit) << fit.error().message();
  const auto origin = settle_index_origin(windows, image.geometry(), wafer, {}, *fit);
  ASSERT_FALSE(origin);
  EXPECT_EQ(origin.error().code, "measure.ambiguous");
}

}  // namespace
}  // namespace pellucid
