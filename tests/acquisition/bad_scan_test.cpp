/// Every bad input of the spec is one clear error that names file, expected and found.
#include <gmock/gmock.h>

#include <functional>
#include <string>
#include <vector>

#include "acquisition/scan.h"
#include "tests/support/scan_folder.h"

namespace pellucid {
namespace {

using nlohmann::json;
using test::erase;
using test::ScanFolder;
using test::set;
using test::TiffSpec;
using test::write_tile;
using testing::AllOf;
using testing::HasSubstr;

/// One fault put into a good folder: which file is named, and what the message says.
struct BadInput {
  const char* name;
  std::function<void(ScanFolder&)> spoil;
  const char* file;
  const char* what;
  const char* expected;
  const char* found;
};

void cut(ScanFolder& f, const char* file, std::uintmax_t bytes) {
  std::filesystem::resize_file(f.path() / file, bytes);
}

const std::vector<BadInput> kBadInputs{
    {"UnknownSchema", [](auto& f) { set(f, "/schema", "pellucid.scan/2"); }, "scan.json", "unknown schema",
     "pellucid.scan/1", "\"pellucid.scan/2\""},
    {"NoSchema", [](auto& f) { f.manifest.erase("schema"); }, "scan.json", "schema is missing", "pellucid.scan/1",
     "nothing"},
    {"NoWafer", [](auto& f) { f.manifest.erase("wafer"); }, "scan.json", "wafer is missing", "an object", "nothing"},
    {"NoWaferId", [](auto& f) { erase(f, "/wafer", "id"); }, "scan.json", "wafer.id is missing", "a text", "nothing"},
    {"NoGain", [](auto& f) { erase(f, "/layers/0/detector", "gain_e_per_dn"); }, "scan.json",
     "layers[0].detector.gain_e_per_dn is missing", "a number above 0", "nothing"},
    {"NoExcitation", [](auto& f) { erase(f, "/layers/0", "excitation"); }, "scan.json",
     "layers[0].excitation is missing", "an object", "nothing"},
    {"NoLayers", [](auto& f) { set(f, "/layers", json::array()); }, "scan.json", "layers is too short", "at least 1",
     "a list of 0"},
    {"NoTiles", [](auto& f) { set(f, "/layers/0/tiles", json::array()); }, "scan.json", "layers[0].tiles is too short",
     "at least 1", "a list of 0"},
    {"WrongType", [](auto& f) { set(f, "/wafer/diameter_mm", "four inches"); }, "scan.json",
     "wafer.diameter_mm is of a wrong type", "a number of at least 25 and at most 300 mm", "\"four inches\""},
    {"SmallWafer", [](auto& f) { set(f, "/wafer/diameter_mm", 10); }, "scan.json", "wafer.diameter_mm is out of range",
     "at least 25 and at most 300 mm", "10"},
    {"LargeWafer", [](auto& f) { set(f, "/wafer/diameter_mm", 450); }, "scan.json", "wafer.diameter_mm is out of range",
     "at most 300 mm", "450"},
    {"ExclusionEatsWafer", [](auto& f) { set(f, "/wafer/edge_exclusion_mm", 25); }, "scan.json",
     "wafer.edge_exclusion_mm leaves nothing", "less than 25 mm", "25 mm"},
    {"UnknownMark", [](auto& f) { set(f, "/wafer/orientation_mark", "dent"); }, "scan.json",
     "wafer.orientation_mark is not known", "none, notch, flat", "\"dent\""},
    {"ZeroPitch",
     [](auto& f) {
       set(f, "/chips/pitch_um", {0, 40});
     },
     "scan.json", "chips.pitch_um[0] is out of range", "a number above 0", "0"},
    {"NegativePitch",
     [](auto& f) {
       set(f, "/chips/pitch_um", {20, -40});
     },
     "scan.json", "chips.pitch_um[1] is out of range", "a number above 0", "-40"},
    {"PitchOfOneNumber", [](auto& f) { set(f, "/chips/pitch_um", 20); }, "scan.json",
     "chips.pitch_um is of a wrong type", "[x, y]", "20"},
    {"MesaOverPitch",
     [](auto& f) {
       set(f, "/chips/size_um", {21, 30});
     },
     "scan.json", "chips.size_um is larger than the pitch", "[20, 40] um", "[21, 30] um"},
    {"TooManyChips",
     [](auto& f) {
       set(f, "/chips/columns", 1000000);
       set(f, "/chips/rows", 1000000);
     },
     "scan.json", "claims too many chips", "at most 2000000000 chips", "1e+12 chips"},
    {"HalfAChip", [](auto& f) { set(f, "/chips/columns", 4.5); }, "scan.json", "chips.columns is of a wrong type",
     "a whole number", "4.5"},
    {"EmptyExclusion",
     [](auto& f) {
       set(f, "/chips/excluded/0/row", {5, 5});
     },
     "scan.json", "chips.excluded[0].row is not a range", "the first below the second", "[5, 5]"},
    {"ZeroPixel",
     [](auto& f) {
       set(f, "/layers/0/pixel_um", {0, 2.5});
     },
     "scan.json", "layers[0].pixel_um[0] is out of range", "at least 0.001", "0"},
    {"NegativeGain", [](auto& f) { set(f, "/layers/0/detector/gain_e_per_dn", -1); }, "scan.json",
     "layers[0].detector.gain_e_per_dn is out of range", "a number above 0", "-1"},
    {"NegativeReadNoise", [](auto& f) { set(f, "/layers/0/detector/read_noise_e", -0.1); }, "scan.json",
     "layers[0].detector.read_noise_e is out of range", "at least 0", "-0.1"},
    {"OddBits", [](auto& f) { set(f, "/layers/0/detector/bits", 24); }, "scan.json",
     "layers[0].detector.bits is not known", "8 to 16, or 32", "24"},
    {"UnknownKind", [](auto& f) { set(f, "/layers/0/kind", "xray"); }, "scan.json", "layers[0].kind is not known",
     "photoluminescence, electroluminescence, reflectance", "\"xray\""},
    {"UnknownMethod", [](auto& f) { set(f, "/layers/0/method", "fax"); }, "scan.json", "layers[0].method is not known",
     "raster, camera", "\"fax\""},
    {"TwoLayersOneName", [](auto& f) { f.manifest["layers"].push_back(f.layer()); }, "scan.json",
     "layers[1].name is used by two layers", "a unique name", "pl"},
    {"NameWithSlash", [](auto& f) { set(f, "/layers/0/name", "a/b"); }, "scan.json",
     "layers[0].name cannot name a layer", "without '/'", "a/b"},
    {"TileTwice", [](auto& f) { set(f, "/layers/0/tiles/1/file", "pl/a.tif"); }, "scan.json",
     "layers[0].tiles[1].file is listed twice", "every tile", "pl/a.tif"},
    {"PathUp", [](auto& f) { set(f, "/layers/0/tiles/1/file", "../b.tif"); }, "scan.json", "leaves the scan folder",
     "a relative path inside", "../b.tif"},
    {"PathUpInside", [](auto& f) { set(f, "/layers/0/tiles/1/file", "pl/../../b.tif"); }, "scan.json",
     "leaves the scan folder", "a relative path inside", "pl/../../b.tif"},
    {"PathAbsolute", [](auto& f) { set(f, "/layers/0/dark", "/etc/passwd"); }, "scan.json",
     "the dark of layer \"pl\" leaves", "a relative path inside", "/etc/passwd"},
    {"LinkOut",
     [](auto& f) {
       std::filesystem::remove(f.path() / "pl/b.tif");
       std::filesystem::create_symlink("/etc/hostname", f.path() / "pl/b.tif");
     },
     "scan.json", "leaves the scan folder", "a relative path inside", "a link to /etc/hostname"},
    {"FolderLinkOut",
     [](auto& f) {
       std::filesystem::create_directory_symlink("/etc", f.path() / "out");
       set(f, "/electrical", "out/hostname");
     },
     "scan.json", "electrical leaves the scan folder", "a relative path inside", "a link to /etc/hostname"},
    {"TileMissing", [](auto& f) { std::filesystem::remove(f.path() / "pl/b.tif"); }, "pl/b.tif", "missing file",
     "a TIFF file", "nothing"},
    {"TileIsFolder", [](auto& f) { set(f, "/layers/0/tiles/1/file", "pl"); }, "pl", "not a file", "a TIFF file",
     "a folder"},
    {"TileIsText", [](auto& f) { test::write_text(f.path() / "pl/b.tif", "hello"); }, "pl/b.tif", "not a TIFF file",
     "TIFF", "68 65 6c 6c"},
    {"TileEmpty", [](auto& f) { cut(f, "pl/b.tif", 0); }, "pl/b.tif", "not a TIFF file", "TIFF", "an empty file"},
    {"TileTruncated", [](auto& f) { cut(f, "pl/b.tif", 300); }, "pl/b.tif", "truncated before the image directory",
     "more than", "300 bytes"},
    {"WrongDepth", [](auto& f) { write_tile(f, [](TiffSpec& s) { s.bits = 8; }); }, "pl/b.tif", "wrong bit depth",
     "16-bit unsigned, as detector.bits is 16", "8-bit unsigned"},
    {"DepthAgainstBits", [](auto& f) { set(f, "/layers/0/detector/bits", 8); }, "pl/a.tif", "wrong bit depth",
     "8-bit unsigned, as detector.bits is 8", "16-bit unsigned"},
    {"WrongSize", [](auto& f) { write_tile(f, [](TiffSpec& s) { s.width = 15; }); }, "pl/b.tif",
     "wrong size of a camera tile", "16 x 12 pixels, as pl/a.tif", "15 x 12 pixels"},
    {"WrongColour",
     [](auto& f) {
       write_tile(f, [](TiffSpec& s) {
         s.photometric = PHOTOMETRIC_RGB;
         s.channels = 3;
       });
     },
     "pl/b.tif", "wrong colour", "MinIsBlack grayscale", "RGB colour"},
    {"InvertedColour", [](auto& f) { write_tile(f, [](TiffSpec& s) { s.photometric = PHOTOMETRIC_MINISWHITE; }); },
     "pl/b.tif", "wrong colour", "MinIsBlack grayscale", "MinIsWhite"},
    {"DarkOfOtherSize",
     [](auto& f) {
       write_tile(
           f, [](TiffSpec& s) { s.height = 1; }, "calibration/dark.tif");
     },
     "calibration/dark.tif", "wrong size of the dark", "16 x 12 pixels", "16 x 1 pixels"},
    {"FlatMissing", [](auto& f) { std::filesystem::remove(f.path() / "calibration/flat.tif"); }, "calibration/flat.tif",
     "missing file", "a TIFF file", "nothing"},
    {"RasterDarkIsFrame",
     [](auto& f) {
       f.make_raster();
       write_tile(
           f, [](TiffSpec&) {}, "calibration/dark.tif");
     },
     "calibration/dark.tif", "wrong size of the dark", "16 x 1 pixels, one line", "16 x 12 pixels"},
    {"RasterRowOfUnequalTiles",
     [](auto& f) {
       f.make_raster();
       write_tile(f, [](TiffSpec& s) { s.height = 11; });
     },
     "pl/b.tif", "wrong size in a row of raster tiles", "12 pixels, as pl/a.tif", "11 pixels"},
    {"LinesMissing",
     [](auto& f) {
       f.make_raster();
       f.write_line_power(7);
     },
     "pl/line_power.csv", "relative_power of line 7 is missing", "all of 12 lines", "7 lines"},
    {"LineMissingWithin",
     [](auto& f) {
       f.make_raster();
       f.write_line_power(2);
       test::write_text(f.path() / "pl/line_power.csv", "line,relative_power\n0,1\n2,1\n11,1\n");
     },
     "pl/line_power.csv", "relative_power of line 1 is missing", "all of 12 lines", "3 lines"},
    {"LineTwice",
     [](auto& f) {
       f.make_raster();
       test::write_text(f.path() / "pl/line_power.csv", "line,relative_power\n0,1\n0,1\n");
     },
     "pl/line_power.csv", "line 3: a line is listed twice", "each line once", "0"},
    {"PowerZero",
     [](auto& f) {
       f.make_raster();
       test::write_text(f.path() / "pl/line_power.csv", "line,relative_power\n0,0.0\n");
     },
     "pl/line_power.csv", "line 2: relative_power is not a power", "a number above 0", "0.0"},
    {"PowerNan",
     [](auto& f) {
       f.make_raster();
       test::write_text(f.path() / "pl/line_power.csv", "line,relative_power\n0,nan\n");
     },
     "pl/line_power.csv", "line 2: relative_power is not a power", "a number above 0", "nan"},
    {"PowerColumnMissing",
     [](auto& f) {
       f.make_raster();
       test::write_text(f.path() / "pl/line_power.csv", "line,power\n0,1\n");
     },
     "pl/line_power.csv", "column \"relative_power\" is missing", "relative_power", "line,power"},
    {"SpectraMissing", [](auto& f) { set(f, "/spectra", "spectra.h5"); }, "spectra.h5", "missing file", "an HDF5 file",
     "nothing"},
    {"SpectraNotHdf5",
     [](auto& f) {
       set(f, "/spectra", "spectra.h5");
       test::write_text(f.path() / "spectra.h5", "no hdf5 at all");
     },
     "spectra.h5", "not an HDF5 file", "an HDF5 signature", "none"},
    {"ElMissing", [](auto& f) { set(f, "/electrical", "el.csv"); }, "el.csv", "missing file", "a CSV file", "nothing"},
    {"ElWithoutPass",
     [](auto& f) {
       set(f, "/electrical", "el.csv");
       test::write_text(f.path() / "el.csv", "column,row,el_intensity,vf_v,ir_ua\n");
     },
     "el.csv", "column \"pass\" is missing", "pass", "column,row,el_intensity,vf_v,ir_ua"},
};

class BadScan : public testing::TestWithParam<BadInput> {};

TEST_P(BadScan, IsOneClearError) {
  const BadInput& bad = GetParam();
  ScanFolder folder;
  bad.spoil(folder);
  const Result<Scan> scan = open_scan(folder.write());
  ASSERT_FALSE(scan);
  const Error& error = scan.error();
  EXPECT_EQ(error.kind, ErrorKind::bad_input);
  EXPECT_EQ(error.path, folder.file(bad.file));
  EXPECT_THAT(error.what, HasSubstr(bad.what));
  EXPECT_THAT(error.expected, HasSubstr(bad.expected));
  EXPECT_THAT(error.found, HasSubstr(bad.found));
  EXPECT_THAT(error.message(), AllOf(HasSubstr(bad.expected), HasSubstr(bad.found)));
  const std::vector<Error> all = validate_scan(folder.path());
  ASSERT_FALSE(all.empty());
  EXPECT_EQ(all.front().message(), error.message());
}

INSTANTIATE_TEST_SUITE_P(Each, BadScan, testing::ValuesIn(kBadInputs), [](const auto& one) { return one.param.name; });

std::string refusal_of_text(const std::string& text) {
  ScanFolder folder;
  test::write_text(folder.path() / "scan.json", text);
  const Result<Scan> scan = open_scan(folder.path());
  if (scan) return "accepted";
  EXPECT_EQ(scan.error().path, folder.file("scan.json"));
  return scan.error().message();
}

TEST(BadManifest, NoFolderOrFile) {
  const ScanFolder folder;
  const Result<Scan> no_manifest = open_scan(folder.path());
  ASSERT_FALSE(no_manifest);
  EXPECT_THAT(no_manifest.error().message(), AllOf(HasSubstr("scan.json"), HasSubstr("no scan manifest")));
  const Result<Scan> no_folder = open_scan(folder.path() / "nowhere");
  ASSERT_FALSE(no_folder);
  EXPECT_THAT(no_folder.error().message(), AllOf(HasSubstr("nowhere"), HasSubstr("no scan folder")));
}

TEST(BadManifest, BrokenJsonTellsThePlace) {
  EXPECT_THAT(refusal_of_text("{\n  \"schema\": \"pellucid.scan/1\",\n  \"wafer\": {,\n}"),
              HasSubstr("line 3, column 13"));
  EXPECT_THAT(refusal_of_text(""), HasSubstr("an empty file"));
  EXPECT_THAT(refusal_of_text("{\"schema\": \"pellucid.scan/1\", \"wafer\": NaN}"),
              HasSubstr("broken JSON at line 1, column"));
  EXPECT_THAT(refusal_of_text("{\"schema\": \"pellucid.scan/1\", \"wafer\": 1e999}"), HasSubstr("broken JSON"));
  EXPECT_THAT(refusal_of_text("[1, 2]"), HasSubstr("a JSON object"));
  EXPECT_THAT(refusal_of_text(std::string(200'000, '[')), HasSubstr("broken JSON"));
}

/// A claim of a million by a million pixels in a file of a few hundred bytes.
TEST(BadTile, ClaimsMorePixelsThanAMachineHolds) {
  ScanFolder folder;
  TIFF* file = TIFFOpen((folder.path() / "pl/a.tif").c_str(), "w");
  TiffSpec spec;
  spec.width = spec.height = spec.rows_per_strip = 1'000'000;
  test::set_fields(file, spec);
  std::vector<std::uint8_t> some(64);
  TIFFWriteRawStrip(file, 0, some.data(), 64);
  TIFFClose(file);
  const Result<Scan> scan = open_scan(folder.write());
  ASSERT_FALSE(scan);
  EXPECT_EQ(scan.error().path, folder.file("pl/a.tif"));
  EXPECT_THAT(scan.error().message(), AllOf(HasSubstr("claims more pixels"), HasSubstr("1000000 x 1000000")));
}

TEST(BadTile, ClaimsMoreThanItsBytesCanHold) {
  ScanFolder folder;
  for (const int compression : {COMPRESSION_NONE, COMPRESSION_ADOBE_DEFLATE}) {
    TIFF* file = TIFFOpen((folder.path() / "pl/a.tif").c_str(), "w");
    TiffSpec spec;
    spec.width = spec.height = spec.rows_per_strip = 16000;
    spec.compression = static_cast<std::uint16_t>(compression);
    test::set_fields(file, spec);
    std::vector<std::uint8_t> some(64);
    TIFFWriteRawStrip(file, 0, some.data(), 64);
    TIFFClose(file);
    const Result<Scan> scan = open_scan(folder.write());
    ASSERT_FALSE(scan);
    const char* what =
        compression == COMPRESSION_NONE ? "truncated in strip 0" : "claims more pixels than its bytes can hold";
    EXPECT_THAT(scan.error().message(), AllOf(HasSubstr("a.tif"), HasSubstr(what), HasSubstr("at least")));
  }
}

}  // namespace
}  // namespace pellucid
