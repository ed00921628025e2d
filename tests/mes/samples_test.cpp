/// Files that others wrote (PELLUCID_REAL_DATA): all are read, the deliberately bad ones are refused by their line.
/// Skipped where they are absent.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "mes/klarf_read.h"
#include "tests/mes/marked_wafer.h"

namespace pellucid::mes::test {
namespace {

namespace fs = std::filesystem;

class Samples : public testing::Test {
 protected:
  void need(const char* folder) {
    root_ = fs::path(PELLUCID_REAL_DATA) / folder;
    if (std::string(PELLUCID_REAL_DATA).empty() || !fs::is_directory(root_)) {
      GTEST_SKIP() << "no real files at PELLUCID_REAL_DATA/" << folder;
    }
  }
  fs::path root_;
};

std::vector<std::int64_t> rows_of(const KlarfFile& file) {
  std::vector<std::int64_t> rows;
  for (const KlarfWafer& wafer : file.wafers) rows.push_back(wafer.rows);
  return rows;
}

TEST_F(Samples, KlarfsAreRead) {
  need("klarf");
  if (IsSkipped()) return;
  const struct {
    const char* name;
    std::vector<std::int64_t> rows;
  } cases[] = {
      {"QUU_NUU.000", {56, 36, 95}},
      {"klarf_no_defect.000", {0}},
      {"expected_dbscan/QUU_NUU_dbscan.000", {56, 36, 95}},
      {"format_samples/simple12.klarf", {1}},
      {"format_samples/klarf12Example.klarf", {2}},
      {"format_samples/klarf12DefectListExample.klarf", {13}},
      {"format_samples/klarfio_testfile_v1.2.klarf", {4}},
      {"format_samples/simple18.klarf", {3, 1}},
      {"format_samples/wierdKlarfWithNAs.klarf", {3, 1}},
      {"format_samples/klarfio_testfile_v1.8.klarf", {3, 2}},
      {"format_samples/klarfWithImagelist.klarf", {6}},
  };
  for (const auto& c : cases) {
    const auto file = read_klarf(root_ / c.name);
    ASSERT_TRUE(file) << file.error().message();
    EXPECT_EQ(rows_of(*file), c.rows) << c.name;
  }
}

TEST_F(Samples, RealKlarfAgreesWithItsOwnSummary) {
  need("klarf");
  if (IsSkipped()) return;
  const auto file = read_klarf(root_ / "QUU_NUU.000");
  ASSERT_TRUE(file);
  const std::vector<std::int64_t> dies{37, 22, 58};
  for (std::size_t w = 0; w < file->wafers.size(); ++w) {
    const KlarfWafer& wafer = file->wafers[w];
    EXPECT_EQ(wafer.rows, wafer.header.summary.defects);
    EXPECT_EQ(wafer.header.summary.defective_dies, dies[w]);
    EXPECT_EQ(wafer.side, MarkSide::down);
    EXPECT_EQ(wafer.header.diameter_mm, 200);
    for (std::size_t i = 0; i < static_cast<std::size_t>(wafer.rows); ++i) {
      const Vec2 place = wafer.place_um(i);
      EXPECT_LE(std::hypot(place.x, place.y), 100'000) << "off the wafer";
    }
  }
  EXPECT_EQ(file->wafers[0].header.wafer, "02");
  EXPECT_EQ(file->wafers[2].header.slot, 25);
  EXPECT_EQ(file->wafers[1].value(0, "XREL"), 173.2);
}

TEST_F(Samples, ImagesAndNumbersOfTheFormatSamples) {
  need("klarf/format_samples");
  if (IsSkipped()) return;
  const auto lists = read_klarf(root_ / "klarf12DefectListExample.klarf");
  ASSERT_TRUE(lists);
  ASSERT_EQ(lists->wafers[0].images.size(), 1U + 1 + 1 + 1 + 7 + 7);
  EXPECT_EQ(lists->wafers[0].images.front().file, "A_1.jpg");
  EXPECT_EQ(lists->wafers[0].images.back().file, "multi-image.tif");
  EXPECT_EQ(lists->wafers[0].value(12, "DEFECTID"), 13);
  const auto pictures = read_klarf(root_ / "klarfWithImagelist.klarf");
  ASSERT_TRUE(pictures);
  ASSERT_EQ(pictures->wafers[0].images.size(), 6U);
  EXPECT_EQ(pictures->wafers[0].images[0].file, "a/path/here");
  EXPECT_NEAR(pictures->wafers[0].value(0, "XREL"), 7243.340, 1e-9);
  const auto na = read_klarf(root_ / "wierdKlarfWithNAs.klarf");
  ASSERT_TRUE(na);
  EXPECT_TRUE(std::isnan(na->wafers[0].value(2, "DCIRANGE")));
  EXPECT_EQ(na->wafers[1].header.wafer, "SecondWaferId");
  EXPECT_EQ(na->wafers[1].header.device, "aDevice");
}

TEST_F(Samples, BadKlarfsAreRefusedByTheirLine) {
  need("klarf/format_samples");
  if (IsSkipped()) return;
  const auto wafer = read_klarf(root_ / "bad12.klarf");
  ASSERT_FALSE(wafer);
  EXPECT_NE(wafer.error().message().find("line 36: wafer anotherWafer has no DefectList"), std::string::npos)
      << wafer.error().message();
  const auto row = read_klarf(root_ / "bad12DefectList.klarf");
  ASSERT_FALSE(row);
  EXPECT_NE(row.error().message().find("line 29: a defect's row has more values than columns (expected 17 values"),
            std::string::npos)
      << row.error().message();
}

TEST_F(Samples, GoldenKlarfsSayTheSame) {
  need("fab-formats/klarf-golden");
  if (IsSkipped()) return;
  std::vector<KlarfWafer> found;
  for (const char* name : {"golden12_yy.klarf", "golden12_yyyy.klarf", "golden18.klarf"}) {
    const auto file = read_klarf(root_ / name);
    ASSERT_TRUE(file) << file.error().message();
    EXPECT_TRUE(file->warnings.empty());
    found.push_back(file->wafers.front());
  }
  for (const KlarfWafer& wafer : found) {
    EXPECT_EQ(wafer.rows, 25);
    EXPECT_EQ(wafer.header.plan.size(), 949U);
    EXPECT_EQ(wafer.header.summary.dies, 949);
    EXPECT_EQ(wafer.header.classes.size(), 6U);
    EXPECT_EQ(wafer.header.wafer, "LOT0001-07");
    EXPECT_EQ(wafer.header.mark, OrientationMark::flat);
    for (std::size_t i = 0; i < 25; ++i) EXPECT_NEAR(wafer.place_um(i).x, found[0].place_um(i).x, 1e-6);
  }
}

TEST_F(Samples, GoldenRecordsStandInOurOrder) {
  need("fab-formats/klarf-golden");
  if (IsSkipped()) return;
  const auto keywords = [](const fs::path& path) {
    std::vector<std::string> words;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
      if (!line.starts_with(' ')) words.push_back(line.substr(0, line.find_first_of(" ;")));
    }
    return words;
  };
  const pellucid::test::TempFolder temp;
  EXPECT_EQ(keywords(klarf_file(temp.path() / "k", MarkedWafer(), {})), keywords(root_ / "golden12_yy.klarf"));
}

TEST_F(Samples, MapsAreRead) {
  need("fab-formats/semi_maps");
  if (IsSkipped()) return;
  const struct {
    const char* name;
    MapFormat format;
    int columns, rows;
    std::int64_t dies, good;
  } cases[] = {
      {"e142_synthetic.xml", MapFormat::e142, 14, 12, 136, 134},
      {"sinf_synthetic.txt", MapFormat::sinf, 14, 12, 136, 134},
      {"g85_wafer-view/SEMI_G85_1101_MIN.xml", MapFormat::g85, 60, 60, 2808, 2765},
  };
  for (const auto& c : cases) {
    const auto format = detect_map_format(root_ / c.name);
    ASSERT_TRUE(format) << c.name;
    EXPECT_EQ(*format, c.format) << c.name;
    const auto file = read_map(root_ / c.name, *format);
    ASSERT_TRUE(file) << file.error().message();
    const DieMap& map = file->map;
    EXPECT_EQ(map.columns, c.columns);
    EXPECT_EQ(map.rows, c.rows);
    EXPECT_EQ(map.side, MarkSide::down);
    std::int64_t dies = 0, good = 0;
    for (const std::uint16_t code : map.cells) {
      dies += code != kNoDie;
      good += map.is_pass(code);
    }
    EXPECT_EQ(dies, c.dies) << c.name;
    EXPECT_EQ(good, c.good) << c.name;
  }
  // The same made-up wafer in two formats.
  const auto e142 = read_map(root_ / "e142_synthetic.xml", MapFormat::e142);
  const auto sinf = read_map(root_ / "sinf_synthetic.txt", MapFormat::sinf);
  EXPECT_EQ(e142->map.cells, sinf->map.cells);
  EXPECT_EQ(e142->map.wafer, sinf->map.wafer);
  EXPECT_EQ(e142->map.step_um, sinf->map.step_um);
}

/// Real prober maps: two digits and three say the same, and as many pass as the prober's text says.
TEST_F(Samples, ProberSinfsAgree) {
  need("sic-pl-fab/maps");
  if (IsSkipped()) return;
  int wafers = 0;
  for (const auto& entry : fs::recursive_directory_iterator(root_)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with("HEX_")) continue;
    const auto hex = read_map(entry.path(), MapFormat::sinf);
    ASSERT_TRUE(hex) << hex.error().message();
    const auto decimal = read_map(entry.path().parent_path() / ("3 digits_" + name.substr(4)), MapFormat::sinf);
    ASSERT_TRUE(decimal) << decimal.error().message();
    EXPECT_EQ(hex->map.cells, decimal->map.cells) << name;
    const auto good = std::ranges::count_if(hex->map.cells, [&](std::uint16_t c) { return hex->map.is_pass(c); });
    const std::string said =
        text_of(entry.path().parent_path() / (entry.path().stem().string().substr(4) + "_mapEx.txt"));
    EXPECT_NE(said.find("Total Pass        : " + std::to_string(good)), std::string::npos) << name << " " << good;
    ++wafers;
  }
  EXPECT_GE(wafers, 20);
}

}  // namespace
}  // namespace pellucid::mes::test
