/// Wafers without chips end to end: simulated with known defects, inspected, exported.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "acquisition/defect_csv.h"
#include "inspection/assign_dies.h"
#include "inspection/export.h"
#include "inspection/fab_export.h"
#include "inspection/info.h"
#include "inspection/inspect.h"
#include "inspection/open_pixels.h"
#include "mes/klarf_read.h"
#include "results/result_folder.h"
#include "results/wafer_h5.h"
#include "samples/simulator/simulate.h"
#include "tests/support/temp_folder.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
using Kind = SurfaceDefectKind;

/// A 25 mm wafer of 10 um pixels; one defect of each kind where plates and, in a camera's scan, tiles meet.
SimulationOptions wafer() {
  SimulationOptions o = *simulation_preset("epi");
  o.wafer.diameter_mm = 25;
  o.wafer.flat_length_mm = 8;
  o.tiling.pixel_um = {10, 10};
  o.optics.psf_sigma_um = 8;
  o.surface.populations.clear();
  o.surface.planted = {{Kind::dark_spot, {-4000, 3000}, 150, 150, 0, 0, -0.4},
                       {Kind::bright_spot, {3000, 4000}, 120, 120, 0, 0, 0.5},
                       {Kind::line, {0, 0}, 1500, 20, 30, 0, -0.4},
                       {Kind::triangle, {-3000, -4000}, 600, 500, 70, 0, -0.25},
                       {Kind::scratch, {4000, -3500}, 5000, 40, 100, 500, -0.5}};
  return o;
}

SimulationOptions camera() {
  SimulationOptions o = wafer();
  o.wafer.mark = OrientationMark::notch;
  o.wafer.flat_length_mm.reset();
  o.tiling.method = ScanMethod::camera;
  o.tiling.tile_width_px = 400;
  o.tiling.tile_height_px = 360;
  o.tiling.overlap_px = 40;
  o.camera.stage_jitter_um = 4;
  o.calibration.vignetting = 0.3;
  o.surface.tile_step = 0.06;
  o.surface.offset_um = {220, -180};
  return o;
}

class Unpatterned : public testing::Test {
 protected:
  void make(const SimulationOptions& options) {
    fs::remove_all(scan());
    const auto made = simulate(options, scan());
    ASSERT_TRUE(made) << made.error().message();
  }
  [[nodiscard]] fs::path scan() const { return temp_.path() / "scan"; }
  [[nodiscard]] fs::path result(const std::string& name = "result") const { return temp_.path() / name; }
  Result<ResultData> run(int threads = 2, const std::string& name = "result") {
    InspectRequest request;
    request.scan = scan();
    request.result = result(name);
    request.threads = threads;
    request.overwrite = true;
    request.write_maps_and_report = name == "result";
    return inspect(request);
  }
  /// Each planted defect is there once, where it was planted, with its class; and nothing else.
  static void expect_planted(const SimulationOptions& o, const Surface& surface) {
    std::string listed;
    for (const SurfaceDefect& d : surface.defects) {
      listed += std::string(name_of(d.surface_class)) + " at " + std::to_string(d.centre_um.x) + ", " +
                std::to_string(d.centre_um.y) + ", " + std::to_string(d.length_um) + " um, contrast " +
                std::to_string(d.contrast) + ", " + std::to_string(d.significance) + " sigma\n";
    }
    EXPECT_EQ(surface.defects.size(), o.surface.planted.size()) << listed;
    for (const PlantedDefect& p : o.surface.planted) {
      const Vec2 at = p.centre_um + o.surface.offset_um;
      const SurfaceDefect* nearest = nullptr;
      double least = 1e300;
      for (const SurfaceDefect& d : surface.defects) {
        const double distance = std::hypot(d.centre_um.x - at.x, d.centre_um.y - at.y);
        if (distance < least) least = distance, nearest = &d;
      }
      ASSERT_NE(nearest, nullptr);
      const double allowed = p.kind == Kind::scratch ? 400 : 15;
      EXPECT_LT(least, allowed) << name_of(p.kind);
      EXPECT_EQ(name_of(nearest->surface_class), name_of(p.kind));
      EXPECT_NEAR(nearest->length_um, p.length_um, 0.15 * p.length_um + 60) << name_of(p.kind);
      EXPECT_EQ(nearest->contrast < 0, p.contrast < 0);
    }
  }

  test::TempFolder temp_;
};

TEST_F(Unpatterned, a_raster_gives_its_map_and_its_defects) {
  const SimulationOptions o = wafer();
  make(o);
  const auto found = run();
  ASSERT_TRUE(found) << found.error().message();
  ASSERT_TRUE(found->surface);
  expect_planted(o, *found->surface);
  const Surface& s = *found->surface;
  EXPECT_GT(s.coverage.share(), 0.999);
  EXPECT_TRUE(s.coverage.outline_found);
  // Light of 3000 e falls by 15 percent to the rim.
  const auto& radial = s.uniformity.radial;
  EXPECT_NEAR(radial.front().light_e.mean, 3004, 30);
  EXPECT_NEAR(radial[14].light_e.mean / radial.front().light_e.mean,
              1 - 0.15 * std::pow(radial[14].radius_mm / 12.5, 2), 0.02);
  // Sigma is honest: neighbouring cells differ by texture, but not by less than their noise.
  const float sigma = s.layers[0].find("intensity_sigma_e")->values[s.grid.size() / 2 + 25];
  EXPECT_NEAR(sigma, std::sqrt(3000.0) / 50, 0.2) << "2500 pixels a cell";
}

TEST_F(Unpatterned, camera_tiles_that_overlap_and_differ_make_no_defects_of_their_own) {
  const SimulationOptions o = camera();
  make(o);
  const auto found = run();
  ASSERT_TRUE(found) << found.error().message();
  expect_planted(o, *found->surface);
  EXPECT_GT(found->surface->coverage.share(), 0.995);
  EXPECT_NEAR(found->surface->coverage.centre_um.x, 220, 8) << "the wafer lies beside the stage's origin";
  EXPECT_NEAR(found->surface->coverage.centre_um.y, -180, 8);
}

TEST_F(Unpatterned, a_clean_wafer_has_no_defect_and_the_same_bytes_for_any_threads) {
  SimulationOptions o = camera();
  o.surface.planted.clear();
  o.calibration = {};  // a flat of 30000 DN does not fit into 8 bits
  o.detector.bits = 8;
  o.detector.gain_e_per_dn = 30;
  o.detector.offset_dn = 5;
  o.detector.saturation_dn = 255;
  make(o);
  std::string first;
  for (const int threads : {1, 3}) {
    const auto found = run(threads, "plain");
    ASSERT_TRUE(found) << found.error().message();
    expect_planted(o, *found->surface);  // none
    std::ifstream file(result("plain") / "wafer.h5", std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    EXPECT_GT(bytes.size(), 1000U);
    if (threads == 1) first = bytes;
    EXPECT_TRUE(bytes == first);
  }
}

TEST_F(Unpatterned, missing_tiles_are_stated_and_not_searched) {
  make(camera());
  fs::remove(scan() / "pl" / "x003_y003.tif");
  EXPECT_FALSE(run());
  InspectRequest request;
  request.scan = scan();
  request.result = result();
  request.allow_missing_tiles = true;
  const auto found = inspect(request);
  ASSERT_TRUE(found) << found.error().message();
  EXPECT_LT(found->surface->coverage.share(), 0.98);
  EXPECT_THAT(found->warnings, testing::Contains(testing::HasSubstr("of the usable area was not measured")));
}

TEST_F(Unpatterned, the_result_is_read_back_and_exported) {
  const SimulationOptions o = wafer();
  make(o);
  const auto found = run();
  ASSERT_TRUE(found) << found.error().message();
  const auto folder = open_result(result());
  ASSERT_TRUE(folder) << folder.error().message();
  ASSERT_TRUE(folder->summary.surface);
  EXPECT_EQ(folder->summary.surface->defects, 5);
  EXPECT_EQ(folder->summary.surface->counts, found->surface->counts());
  EXPECT_NEAR(folder->summary.surface->uniformity.nonuniformity, found->surface->uniformity.nonuniformity, 1e-12);
  EXPECT_TRUE(std::isnan(folder->summary.yield));
  const auto back = read_wafer_h5(result() / kWaferFile);
  ASSERT_TRUE(back) << back.error().message();
  EXPECT_EQ(back->defects.size(), 5U);
  EXPECT_EQ(back->defects[2].centre_um, found->surface->defects[2].centre_um);
  EXPECT_EQ(back->layers[0].planes.size(), 4U);
  for (const char* file : {"report.html", "maps/defects.png", "maps/intensity.png"}) {
    EXPECT_TRUE(fs::exists(result() / file)) << file;
  }
  EXPECT_TRUE(std::holds_alternative<Summary>(*info(result())));

  ExportRequest csv;
  csv.result = result();
  csv.file = temp_.path() / "defects.csv";
  const auto table = export_table(csv);
  ASSERT_TRUE(table) << table.error().message();
  EXPECT_EQ(table->defects, 5);
  const auto list = read_defect_csv(csv.file);
  ASSERT_TRUE(list) << list.error().message();
  EXPECT_NEAR((*list)[0].centre_um.x, found->surface->defects[0].centre_um.x, 0.001);

  for (const FabFormat format : {FabFormat::klarf12, FabFormat::klarf18}) {
    FabExportRequest klarf;
    klarf.result = result();
    klarf.file = temp_.path() / "defects.klarf";
    klarf.format = format;
    klarf.overwrite = true;
    const auto written = export_fab_file(klarf);
    ASSERT_TRUE(written) << written.error().message();
    EXPECT_EQ(written->defects_listed, 5);
    const auto file = mes::read_klarf(klarf.file);
    ASSERT_TRUE(file) << file.error().message();
    EXPECT_NEAR(file->wafers[0].place_um(1).x, found->surface->defects[1].centre_um.x, 0.01);
  }
  FabExportRequest map;
  map.result = result();
  map.file = temp_.path() / "map.xml";
  map.format = FabFormat::e142;
  const auto refused = export_fab_file(map);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().what, testing::HasSubstr("no map of chips"));

  AssignDiesRequest dies;
  dies.list = result();
  dies.file = temp_.path() / "dies.csv";
  dies.grid = {{2000, 2000}, {0, 0}, 25, 1};
  const auto assigned = assign_dies(dies);
  ASSERT_TRUE(assigned) << assigned.error().message();
  EXPECT_EQ(assigned->defects, 5);
  EXPECT_GE(assigned->defective, 7) << "the scratch and the line run through several";
}

TEST_F(Unpatterned, the_pixels_of_a_defect_are_found_in_the_scan) {
  make(wafer());
  ASSERT_TRUE(run());
  const auto pixels = ResultPixels::open(result());
  ASSERT_TRUE(pixels) << pixels.error().message();
  const auto dark = pixels->around("", {-4000, 3000}, 40, PixelKind::corrected);
  ASSERT_TRUE(dark) << dark.error().message();
  const auto beside = pixels->around("", {-4000, 3400}, 40, PixelKind::corrected);
  ASSERT_TRUE(beside) << beside.error().message();
  const auto mean = [](const PixelPatch& patch) {
    double sum = 0;
    for (const float v : patch.values) sum += static_cast<double>(v);
    return sum / static_cast<double>(patch.values.size());
  };
  EXPECT_NEAR(mean(*dark) / mean(*beside), 0.6, 0.05);
}

}  // namespace
}  // namespace pellucid
