/// Plain images become scan folders that the reader accepts, or are refused.
#include "acquisition/image_import.h"

#include <gmock/gmock.h>

#include <fstream>

#include "acquisition/folder_block_source.h"
#include "acquisition/frame.h"
#include "tests/support/scan_folder.h"
#include "tests/support/temp_folder.h"
#include "tests/support/tiff_file.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
using test::TempFolder;
using test::TiffSpec;
using testing::ElementsAre;
using testing::HasSubstr;

/// A binary PGM (P5) or PPM (P6) with values 0, 1, 2, ... a sample.
void write_pnm(const fs::path& path, int width, int height, int channels, int first = 0) {
  std::string text = std::string(channels == 1 ? "P5" : "P6") + "\n" + std::to_string(width) + " " +
                     std::to_string(height) + "\n255\n";
  for (int i = 0; i < width * height * channels; ++i) text += static_cast<char>((i + first) % 256);
  test::write_text(path, text);
}

ImportRequest request_for(const fs::path& folder, const std::vector<std::string>& names) {
  ImportRequest request;
  for (const std::string& name : names) request.images.push_back({folder / name, {}});
  request.output = folder / "scan";
  request.pixel_um = Vec2{2, 2};
  request.pitch_um = {20, 40};
  return request;
}

std::string refusal(const ImportRequest& request) {
  const Result<Scan> scan = import_images(request);
  EXPECT_EQ(fs::exists(request.output), scan.has_value());
  int left = 0;
  for (const auto& entry : fs::directory_iterator(request.output.parent_path()))
    left += entry.path().string().find("partial") != std::string::npos;
  EXPECT_EQ(left, 0);
  return scan ? "accepted" : scan.error().message();
}

TEST(Import, OneGrayImage) {
  const TempFolder folder;
  write_pnm(folder.path() / "a.pgm", 30, 20, 1);
  ImportRequest request = request_for(folder.path(), {"a.pgm"});
  request.angle_deg = 1.5;
  request.gain_e_per_dn = 2;
  const Result<Scan> scan = import_images(request);
  ASSERT_TRUE(scan) << scan.error().message();
  EXPECT_TRUE(scan->warnings.empty());
  EXPECT_EQ(scan->wafer.id, "scan");
  EXPECT_EQ(scan->wafer.diameter_mm, 25);
  EXPECT_EQ(scan->wafer.chips->anchor, GridAnchor::image);
  EXPECT_EQ(scan->wafer.chips->rotation_deg, 1.5);
  EXPECT_EQ(scan->wafer.chips->size_um, (Vec2{12, 24}));
  const LayerGeometry& layer = scan->layers[0].geometry;
  EXPECT_EQ(layer.kind, LayerKind::electroluminescence);
  EXPECT_EQ(layer.detector.bits, 8);
  EXPECT_EQ(layer.detector.saturation_dn, 255);
  EXPECT_EQ(layer.detector.gain_e_per_dn, 2);
  EXPECT_EQ(layer.tiles[0].file, "tiles/0000_a.tif");
  EXPECT_EQ(layer.tiles[0].position_um, (Vec2{-30, 20}));
  EXPECT_TRUE(validate_scan(request.output).empty());
  EXPECT_TRUE(fs::exists(request.output / "COMPLETE"));
  const Result<Frame> frame = read_frame(request.output / layer.tiles[0].file);
  ASSERT_TRUE(frame);
  for (std::size_t i = 0; i < 600; ++i) ASSERT_EQ(frame->dn[i], static_cast<float>(i % 256));
}

TEST(Import, ColourBecomesLuminanceWithAWarning) {
  const TempFolder folder;
  write_pnm(folder.path() / "a.ppm", 3, 1, 3, 10);  // (10, 11, 12), (13, 14, 15), (16, 17, 18)
  const Result<Scan> scan = import_images(request_for(folder.path(), {"a.ppm"}));
  ASSERT_TRUE(scan) << scan.error().message();
  ASSERT_EQ(scan->warnings.size(), 1U);
  EXPECT_THAT(scan->warnings[0], HasSubstr("luminance"));
  EXPECT_THAT(read_frame(scan->layers[0].tile_paths[0])->dn, ElementsAre(11.F, 14.F, 17.F));
}

TEST(Import, MosaicIsCentred) {
  const TempFolder folder;
  for (const char* name : {"a.tif", "b.tif"}) test::write_tiff(folder.path() / name, {});
  ImportRequest request = request_for(folder.path(), {"a.tif", "b.tif"});
  request.images[0].position_um = Vec2{80000, 41000};
  request.images[1].position_um = Vec2{80032, 41000};
  request.excitation = Excitation{405, 10, 0};
  request.dark = folder.path() / "a.tif";
  const Result<Scan> scan = import_images(request);
  ASSERT_TRUE(scan) << scan.error().message();
  const LayerGeometry& layer = scan->layers[0].geometry;
  EXPECT_EQ(layer.kind, LayerKind::photoluminescence);
  EXPECT_EQ(layer.tiles[0].position_um, (Vec2{-32, 12}));
  EXPECT_EQ(layer.tiles[1].position_um, (Vec2{0, 12}));
  EXPECT_EQ(scan->layers[0].dark, fs::canonical(request.output) / "calibration/dark.tif");
  TiffSpec spec;
  const Result<Frame> frame = read_frame(scan->layers[0].tile_paths[1]);
  EXPECT_EQ(frame->dn[20], test::test_pixel(spec, 4, 1));
}

TEST(Import, PositionsFromOmeXml) {
  const TempFolder folder;
  for (const int i : {0, 1}) {
    TiffSpec spec;
    spec.description =
        "<?xml version=\"1.0\"?><OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\"><Image "
        "ID=\"Image:0\"><Pixels "
        "PhysicalSizeX=\"500\" PhysicalSizeXUnit=\"nm\" PhysicalSizeY=\"0.5\" PhysicalSizeYUnit=\"&#181;m\"><Plane "
        "PositionX=\"" +
        std::to_string(1 + 0.008 * i) +
        "\" PositionXUnit=\"mm\" PositionY=\"7\" PositionYUnit=\"&#181;m\"/></Pixels></Image></OME>";
    test::write_tiff(folder.path() / (std::to_string(i) + ".tif"), spec);
  }
  ImportRequest request = request_for(folder.path(), {"0.tif", "1.tif"});
  request.pixel_um.reset();
  const Result<Scan> scan = import_images(request);
  ASSERT_TRUE(scan) << scan.error().message();
  EXPECT_EQ(scan->layers[0].geometry.pixel_um, (Vec2{0.5, 0.5}));
  EXPECT_NEAR(scan->layers[0].geometry.tiles[1].position_um.x - scan->layers[0].geometry.tiles[0].position_um.x, 8,
              1e-9);
}

TEST(Import, RefusesWhatDoesNotFit) {
  const TempFolder folder;
  const fs::path& at = folder.path();
  write_pnm(at / "a.pgm", 30, 20, 1);
  write_pnm(at / "small.pgm", 29, 20, 1);
  test::write_tiff(at / "b.tif", {});
  TiffSpec inverted;
  inverted.photometric = PHOTOMETRIC_MINISWHITE;
  test::write_tiff(at / "inverted.tif", inverted);
  test::write_text(at / "text.png", "no image at all");
  EXPECT_THAT(refusal(request_for(at, {})), HasSubstr("nothing to import"));
  EXPECT_THAT(refusal(request_for(at, {"none.bmp"})), HasSubstr("none.bmp: missing file"));
  EXPECT_THAT(refusal(request_for(at, {"text.png"})), HasSubstr("text.png: cannot be read as an image"));
  EXPECT_THAT(refusal(request_for(at, {"inverted.tif"})), HasSubstr("MinIsWhite"));
  EXPECT_THAT(refusal(request_for(at, {"a.pgm", "a.pgm"})), HasSubstr("no position for this image"));
  ImportRequest mosaic = request_for(at, {"a.pgm", "small.pgm"});
  mosaic.images[0].position_um = Vec2{0, 0};
  EXPECT_THAT(refusal(mosaic), HasSubstr("positions are not given for every image"));
  mosaic.images[1].position_um = Vec2{60, 0};
  EXPECT_THAT(refusal(mosaic), HasSubstr("small.pgm: wrong size (expected 30 x 20 pixels"));
  mosaic.images[1].path = at / "b.tif";
  EXPECT_THAT(refusal(mosaic), HasSubstr("b.tif: wrong bit depth (expected 8-bit unsigned"));
  mosaic.images[1].path = at / "a.pgm";
  mosaic.images[1].position_um = Vec2{1e6, 0};
  EXPECT_THAT(refusal(mosaic), HasSubstr("too far apart"));
  ImportRequest request = request_for(at, {"a.pgm"});
  request.pixel_um.reset();
  EXPECT_THAT(refusal(request), HasSubstr("no pixel size"));
  request = request_for(at, {"a.pgm"});
  request.pitch_um = {0, 40};
  EXPECT_THAT(refusal(request),
              testing::StartsWith((at / "scan/scan.json").string() + ": chips.pitch_um[0] is out of range"));
  request = request_for(at, {"a.pgm"});
  request.flat = at / "small.pgm";
  EXPECT_THAT(refusal(request), HasSubstr("small.pgm: wrong size"));
  request = request_for(at, {"a.pgm"});
  fs::create_directory(request.output);
  const Result<Scan> exists = import_images(request);
  ASSERT_FALSE(exists);
  EXPECT_EQ(exists.error().kind, ErrorKind::usage);
}

}  // namespace
}  // namespace pellucid
