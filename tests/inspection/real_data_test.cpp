/// Images that others took (PELLUCID_REAL_DATA), imported and inspected. Skipped where they are absent.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>
#include <sstream>

#include "acquisition/image_import.h"
#include "inspection/inspect.h"
#include "tests/support/temp_folder.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;

double pearson(const std::vector<double>& a, const std::vector<double>& b) {
  const auto n = static_cast<double>(a.size());
  const double ma = std::accumulate(a.begin(), a.end(), 0.0) / n, mb = std::accumulate(b.begin(), b.end(), 0.0) / n;
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += (a[i] - ma) * (b[i] - mb);
    aa += (a[i] - ma) * (a[i] - ma);
    bb += (b[i] - mb) * (b[i] - mb);
  }
  return ab / std::sqrt(aa * bb);
}

class RealData : public testing::Test {
 protected:
  void need(const char* folder) {
    const std::string data = PELLUCID_REAL_DATA;
    root_ = fs::path(data) / folder;
    if (data.empty() || !fs::is_directory(root_)) GTEST_SKIP() << "no real files at PELLUCID_REAL_DATA/" << folder;
  }
  /// One image, pixels of 1 um.
  [[nodiscard]] ImportRequest image(const std::string& name, Vec2 pitch_px) const {
    ImportRequest request;
    request.images = {{root_ / name, {}}};
    request.output = temp_.path() / "scan";
    request.pixel_um = Vec2{1, 1};
    request.pitch_um = pitch_px;
    return request;
  }
  Result<ResultData> import_and_inspect(const ImportRequest& request) {
    fs::remove_all(temp_.path() / "scan");
    const auto scan = import_images(request);
    if (!scan) return fail(scan.error());
    InspectRequest inspection;
    inspection.scan = temp_.path() / "scan";
    inspection.result = temp_.path() / "result";
    inspection.threads = 2;
    inspection.overwrite = true;
    inspection.write_maps_and_report = false;
    return inspect(inspection);
  }
  fs::path root_;
  test::TempFolder temp_;
};

std::vector<std::vector<double>> read_table(const fs::path& path) {
  std::vector<std::vector<double>> rows;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::vector<double> row;
    std::istringstream fields(line);
    for (std::string field; std::getline(fields, field, ',');) {
      if (field.find_first_of("0123456789") != std::string::npos) row.push_back(std::stod(field));
    }
    if (!row.empty()) rows.push_back(std::move(row));
  }
  return rows;
}

/// 18 x 20 lit LEDs; the vendor's table has the image's first row first.
TEST_F(RealData, MiniLedsAgreeWithTheVendor) {
  need("miniled-aoi");
  if (IsSkipped()) return;
  const auto vendor = read_table(root_ / "vendor_intensity_bottom_right_20x18.csv");
  ASSERT_EQ(vendor.size(), 20U);
  const auto data = import_and_inspect(image("crop_bottom_right_18x20leds.bmp", {7.3, 7.3}));
  ASSERT_TRUE(data) << data.error().message();
  const ChipTable& table = data->table;
  ASSERT_EQ(table.size(), 360U);
  // The three that a look at the image shows, (column, row from the top). They glow evenly where a healthy LED is a
  // spot; the vendor's wide boxes sum them nearly to a healthy LED's light, a fit of the healthy profile does not.
  const std::vector<std::pair<std::size_t, std::size_t>> dim{{3, 10}, {1, 14}, {16, 19}};
  const auto is_dim = [&](std::size_t k) {
    return std::count(dim.begin(), dim.end(), std::pair(k % 18, 19 - k / 18)) > 0;
  };
  std::vector<double> ours, theirs, our_spots, their_spots;
  for (std::size_t k = 0; k < table.size(); ++k) {
    ASSERT_EQ(table.column[k], static_cast<int>(k % 18));
    ASSERT_EQ(table.row[k], static_cast<int>(k / 18));
    ours.push_back(static_cast<double>(table.layers[0].intensity_e[k]));
    theirs.push_back(vendor[19 - k / 18].at(k % 18));
    if (is_dim(k)) continue;
    our_spots.push_back(ours.back());
    their_spots.push_back(theirs.back());
  }
  EXPECT_GE(pearson(ours, theirs), 0.90);
  EXPECT_GE(pearson(our_spots, their_spots), 0.97);
  for (const auto& [column, from_top] : dim) {
    const std::size_t k = (19 - from_top) * 18 + column;
    const ChipClass c = table.chip_class[k];
    EXPECT_TRUE(c == ChipClass::dim || c == ChipClass::partial || c == ChipClass::dark)
        << column << "," << from_top << " is " << name_of(c) << ", relative " << table.layers[0].relative_intensity[k];
    EXPECT_LT(table.layers[0].relative_intensity[k], 0.85F);
  }
  const auto good = std::count(table.chip_class.begin(), table.chip_class.end(), ChipClass::good);
  EXPECT_GE(good, 330);  // a healthy panel
  EXPECT_NEAR(data->registrations[0].pitch_um.x, 7.24, 0.03);
  EXPECT_NEAR(data->registrations[0].pitch_um.y, 7.35, 0.03);
}

/// What is measured must not hang on how many electrons a DN is said to be.
TEST_F(RealData, MiniLedsWhateverTheGain) {
  need("miniled-aoi");
  if (IsSkipped()) return;
  std::vector<std::vector<double>> lights;
  for (const double gain : {1.0, 40.0}) {
    ImportRequest request = image("crop_bottom_right_18x20leds.bmp", {7.3, 7.3});
    request.gain_e_per_dn = gain;
    const auto data = import_and_inspect(request);
    ASSERT_TRUE(data) << data.error().message();
    lights.emplace_back(data->table.layers[0].intensity_e.begin(), data->table.layers[0].intensity_e.end());
  }
  ASSERT_EQ(lights[0].size(), lights[1].size());
  EXPECT_GE(pearson(lights[0], lights[1]), 0.97);
}

/// A microscope's view of some twenty emitters, turned by 45 degrees: one spacing in every channel, or a refusal that
/// says that the image holds too few of them.
TEST_F(RealData, OledLatticeTurnedByAnEighth) {
  need("oled-subpixels");
  if (IsSkipped()) return;
  std::vector<double> pitches;
  for (const char* name : {"set1_gimg.bmp", "set1_grimg.bmp", "set1_grimg2.bmp", "set1_bimg.bmp"}) {
    ImportRequest request = image(name, {103.5, 103.5});
    request.angle_deg = 45;
    request.size_um = Vec2{50, 50};
    const auto data = import_and_inspect(request);
    if (!data) {
      EXPECT_EQ(data.error().kind, ErrorKind::bad_input) << data.error().message();
      EXPECT_EQ(data.error().code, "measure.too_few_chips") << data.error().message();
      continue;
    }
    const LayerRegistration& r = data->registrations[0];
    EXPECT_NEAR(r.pitch_um.x, r.pitch_um.y, 0.02 * r.pitch_um.x) << name;
    EXPECT_NEAR(r.angle_deg, 45, 1.5) << name;
    pitches.push_back(r.pitch_um.x);
    std::int64_t saturated = 0;
    for (const std::uint32_t f : data->table.flags) saturated += (f & chip_flag::kSaturated) != 0;
    if (std::string(name) == "set1_bimg.bmp") {
      EXPECT_GE(saturated, 4);
    }
  }
  for (const double p : pitches) EXPECT_NEAR(p, pitches.front(), 0.01 * pitches.front());
}

/// 127 spots in a hexagonal array: every rectangular cell is refused, also the one that has a spot at every second
/// site.
TEST_F(RealData, HexagonalSpotsAreNeverMisIndexed) {
  need("spot-grids");
  if (IsSkipped()) return;
  for (const char* name : {"img_u16.tif", "sh_flat_u16.tif"}) {
    for (const Vec2 pitch : {Vec2{40, 40}, Vec2{40.6, 70.4}, Vec2{40.6, 35.2}, Vec2{35, 35}}) {
      const auto data = import_and_inspect(image(name, pitch));
      ASSERT_FALSE(data) << name << " measured with " << pitch.x << " x " << pitch.y;
      EXPECT_TRUE(data.error().code.starts_with("measure.")) << data.error().message();
    }
    const auto data = import_and_inspect(image(name, {20.3, 35.2}));
    ASSERT_FALSE(data) << name;
    EXPECT_EQ(data.error().code, "measure.cell") << data.error().message();
    EXPECT_NE(data.error().message().find("every second site is empty"), std::string::npos) << data.error().message();
  }
}

/// Microscope tiles without any chips: placed as their metadata say, and refused by the measurement.
TEST_F(RealData, StageTilesArePlacedAndRefused) {
  need("stage-tiles-16bit");
  if (IsSkipped()) return;
  ImportRequest request;
  for (const auto& entry : fs::directory_iterator(root_ / "2023-02-21/1334/ZStep_1"))
    request.images.push_back({entry.path(), {}});
  std::sort(request.images.begin(), request.images.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  ASSERT_EQ(request.images.size(), 2U);
  request.output = temp_.path() / "scan";
  request.pitch_um = {20, 20};
  const auto scan = import_images(request);
  ASSERT_TRUE(scan) << scan.error().message();
  const auto& tiles = scan->layers[0].geometry.tiles;
  EXPECT_NEAR(tiles[1].position_um.x - tiles[0].position_um.x, 699.9, 0.01);  // s2 = s1 + 512.06 px
  EXPECT_NEAR(tiles[1].position_um.y, tiles[0].position_um.y, 0.01);
  const auto data = import_and_inspect(request);
  ASSERT_FALSE(data);
  EXPECT_EQ(data.error().code, "measure.no_lattice") << data.error().message();
}

}  // namespace
}  // namespace pellucid
