/// A good scan is described as it is; validation finds every fault of a bad one.
#include "acquisition/scan.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "tests/support/scan_folder.h"

namespace pellucid {
namespace {

using nlohmann::json;
using test::ScanFolder;
using test::set;
using test::TiffSpec;
using test::write_tile;
using testing::AllOf;
using testing::HasSubstr;

TEST(OpenScan, TellsWhatIsThere) {
  ScanFolder folder;
  const Result<Scan> scan = open_scan(folder.write());
  ASSERT_TRUE(scan) << scan.error().message();
  EXPECT_EQ(scan->scan_id, "S1");
  EXPECT_EQ(scan->tool_id, "PL-01");
  EXPECT_EQ(scan->wafer.id, "W03");
  EXPECT_EQ(scan->wafer.slot, 3);
  EXPECT_EQ(scan->wafer.mark, OrientationMark::flat);
  EXPECT_EQ(scan->wafer.usable_radius_um(), 23000);
  ASSERT_TRUE(scan->wafer.chips);
  EXPECT_EQ(scan->wafer.chips->columns, 100);
  EXPECT_EQ(scan->wafer.chips->field->street_um, (Vec2{6, 8}));
  EXPECT_TRUE(scan->wafer.chips->is_excluded({9, 9}));
  EXPECT_FALSE(scan->wafer.chips->is_excluded({10, 9}));
  ASSERT_EQ(scan->layers.size(), 1U);
  const LayerGeometry& layer = scan->layers[0].geometry;
  EXPECT_EQ(layer.name, "pl");
  EXPECT_EQ(layer.method, ScanMethod::camera);
  EXPECT_DOUBLE_EQ(layer.excitation->power_at_wafer_w_cm2(), 1.0);
  EXPECT_EQ(layer.detector.gain_e_per_dn, 0.8);
  ASSERT_EQ(layer.tiles.size(), 2U);
  EXPECT_EQ(layer.tiles[1].width, 16);
  EXPECT_EQ(layer.tiles[1].height, 12);
  EXPECT_TRUE(layer.tiles[1].present);
  EXPECT_EQ(scan->layers[0].dark, folder.path() / "calibration/dark.tif");
  EXPECT_EQ(scan->pixels, 2 * 16 * 12);
  EXPECT_EQ(scan->manifest_sha256.size(), 64U);
  EXPECT_TRUE(scan->warnings.empty());
  EXPECT_TRUE(validate_scan(folder.path()).empty());
}

TEST(OpenScan, FillsWhatMayBeAbsent) {
  ScanFolder folder;
  folder.manifest.erase("scan_id");
  folder.manifest.erase("chips");
  folder.manifest["unknown"] = {{"future", true}};
  folder.layer()["flat"] = nullptr;
  const Result<Scan> scan = open_scan(folder.write());
  ASSERT_TRUE(scan) << scan.error().message();
  EXPECT_EQ(scan->scan_id, folder.path().filename().string());
  EXPECT_FALSE(scan->wafer.chips);
  EXPECT_FALSE(scan->layers[0].flat);
}

TEST(OpenScan, PlainImageNeedsNoGridExtent) {
  ScanFolder folder;
  folder.manifest["chips"] = json{{"pitch_um", {20, 40}}, {"size_um", {12, 30}}, {"anchor", "image"}};
  const Result<Scan> scan = open_scan(folder.write());
  ASSERT_TRUE(scan) << scan.error().message();
  EXPECT_EQ(scan->wafer.chips->anchor, GridAnchor::image);
  EXPECT_EQ(scan->wafer.chips->columns, 0);
  folder.manifest["chips"]["columns"] = 3;
  EXPECT_FALSE(open_scan(folder.write()));
}

TEST(OpenScan, RasterWithLinePower) {
  ScanFolder folder;
  folder.make_raster();
  const Result<Scan> scan = open_scan(folder.write());
  ASSERT_TRUE(scan) << scan.error().message();
  EXPECT_TRUE(scan->layers[0].geometry.bidirectional);
  EXPECT_EQ(scan->layers[0].line_power, folder.path() / "pl/line_power.csv");
  EXPECT_TRUE(validate_scan(folder.path()).empty());
}

TEST(OpenScan, SaturationAboveTheBitsIsOnlyAWarning) {
  ScanFolder folder;
  folder.layer()["detector"]["saturation_dn"] = 70000;
  const Result<Scan> scan = open_scan(folder.write());
  ASSERT_TRUE(scan);
  ASSERT_EQ(scan->warnings.size(), 1U);
  EXPECT_THAT(scan->warnings[0], HasSubstr("layers[0].detector.saturation_dn"));
}

TEST(OpenScan, MissingTilesMayBeAllowed) {
  ScanFolder folder;
  std::filesystem::remove(folder.path() / "pl/a.tif");
  const Result<Scan> scan = open_scan(folder.write(), {.allow_missing_tiles = true});
  ASSERT_TRUE(scan) << scan.error().message();
  EXPECT_FALSE(scan->layers[0].geometry.tiles[0].present);
  EXPECT_EQ(scan->layers[0].geometry.tiles[0].width, 16);
  EXPECT_TRUE(scan->layers[0].geometry.tiles[1].present);
  ASSERT_EQ(scan->warnings.size(), 1U);
  EXPECT_THAT(scan->warnings[0], HasSubstr("a.tif"));
  std::filesystem::remove(folder.path() / "pl/b.tif");
  const Result<Scan> none = open_scan(folder.path(), {.allow_missing_tiles = true});
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().message(), HasSubstr("no tile of layer \"pl\" can be read"));
}

TEST(Validate, FindsEveryFault) {
  ScanFolder folder;
  set(folder, "/wafer/diameter_mm", 10);
  set(folder, "/chips/pitch_um", {0, 40});
  set(folder, "/electrical", "el.csv");
  std::filesystem::remove(folder.path() / "pl/a.tif");
  write_tile(folder, [](TiffSpec& s) { s.compression = COMPRESSION_ADOBE_DEFLATE; });
  std::fstream damaged(folder.path() / "pl/b.tif", std::ios::in | std::ios::out | std::ios::binary);
  damaged.seekp(8 + 20);
  damaged << "#####";
  damaged.close();
  test::write_text(folder.path() / "el.csv", "column,row,el_intensity,vf_v,ir_ua,pass\n1,1,5,3,0.1,2\n");
  std::vector<std::string> messages;
  for (const Error& error : validate_scan(folder.write())) messages.push_back(error.message());
  EXPECT_THAT(messages, testing::UnorderedElementsAre(HasSubstr("wafer.diameter_mm"), HasSubstr("chips.pitch_um[0]"),
                                                      HasSubstr("a.tif: missing file"),
                                                      AllOf(HasSubstr("b.tif: corrupt data in strip 0")),
                                                      HasSubstr("pass is not a verdict")));
}

TEST(Validate, StopsOnRequest) {
  ScanFolder folder;
  std::stop_source source;
  source.request_stop();
  const std::vector<Error> faults = validate_scan(folder.write(), {}, source.get_token());
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0].kind, ErrorKind::cancelled);
}

}  // namespace
}  // namespace pellucid
