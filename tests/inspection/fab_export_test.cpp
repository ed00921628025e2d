/// The fab's formats from a real inspection: pictures show the defects, what does not read back is no file.
#include "inspection/fab_export.h"

#include <gtest/gtest.h>
#include <png.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>

#include "mes/klarf_read.h"
#include "results/result_folder.h"
#include "tests/inspection/wafer_case.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;
using test::WaferCase;

struct Grey {
  int width = 0, height = 0;
  std::vector<std::uint8_t> pixels;

  /// Mean of a square about a place.
  [[nodiscard]] double mean(double x, double y, int half) const {
    double sum = 0;
    int n = 0;
    for (int dy = -half; dy <= half; ++dy) {
      for (int dx = -half; dx <= half; ++dx, ++n) {
        const auto px = static_cast<std::size_t>(std::lround(x) + dx),
                   py = static_cast<std::size_t>(std::lround(y) + dy);
        sum += pixels.at(py * static_cast<std::size_t>(width) + px);
      }
    }
    return sum / n;
  }
};

Grey read_png(const fs::path& path) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  Grey grey;
  if (png_image_begin_read_from_file(&image, path.c_str()) == 0) return grey;
  image.format = PNG_FORMAT_GRAY;
  grey.width = static_cast<int>(image.width);
  grey.height = static_cast<int>(image.height);
  grey.pixels.resize(PNG_IMAGE_SIZE(image));
  png_image_finish_read(&image, nullptr, grey.pixels.data(), 0, nullptr);
  return grey;
}

class FabExport : public testing::Test {
 protected:
  FabExport() : wafer_(test::small_wafer()) {
    InspectRequest request;
    request.scan = wafer_.scan();
    request.result = wafer_.result();
    request.overwrite = true;
    request.write_maps_and_report = false;
    const auto made = inspect(request);
    EXPECT_TRUE(made) << made.error().message();
  }
  [[nodiscard]] FabExportRequest request(FabFormat format) const {
    FabExportRequest r;
    r.result = wafer_.result();
    r.file = wafer_.folder() / "w.out";
    r.format = format;
    return r;
  }
  WaferCase wafer_;
};

TEST_F(FabExport, EveryFormatHoldsTheTablesChips) {
  const auto opened = open_result(wafer_.result());
  ASSERT_TRUE(opened);
  const ChipTable& table = opened->table;
  const auto counts = count_classes(table);
  const std::int64_t defects = static_cast<std::int64_t>(table.size()) - counts.front() - counts.back();
  for (const FabFormat format :
       {FabFormat::klarf12, FabFormat::klarf18, FabFormat::e142, FabFormat::g85, FabFormat::sinf, FabFormat::map_csv}) {
    FabExportRequest r = request(format);
    const auto made = export_fab_file(r);
    ASSERT_TRUE(made) << made.error().message();
    EXPECT_GT(made->bytes, 1000);
    if (format == FabFormat::klarf12 || format == FabFormat::klarf18) {
      EXPECT_EQ(made->defects_found, defects);
      const auto read = mes::read_klarf(r.file);
      ASSERT_TRUE(read);
      const mes::KlarfWafer& found = read->wafers.front();
      ASSERT_EQ(found.rows, defects);
      // As measured: wafer-centred places are those of the table.
      std::size_t row = 0;
      for (std::size_t i = 0; i < table.size(); ++i) {
        if (table.chip_class[i] == ChipClass::good || table.chip_class[i] == ChipClass::unmeasured) continue;
        EXPECT_NEAR(found.place_um(row).x, static_cast<double>(table.x_um[i]), 0.01);
        EXPECT_NEAR(found.place_um(row).y, static_cast<double>(table.y_um[i]), 0.01);
        EXPECT_EQ(found.value(row, "CHIPCOLUMN"), table.column[i]);
        ++row;
      }
    } else {
      EXPECT_EQ(made->dies, std::ssize(table.column));
    }
    EXPECT_EQ(export_fab_file(r).error().code, "inspection.exists");
    fs::remove(r.file);
  }
  EXPECT_EQ(test::other_files(wafer_.folder(), {"scan", "result"}), "");
}

TEST_F(FabExport, PicturesShowTheDefects) {
  FabExportRequest r = request(FabFormat::klarf18);
  r.thumbnails = 1000;
  const auto made = export_fab_file(r);
  ASSERT_TRUE(made) << made.error().message();
  EXPECT_EQ(made->pictures, made->defects_listed);
  const auto read = mes::read_klarf(r.file);
  ASSERT_TRUE(read);
  const mes::KlarfWafer& found = read->wafers.front();
  ASSERT_EQ(std::ssize(found.images), made->pictures);
  const auto opened = open_result(wafer_.result());
  ASSERT_TRUE(opened);
  const double pixel = opened->summary.layers.front().pixel_um.x;
  const double pitch_px = opened->summary.wafer.chips->pitch_um.x / pixel;
  int dark = 0, darker_than_neighbours = 0;
  for (const mes::KlarfImage& image : found.images) {
    const Grey grey = read_png(wafer_.folder() / image.file);
    ASSERT_EQ(grey.width, 64) << image.file;
    ASSERT_EQ(grey.height, 64);
    if (found.value(image.row, "CLASSNUMBER") != static_cast<double>(ChipClass::dark)) continue;
    if (std::hypot(found.place_um(image.row).x, found.place_um(image.row).y) > 10'000)
      continue;  // neighbours on all sides
    ++dark;
    const double middle = grey.mean(32, 32, 1);
    const double beside = std::max(grey.mean(32 - pitch_px, 32, 1), grey.mean(32 + pitch_px, 32, 1));
    darker_than_neighbours += beside > middle + 20 ? 1 : 0;
  }
  EXPECT_GE(dark, 5);
  EXPECT_GE(darker_than_neighbours, dark * 9 / 10) << dark;
}

TEST_F(FabExport, PicturesWithoutTheScanAreRefusedAndLeaveNothing) {
  FabExportRequest r = request(FabFormat::klarf12);
  r.thumbnails = 5;
  fs::rename(wafer_.scan(), wafer_.folder() / "moved");
  const auto refused = export_fab_file(r);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "inspection.no_scan");
  EXPECT_NE(refused.error().message().find("--no-thumbnails"), std::string::npos) << refused.error().message();
  EXPECT_EQ(test::other_files(wafer_.folder(), {"moved", "result"}), "");
  r.scan = wafer_.folder() / "moved";
  const auto made = export_fab_file(r);
  ASSERT_TRUE(made) << made.error().message();
  EXPECT_EQ(made->pictures, 5);
  fs::remove(r.file);
  r.overwrite = true;
  std::ofstream(r.scan / "scan.json", std::ios::app) << "\n";  // another scan now
  EXPECT_EQ(export_fab_file(r).error().code, "inspection.no_scan");
}

TEST_F(FabExport, MapsAreConverted) {
  FabExportRequest r = request(FabFormat::sinf);
  ASSERT_TRUE(export_fab_file(r));
  fs::path from = r.file;
  for (const auto to : {mes::MapFormat::e142, mes::MapFormat::g85, mes::MapFormat::csv, mes::MapFormat::sinf}) {
    ConvertRequest request_of;
    request_of.input = from;
    request_of.output = wafer_.folder() / ("converted" + std::to_string(static_cast<int>(to)));
    request_of.to = to;
    const auto made = convert(request_of);
    ASSERT_TRUE(made) << made.error().message();
    from = request_of.output;
  }
  std::ifstream a(r.file), b(from);
  const std::string first((std::istreambuf_iterator<char>(a)), {}), last((std::istreambuf_iterator<char>(b)), {});
  EXPECT_EQ(first, last);  // through three other formats and back
}

TEST_F(FabExport, KlarfsBecomeTables) {
  FabExportRequest r = request(FabFormat::klarf18);
  const auto made = export_fab_file(r);
  ASSERT_TRUE(made);
  ConvertRequest request_of;
  request_of.input = r.file;
  request_of.output = wafer_.folder() / "defects.csv";
  request_of.to = mes::MapFormat::sinf;
  EXPECT_EQ(convert(request_of).error().code, "inspection.format");
  request_of.to = mes::MapFormat::csv;
  const auto converted = convert(request_of);
  ASSERT_TRUE(converted) << converted.error().message();
  EXPECT_EQ(converted->defects, made->defects_listed);
  std::ifstream file(request_of.output);
  std::string header, first;
  std::getline(file, header);
  std::getline(file, first);
  EXPECT_TRUE(header.starts_with("wafer,x_um,y_um,DEFECTID,XREL,YREL,")) << header;
  const auto read = mes::read_klarf(r.file);
  ASSERT_TRUE(read);
  double x = 0;
  ASSERT_EQ(std::sscanf(first.c_str() + first.find(',') + 1, "%lf", &x), 1);
  EXPECT_NEAR(x, read->wafers[0].place_um(0).x, 1e-3);
}

}  // namespace
}  // namespace pellucid
