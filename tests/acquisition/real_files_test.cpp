/// Files made by others (PELLUCID_REAL_DATA): read right or refused clearly. Skipped where they are absent.
#include <gmock/gmock.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "acquisition/frame.h"
#include "acquisition/image_import.h"
#include "acquisition/scan.h"
#include "tests/support/temp_folder.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
using test::TempFolder;

class RealFiles : public testing::Test {
 protected:
  void need(const char* folder) {
    const std::string data = PELLUCID_REAL_DATA;
    root_ = fs::path(data) / folder;
    if (data.empty() || !fs::is_directory(root_)) GTEST_SKIP() << "no real files at PELLUCID_REAL_DATA/" << folder;
  }
  fs::path root_;
};

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream stream(line);
  for (std::string field; std::getline(stream, field, ',');) fields.push_back(field);
  return fields;
}

/// index.csv: file,width,height,bits,sampleformat,compression,tiled,bigtiff,byteorder,predictor
TEST_F(RealFiles, EveryTiffVariantIsReadOrRefused) {
  need("tiff-variants");
  if (IsSkipped()) return;
  testing::internal::CaptureStderr();
  std::ifstream index(root_ / "index.csv");
  std::string line;
  std::getline(index, line);
  int read = 0;
  int refused = 0;
  while (std::getline(index, line)) {
    const std::vector<std::string> f = split(line);
    ASSERT_GE(f.size(), 5U);
    const bool must_read = (f[4] == "1" && (f[3] == "8" || f[3] == "16")) || (f[4] == "3" && f[3] == "32");
    const Result<Frame> frame = read_frame(root_ / f[0]);
    if (frame) {
      ++read;
      EXPECT_TRUE(must_read) << f[0];
      EXPECT_EQ(std::to_string(frame->width), f[1]) << f[0];
      EXPECT_EQ(std::to_string(frame->height), f[2]) << f[0];
    } else {
      ++refused;
      // The index does not tell the colour.
      const bool inverted = frame.error().found.find("MinIsWhite") != std::string::npos;
      EXPECT_TRUE(!must_read || inverted) << frame.error().message();
      EXPECT_EQ(frame.error().path, (root_ / f[0]).string());
      EXPECT_FALSE(frame.error().expected.empty()) << frame.error().message();
    }
  }
  EXPECT_GT(read, 20);
  EXPECT_GT(refused, 20);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

/// The same picture in every encoding has the same pixels.
TEST_F(RealFiles, OnePictureInManyEncodings) {
  need("tiff-variants");
  if (IsSkipped()) return;
  const auto plain8 = read_frame(root_ / "seq-1c-8b-bigendian-20f3db0c.tiff");
  ASSERT_TRUE(plain8);
  for (const char* name : {"bigtiff", "deflate", "lzw", "lzw-hpredict", "multistrip", "packbits", "tiled",
                           "tiled-bigtiff", "tiled-deflate", "tiled-lzw"}) {
    const auto same = read_frame(root_ / ("seq-1c-8b-" + std::string(name) + "-20f3db0c.tiff"));
    ASSERT_TRUE(same) << name;
    EXPECT_EQ(same->dn, plain8->dn) << name;
  }
  const auto plain16 = read_frame(root_ / "seq-1c-16b-bigendian-68f373a0.tiff");
  for (const char* name : {"deflate", "lzw", "multistrip", "tiled"}) {
    const auto same = read_frame(root_ / ("seq-1c-16b-" + std::string(name) + "-68f373a0.tiff"));
    ASSERT_TRUE(same) << name;
    EXPECT_EQ(same->dn, plain16->dn) << name;
  }
}

TEST_F(RealFiles, LitMiniLedsAreImported) {
  need("miniled-aoi");
  if (IsSkipped()) return;
  const TempFolder folder;
  ImportRequest request;
  request.images = {{root_ / "crop_bottom_right_18x20leds.bmp", {}}};
  request.output = folder.path() / "aoi";
  request.pixel_um = Vec2{1, 1};
  request.pitch_um = {7.3, 7.3};
  const Result<Scan> scan = import_images(request);
  ASSERT_TRUE(scan) << scan.error().message();
  EXPECT_EQ(scan->pixels, 129 * 146);
  EXPECT_EQ(scan->layers[0].geometry.detector.bits, 8);
  EXPECT_TRUE(validate_scan(request.output).empty());
}

TEST_F(RealFiles, OledAndSpotGridsAreImported) {
  need("oled-subpixels");
  if (IsSkipped()) return;
  int count = 0;
  for (const fs::path& image :
       {root_ / "set1_bimg.bmp", root_ / "set1_gimg.bmp", root_ / "../spot-grids/img_u16.tif"}) {
    if (!fs::exists(image)) continue;
    const TempFolder folder;
    ImportRequest request;
    request.images = {{image, {}}};
    request.output = folder.path() / "scan";
    request.pixel_um = Vec2{1, 1};
    request.pitch_um = {20, 20};
    const Result<Scan> scan = import_images(request);
    ASSERT_TRUE(scan) << scan.error().message();
    EXPECT_TRUE(validate_scan(request.output).empty());
    ++count;
  }
  EXPECT_GE(count, 2);
}

/// Sites s1 and s2 abut: 699.9 um are 512.06 pixels of 1.3668 um (PROVENANCE.txt).
TEST_F(RealFiles, StageTilesCarryTheirPositions) {
  need("stage-tiles-16bit");
  if (IsSkipped()) return;
  ImportRequest request;
  for (const auto& entry : fs::directory_iterator(root_ / "2023-02-21/1334")) {
    if (entry.is_regular_file()) request.images.push_back({entry.path(), {}});
  }
  ASSERT_EQ(request.images.size(), 2U);
  const TempFolder folder;
  request.output = folder.path() / "stage";
  request.pitch_um = {20, 20};
  const Result<Scan> scan = import_images(request);
  ASSERT_TRUE(scan) << scan.error().message();
  const LayerGeometry& layer = scan->layers[0].geometry;
  EXPECT_EQ(layer.detector.bits, 16);
  EXPECT_EQ(layer.pixel_um, (Vec2{1.3668, 1.3668}));
  EXPECT_NEAR(std::abs(layer.tiles[1].position_um.x - layer.tiles[0].position_um.x), 699.9, 0.01);
  EXPECT_NEAR(layer.tiles[1].position_um.y, layer.tiles[0].position_um.y, 0.01);
  EXPECT_EQ(layer.tiles[0].width, 512);
  EXPECT_TRUE(validate_scan(request.output).empty());
  // No pixel is changed on the way.
  const auto before = read_frame(request.images[0].path);
  const auto after = read_frame(scan->layers[0].tile_paths[0]);
  ASSERT_TRUE(before);
  ASSERT_TRUE(after);
  EXPECT_EQ(before->dn, after->dn);
}

}  // namespace
}  // namespace pellucid
