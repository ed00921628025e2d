#include <cmath>

#include "core/model/layer.h"
#include "tests/simulator/scan_fixture.h"

namespace pellucid {
namespace {

struct ChipSum {
  double light_e = 0, x = 0, y = 0;  // total and centroid in pixels
  double even_x = 0, odd_x = 0;      // centroid of even and odd lines
};

/// Sum over the chip's own cell of a corrected image.
ChipSum sum_cell(const Image& e, double px, double py, double half) {
  ChipSum s;
  double even = 0, odd = 0;
  const auto x0 = static_cast<std::int64_t>(std::max(0.0, px - half)),
             y0 = static_cast<std::int64_t>(std::max(0.0, py - half));
  const auto x1 = std::min(e.width, static_cast<std::int64_t>(px + half)),
             y1 = std::min(e.height, static_cast<std::int64_t>(py + half));
  for (std::int64_t y = y0; y < y1; ++y) {
    for (std::int64_t x = x0; x < x1; ++x) {
      const double v = e.at(x, y), at = static_cast<double>(x) + 0.5;
      s.light_e += v;
      s.x += v * at;
      s.y += v * (static_cast<double>(y) + 0.5);
      (y % 2 == 0 ? even : odd) += v;
      (y % 2 == 0 ? s.even_x : s.odd_x) += v * at;
    }
  }
  s.x /= s.light_e;
  s.y /= s.light_e;
  s.even_x /= even;
  s.odd_x /= odd;
  return s;
}

/// Dark and flat undone as the spec says: (raw - dark) / flat * gain.
Image correct(const Image& raw, const Image& dark, const Image& flat, double gain) {
  Image e = raw;
  double mean = 0;
  for (std::size_t i = 0; i < flat.dn.size(); ++i)
    mean += (flat.dn[i] - dark.dn[i]) / static_cast<double>(flat.dn.size());
  for (std::int64_t y = 0; y < e.height; ++y) {
    for (std::int64_t x = 0; x < e.width; ++x) {
      const std::int64_t fy = flat.height == 1 ? 0 : y;
      const double f = (flat.at(x, fy) - dark.at(x, fy)) / mean;
      e.dn[static_cast<std::size_t>(y * e.width + x)] = (raw.at(x, y) - dark.at(x, fy)) / f * gain;
    }
  }
  return e;
}

class ImageTest : public SimulatorTest {
 protected:
  /// Every chip of a one-file scan holds its true light at its true place.
  void expect_light(const SimulationOptions& o) {
    run(o);
    const auto truth = read_truth(root_ / "scan");
    ASSERT_TRUE(truth) << truth.error().message();
    ASSERT_GT(truth->size(), 1000U);
    Image e = read_image(root_ / "scan/pl/x000_y000.tif");
    if (o.calibration.write_flat) {
      e = correct(e, read_image(root_ / "scan/calibration/dark.tif"), read_image(root_ / "scan/calibration/flat.tif"),
                  o.detector.gain_e_per_dn);
    } else {
      for (double& v : e.dn) v = (v - o.detector.offset_dn) * o.detector.gain_e_per_dn;
    }
    const double left = -0.5 * static_cast<double>(e.width) * o.tiling.pixel_um.x,
                 top = 0.5 * static_cast<double>(e.height) * o.tiling.pixel_um.y;
    for (std::size_t i = 0; i < truth->size(); ++i) {
      const double px = (truth->x_um[i] - left) / o.tiling.pixel_um.x,
                   py = (top - truth->y_um[i]) / o.tiling.pixel_um.y;
      const ChipSum s = sum_cell(e, px, py, 0.5 * o.chips.pitch_um.x / o.tiling.pixel_um.x);
      const double light = truth->first().intensity_e[i];
      ASSERT_NEAR(s.light_e, light, 1e-4 * std::max(light, 100.0))
          << "chip " << i << " kind " << static_cast<int>(truth->kind[i]);
      if (truth->kind[i] == DefectKind::none && o.raster.odd_line_phase_px == 0) {
        ASSERT_NEAR(s.x, px, 0.01);
        ASSERT_NEAR(s.y, py, 0.01);
      }
    }
  }
};

TEST_F(ImageTest, TotalLightAndPlaceOfRectangles) {
  expect_light(silent());
}

TEST_F(ImageTest, TotalLightOfTurnedScaledAndDriftingLattice) {
  SimulationOptions o = silent();
  o.lattice = {0.5, {300, -200}, 0.05, {700, -400}, 3};
  o.defects.partial = 0.2;
  expect_light(o);
}

TEST_F(ImageTest, TotalLightOfEveryShapeWithDefectsAndFixedPattern) {
  for (const MesaShape shape : {MesaShape::rounded_rectangle, MesaShape::ellipse, MesaShape::hexagon}) {
    SimulationOptions o = silent();
    o.chips.shape = shape;
    o.chips.corner_radius_um = 40;
    o.defects = {};
    o.defects.partial = 0.3;
    o.defects.dark = o.defects.dim = o.defects.bright = 0.05;
    o.calibration = {true, true, 0.2, 0.01, 3, 30000, 0};
    std::filesystem::remove_all(root_ / "scan");
    expect_light(o);
  }
}

TEST_F(ImageTest, HaloKeepsTheLight) {
  SimulationOptions o = silent();
  o.chips.pitch_um = {600, 600};
  o.optics.halo_sigma_um = 36;
  o.optics.halo_weight = 0.2;
  o.chips.size_um = {120, 120};
  o.chips.shape = MesaShape::ellipse;
  o.defects.partial = 0.3;
  expect_light(o);
}

TEST_F(ImageTest, OddLinesLieToTheRight) {
  // Wider than one block of the renderer; once along the pixels, once by the table of a general shape.
  for (const MesaShape shape : {MesaShape::rectangle, MesaShape::ellipse}) {
    SimulationOptions o = silent();
    o.chips.shape = shape;
    o.tiling.pixel_um = {20, 20};
    o.raster.bidirectional = true;
    o.raster.odd_line_phase_px = 1.3;
    std::filesystem::remove_all(root_ / "scan");
    run(o);
    const auto truth = read_truth(root_ / "scan");
    ASSERT_TRUE(truth);
    Image e = read_image(root_ / "scan/pl/x000_y000.tif");
    ASSERT_GT(e.width, 1100);
    for (double& v : e.dn) v = (v - o.detector.offset_dn) * o.detector.gain_e_per_dn;
    const double left = -0.5 * static_cast<double>(e.width) * 20, top = 0.5 * static_cast<double>(e.height) * 20;
    for (std::size_t i = 0; i < truth->size(); ++i) {
      const double px = (truth->x_um[i] - left) / 20, py = (top - truth->y_um[i]) / 20;
      const ChipSum s = sum_cell(e, px, py, 10);
      ASSERT_NEAR(s.light_e, truth->first().intensity_e[i], 1e-4 * s.light_e);
      ASSERT_NEAR(s.even_x, px, 0.01);
      ASSERT_NEAR(s.odd_x - s.even_x, 1.3, 0.01);
    }
  }
}

TEST_F(ImageTest, LinePowerIsInTheImageAsTheMonitorTellsIt) {
  SimulationOptions o = silent();
  o.light.background_e_per_px = 1000;
  o.light.chip_e = 0;
  o.raster.write_line_power = true;
  o.raster.power_drift = 0.1;
  o.raster.power_jitter = 0.01;
  o.raster.power_exponent = 1.5;
  run(o);
  const Image raw = read_image(root_ / "scan/pl/x000_y000.tif");
  std::ifstream monitor(root_ / "scan/pl/line_power.csv");
  std::string line;
  std::getline(monitor, line);
  EXPECT_EQ(line, "line,relative_power");
  std::int64_t lines = 0;
  while (std::getline(monitor, line)) {
    const double power = std::stod(line.substr(line.find(',') + 1));
    EXPECT_EQ(std::stoll(line), lines);
    EXPECT_NEAR((raw.at(5, lines) - 100) * 0.8, 1000 * std::pow(power, 1.5), 0.01);
    ++lines;
  }
  EXPECT_EQ(lines, raw.height);
}

TEST_F(ImageTest, CameraTilesLieWhereTheTruthSays) {
  SimulationOptions o = silent();
  o.tiling.method = ScanMethod::camera;
  o.tiling.tile_width_px = o.tiling.tile_height_px = 256;
  o.tiling.overlap_px = 32;
  o.camera.stage_jitter_um = 12;
  run(o);
  const auto truth = read_truth(root_ / "scan");
  ASSERT_TRUE(truth);
  const auto& errors = truth->first().tile_error_um;
  ASSERT_GE(errors.size(), 9U);
  // The middle tile of the wafer, by name; its index is its rank among the tiles that exist.
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(root_ / "scan/pl"))
    names.push_back(entry.path().filename().string());
  ASSERT_EQ(names.size(), errors.size());
  Image e = read_image(root_ / "scan/pl/x001_y001.tif");
  for (double& v : e.dn) v = (v - 100) * 0.8;
  const std::int64_t step = 256 - 32;
  const double total = 3 * step + 256;  // four tiles cover 25.4 mm
  const double left = (-0.5 * total + step) * 30, top = (0.5 * total - step) * 30;
  // Rows of four, none skipped: 16 tiles.
  ASSERT_EQ(errors.size(), 16U);
  const Vec2 error = errors[5];
  EXPECT_GT(std::hypot(error.x, error.y), 0.1);
  int seen = 0;
  for (std::size_t i = 0; i < truth->size(); ++i) {
    const double px = (truth->x_um[i] - left - error.x) / 30, py = (top + error.y - truth->y_um[i]) / 30;
    if (px < 8 || py < 8 || px > 248 || py > 248) continue;
    const ChipSum s = sum_cell(e, px, py, 6.6);
    EXPECT_NEAR(s.x, px, 0.01);
    EXPECT_NEAR(s.y, py, 0.01);
    ++seen;
  }
  EXPECT_GT(seen, 200);
}

TEST_F(ImageTest, ReflectanceShowsMissingChipsOnly) {
  SimulationOptions o = silent();
  o.defects.missing = o.defects.dark = 0.1;
  o.layers.push_back({"mesa", LayerKind::reflectance, 0, {0, 0}, 500});
  run(o);
  const auto truth = read_truth(root_ / "scan");
  ASSERT_TRUE(truth);
  EXPECT_EQ(truth->first_layer, "pl");
  int missing = 0, dark = 0;
  for (std::size_t i = 0; i < truth->size(); ++i) {
    const double reflected = truth->layers.at("mesa").intensity_e[i];
    EXPECT_EQ(reflected == 0, truth->kind[i] == DefectKind::missing);
    missing += truth->defect[i] == ChipClass::missing;
    dark += truth->defect[i] == ChipClass::dark;
  }
  EXPECT_GT(missing, 50);
  EXPECT_GT(dark, 50);
}

}  // namespace
}  // namespace pellucid
