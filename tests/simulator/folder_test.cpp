#include <gmock/gmock.h>
#include <sys/resource.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "samples/simulator/el_table.h"
#include "samples/simulator/lattice.h"
#include "tests/simulator/scan_fixture.h"

namespace pellucid {
namespace {

class FolderTest : public SimulatorTest {
 protected:
  [[nodiscard]] std::map<std::string, std::string> bytes_of(const std::string& name) const {
    std::map<std::string, std::string> all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root_ / name)) {
      if (entry.is_regular_file())
        all[entry.path().lexically_relative(root_ / name).string()] = read_bytes(entry.path());
    }
    return all;
  }
};

TEST_F(FolderTest, ManifestHasEveryRequiredKey) {
  auto o = simulation_preset("small");
  ASSERT_TRUE(o);
  o->raster.write_line_power = true;
  o->calibration.write_dark = o->calibration.write_flat = true;
  const SimulationSummary s = run(*o);
  const auto j = nlohmann::json::parse(read_bytes(root_ / "scan/scan.json"));
  EXPECT_EQ(j.at("schema"), "pellucid.scan/1");
  for (const char* path :
       {"/wafer/id", "/wafer/diameter_mm", "/chips/pitch_um", "/chips/size_um", "/chips/columns", "/chips/rows",
        "/chips/origin_um", "/layers/0/name", "/layers/0/kind", "/layers/0/method",
        "/layers/0/excitation/optical_density", "/layers/0/detector/bits", "/layers/0/detector/saturation_dn",
        "/layers/0/detector/offset_dn", "/layers/0/detector/gain_e_per_dn", "/layers/0/detector/read_noise_e",
        "/layers/0/pixel_um", "/layers/0/tiles/0/file", "/layers/0/tiles/0/position_um"}) {
    EXPECT_TRUE(j.contains(nlohmann::json::json_pointer(path))) << path;
  }
  for (const char* path :
       {"/layers/0/tiles/0/file", "/layers/0/dark", "/layers/0/flat", "/layers/0/raster/line_power", "/electrical"}) {
    EXPECT_TRUE(
        std::filesystem::is_regular_file(root_ / "scan" / j.at(nlohmann::json::json_pointer(path)).get<std::string>()))
        << path;
  }
  EXPECT_TRUE(std::filesystem::exists(root_ / "scan/COMPLETE"));
  EXPECT_FALSE(std::filesystem::exists(root_ / "scan.partial"));
  EXPECT_GT(s.chips, 10000);
  EXPECT_LT(s.chips, 20000);
}

TEST_F(FolderTest, ChipsExistByTheRuleOfTheSpec) {
  SimulationOptions o = quick();
  o.wafer.flat_length_mm = 9;
  o.chips.field = FieldDesign{7, 5, {150, 60}};
  o.chips.excluded = {{3, 9, 10, 14}, {20, 21, 0, 30}};
  for (const double rotation : {0.0, 90.0, 10.0}) {
    o.chips.rotation_deg = rotation;
    const sim::TrueLattice lattice(o);
    const WaferDesign design = design_of(o);  // core's own rule, written by itself
    std::int64_t count = 0;
    for (std::int32_t row = -1; row <= lattice.rows(); ++row) {
      for (std::int32_t column = -1; column <= lattice.columns(); ++column) {
        ASSERT_EQ(lattice.exists({column, row}), design.has_chip({column, row})) << column << " " << row;
        count += lattice.exists({column, row}) ? 1 : 0;
      }
    }
    EXPECT_GT(count, 1000);
  }
  // Where a corner touches the limit: at 0.001 um outside it still counts, at 0.003 um it does not.
  SimulationOptions one = quick();
  one.chips.columns = one.chips.rows = 1;
  one.wafer.edge_exclusion_mm = 0;
  one.chips.size_um = {200, 100};
  const double x = std::sqrt(12500.0 * 12500.0 - 50.0 * 50.0) - 100.0;
  for (const auto& [beyond, exists] : {std::pair{0.0009, true}, {0.003, false}}) {
    one.chips.origin_um = Vec2{x + beyond, 0};
    EXPECT_EQ(sim::TrueLattice(one).exists({0, 0}), exists);
  }
}

TEST_F(FolderTest, SameBytesForAnyNumberOfThreads) {
  auto o = simulation_preset("small");
  ASSERT_TRUE(o);
  o->defects.partial = 0.05;
  o->raster.odd_line_phase_px = 0.4;
  o->tiff.block_px = 64;
  o->threads = 1;
  run(*o, "one");
  o->threads = 2;
  run(*o, "two");
  const auto one = bytes_of("one"), two = bytes_of("two");
  ASSERT_EQ(one.size(), two.size());
  for (const auto& [name, bytes] : one) EXPECT_TRUE(two.at(name) == bytes) << name;
}

TEST_F(FolderTest, PixelsDoNotDependOnTheFileFormat) {
  SimulationOptions o = quick();
  run(o, "plain");
  const Image plain = read_image(root_ / "plain/pl/x000_y000.tif");
  int i = 0;
  for (const TiffCompression compression :
       {TiffCompression::none, TiffCompression::lzw, TiffCompression::deflate, TiffCompression::zstd}) {
    for (const int variant : {0, 1, 2, 3}) {
      SimulationOptions v = o;
      v.tiff.compression = compression;
      v.tiff.predictor = (variant & 1) != 0;
      v.tiff.big_endian = v.tiff.big_tiff = (variant & 2) != 0;
      v.tiff.block_px = variant == 1 || variant == 2 ? 0 : 128;
      v.tiff.strip_rows = 7;
      const std::string name = std::to_string(i++);
      run(v, name);
      const Image image = read_image(root_ / name / "pl/x000_y000.tif");
      EXPECT_EQ(image.width, plain.width);
      EXPECT_TRUE(image.dn == plain.dn) << "compression " << static_cast<int>(compression) << " variant " << variant;
    }
  }
}

TEST_F(FolderTest, EightBitAndFloatAreTheSameWafer) {
  SimulationOptions o = silent();
  o.detector.gain_e_per_dn = 20;
  o.detector.offset_dn = 10;
  o.detector.saturation_dn = 255;
  run(o, "float");
  o.detector.bits = 8;
  o.tiff.compression = TiffCompression::zstd;
  o.tiff.predictor = true;
  run(o, "byte");
  const Image exact = read_image(root_ / "float/pl/x000_y000.tif"), byte = read_image(root_ / "byte/pl/x000_y000.tif");
  ASSERT_EQ(exact.dn.size(), byte.dn.size());
  for (std::size_t i = 0; i < exact.dn.size(); ++i) ASSERT_NEAR(exact.dn[i], byte.dn[i], 0.5001);
}

TEST_F(FolderTest, ElTableMapsBackToTheTruthInEveryOrientation) {
  for (int orientation = 0; orientation < 8; ++orientation) {
    SimulationOptions o = quick();
    o.write_truth = true;
    o.defects.dark = 0.1;
    o.el.write = true;
    o.el.orientation = orientation;
    o.el.first = {5, -3};
    o.chips.columns = 40;
    const std::string name = std::to_string(orientation);
    run(o, name);
    const auto truth = read_truth(root_ / name);
    ASSERT_TRUE(truth && truth->el);
    std::map<std::pair<int, int>, std::size_t> chip_at;
    for (std::size_t i = 0; i < truth->size(); ++i) chip_at[{truth->column[i], truth->row[i]}] = i;
    std::ifstream in(root_ / name / "el.csv");
    std::string line;
    std::getline(in, line);
    EXPECT_EQ(line, "column,row,el_intensity,vf_v,ir_ua,wld_nm,pass");
    std::size_t rows = 0, agree = 0;
    const auto& m = truth->el->ours_from_el;
    EXPECT_EQ(std::abs(m[0] * m[3] - m[1] * m[2]), 1);
    EXPECT_EQ(m[0] * m[3] - m[1] * m[2], orientation < 4 ? 1 : -1);
    while (std::getline(in, line)) {
      std::replace(line.begin(), line.end(), ',', ' ');
      std::istringstream fields(line);
      int c = 0, r = 0, pass = 0;
      double intensity = 0, vf = 0, ir = 0, wld = 0;
      fields >> c >> r >> intensity >> vf >> ir >> wld >> pass;
      ASSERT_TRUE(fields);
      EXPECT_GE(c, 5);
      EXPECT_GE(r, -3);
      const auto found =
          chip_at.find({m[0] * c + m[1] * r + truth->el->shift[0], m[2] * c + m[3] * r + truth->el->shift[1]});
      ASSERT_NE(found, chip_at.end());
      agree += (truth->defect[found->second] == ChipClass::good) == (pass == 1);
      ++rows;
    }
    EXPECT_EQ(rows, truth->size());
    EXPECT_GT(static_cast<double>(agree) / static_cast<double>(rows), 0.99);
  }
}

TEST_F(FolderTest, MemoryIsBoundedByBandsNotByTheWafer) {
  SimulationOptions o = quick();
  o.tiling.pixel_um = {4, 4};
  o.write_truth = false;
  run(quick(), "warm");
  rusage before{}, after{};
  getrusage(RUSAGE_SELF, &before);
  const SimulationSummary s = run(o);
  getrusage(RUSAGE_SELF, &after);
  EXPECT_GT(s.image_bytes, 75'000'000);
  EXPECT_LT((after.ru_maxrss - before.ru_maxrss) * 1024, 40'000'000);
}

TEST_F(FolderTest, LeaksShowInThePowerSeries) {
  SimulationOptions o = quick();
  o.chips.size_um = {20, 20};
  o.excitation.power_density_w_cm2 = 100;
  o.light.spread = 0;
  o.defects.leaky = 0.2;
  o.defects.leak_min_ohm = o.defects.leak_max_ohm = 5e6;
  o.defects.leak_floor = 0;
  o.layers = {{"od0", LayerKind::photoluminescence, 0, {}, 0}, {"od1", LayerKind::photoluminescence, 1, {}, 0}};
  run(o);
  const auto truth = read_truth(root_ / "scan");
  ASSERT_TRUE(truth);
  int leaky = 0;
  for (std::size_t i = 0; i < truth->size(); ++i) {
    if (truth->kind[i] != DefectKind::leaky) continue;
    ++leaky;
    EXPECT_EQ(truth->defect[i], ChipClass::leaky);
    const TrueLayer& weak = truth->layers.at("od1");
    EXPECT_NEAR(truth->first().intensity_e[i] / truth->first().healthy_e[i], 0.89, 0.005);
    EXPECT_NEAR(weak.intensity_e[i] / weak.healthy_e[i], 0.061, 0.0005);
    EXPECT_GT(truth->leak_power_w_cm2[i], 5);
  }
  EXPECT_GT(leaky, 100);
}

TEST_F(FolderTest, RefusesWhatItCannotDoAndLeavesNothing) {
  std::filesystem::create_directories(root_ / "there");
  const auto exists = simulate(quick(), root_ / "there");
  ASSERT_FALSE(exists);
  EXPECT_EQ(exists.error().code, "simulator.exists");

  SimulationOptions bad = quick();
  bad.wafer.diameter_mm = 10;
  const auto small = simulate(bad, root_ / "small");
  ASSERT_FALSE(small);
  EXPECT_EQ(small.error().kind, ErrorKind::usage);
  EXPECT_EQ(small.error().message(), "wafer.diameter_mm is out of range (expected 25 to 300, found 10)");

  std::stop_source stop;
  stop.request_stop();
  const auto stopped = simulate(quick(), root_ / "stopped", {}, stop.get_token());
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().kind, ErrorKind::cancelled);
  EXPECT_FALSE(std::filesystem::exists(root_ / "stopped"));
  EXPECT_FALSE(std::filesystem::exists(root_ / "stopped.partial"));

  const auto unknown = simulation_preset("huge");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, "simulator.preset");
}

TEST_F(FolderTest, EveryOddOptionIsNamed) {
  const std::vector<std::pair<std::string, void (*)(SimulationOptions&)>> cases = {
      {"chips.pitch_um[0]", [](SimulationOptions& o) { o.chips.pitch_um.x = 0; }},
      {"chips.size_um[1]", [](SimulationOptions& o) { o.chips.size_um.y = 500; }},
      {"lattice.angle_deg", [](SimulationOptions& o) { o.lattice.angle_deg = std::nan(""); }},
      {"light.chip_e", [](SimulationOptions& o) { o.light.chip_e = -1; }},
      {"detector.saturation_dn", [](SimulationOptions& o) { o.detector.bits = 8; }},
      {"tiling.tile_width_px", [](SimulationOptions& o) { o.tiling.method = ScanMethod::camera; }},
      {"tiling.pixel_um",
       [](SimulationOptions& o) {
         o.tiling.pixel_um = {0.01, 0.01};
       }},
      {"defects", [](SimulationOptions& o) { o.defects.dark = o.defects.dim = 0.7; }},
      {"a reticle pattern",
       [](SimulationOptions& o) { o.defects.patterns.emplace_back().shape = PatternShape::reticle; }},
      {"a layer's name", [](SimulationOptions& o) { o.layers.front().name = "../out"; }},
      {"tiff.block_px", [](SimulationOptions& o) { o.tiff.block_px = 100; }}};
  for (const auto& [knob, spoil] : cases) {
    SimulationOptions o = quick();
    spoil(o);
    const auto checked = check(o);
    ASSERT_FALSE(checked) << knob;
    EXPECT_EQ(checked.error().code, "simulator.option");
    EXPECT_THAT(checked.error().message(), testing::HasSubstr(knob));
  }
}

TEST_F(FolderTest, EveryPresetIsValid) {
  for (const std::string& name : preset_names()) {
    const auto o = simulation_preset(name);
    ASSERT_TRUE(o);
    EXPECT_TRUE(check(*o)) << name;
    EXPECT_FALSE(preset_description(name).empty());
  }
}

TEST_F(FolderTest, PatternsFallWhereTheyWereAskedFor) {
  SimulationOptions o = quick();
  o.chips.field = FieldDesign{8, 8, {0, 0}};
  o.defects.patterns = {{PatternShape::scratch, DefectKind::dark, 1, {-5000, 0}, {5000, 3000}, 0, 500, 0, 0},
                        {PatternShape::ring, DefectKind::dim, 1, {0, 0}, {}, 9000, 600, 0, 0},
                        {PatternShape::edge, DefectKind::bright, 1, {}, {}, 11000, 0, 0, 0},
                        {PatternShape::reticle, DefectKind::partial, 1, {}, {}, 0, 0, 3, 5}};
  run(o);
  const auto truth = read_truth(root_ / "scan");
  ASSERT_TRUE(truth);
  for (std::size_t i = 0; i < truth->size(); ++i) {
    const double x = truth->x_um[i], y = truth->y_um[i], r = std::hypot(x, y);
    const double across = std::abs(y - 1500 - 0.3 * x) / std::sqrt(1.09);
    const bool near_line = across < 250 && std::abs(x) < 5500;
    if (near_line && std::abs(x) > 4500) continue;  // the scratch's rounded ends
    DefectKind expected = near_line ? DefectKind::dark : DefectKind::none;
    if (expected == DefectKind::none && std::abs(r - 9000) <= 300) expected = DefectKind::dim;
    if (expected == DefectKind::none && r >= 11000) expected = DefectKind::bright;
    const bool place = truth->column[i] % 8 == 3 && truth->row[i] % 8 == 5;
    if (expected == DefectKind::none && place) {
      EXPECT_GE(truth->kind[i], DefectKind::partial_left);
    } else {
      EXPECT_EQ(truth->kind[i], expected) << x << " " << y;
    }
  }
}

}  // namespace
}  // namespace pellucid
