/// Our KLARF meets what five independent readers ask of one: a condition each, and what a profile changes.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include "mes/klarf_read.h"
#include "tests/mes/marked_wafer.h"

namespace pellucid::mes::test {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

class Golden : public testing::Test {
 protected:
  Golden() {
    profile_.device = "MLED 40";
    profile_.step = "PL MESA";
    profile_.klarf.tile_columns = 4;
    profile_.klarf.tile_rows = 3;
    wafer_.table.chip_class[20] = ChipClass::dim;
    wafer_.table.chip_class[21] = ChipClass::retest;
    wafer_.table.chip_class[22] = ChipClass::unmeasured;
  }
  std::string text(KlarfVersion version = KlarfVersion::v1_2) {
    return text_of(klarf_file(temp_.path() / "golden.klarf", wafer_, profile_, version));
  }
  KlarfWafer read(KlarfVersion version = KlarfVersion::v1_2) {
    const auto file = read_klarf(klarf_file(temp_.path() / "golden.klarf", wafer_, profile_, version));
    EXPECT_TRUE(file) << file.error().message();
    return file ? file->wafers.front() : KlarfWafer();
  }
  pellucid::test::TempFolder temp_;
  MarkedWafer wafer_;
  ExportProfile profile_;
};

TEST_F(Golden, NoBomAndLinesEndWithLf) {
  for (const KlarfVersion version : {KlarfVersion::v1_2, KlarfVersion::v1_8}) {
    const std::string t = text(version);
    EXPECT_TRUE(t.starts_with("FileVersion 1 2;\n") || t.starts_with("Record FileRecord"));
    EXPECT_EQ(t.find('\r'), std::string::npos);
    EXPECT_TRUE(t.ends_with("EndOfFile;\n"));
    EXPECT_TRUE(std::ranges::all_of(t, [](char c) { return c == '\n' || (c >= 0x20 && c < 0x7f); }));
  }
}

TEST_F(Golden, IdsAreQuotedAndWithoutBlanks) {
  const std::string t = text();
  for (const char* line : {"LotID \"LOT0001\";\n", "WaferID \"LOT0001-07\";\n", "DeviceID \"MLED_40\";\n",
                           "StepID \"PL_MESA\";\n", "InspectionStationID \"Pellucid\" \"PL\" \"PLI01\";\n"}) {
    EXPECT_NE(t.find(line), std::string::npos) << line;
  }
}

TEST_F(Golden, YearsHaveTwoDigitsOrFour) {
  EXPECT_NE(text().find("FileTimestamp 10-05-26 14:03:22;\n"), std::string::npos);
  EXPECT_NE(text().find("SetupID \"RCP_MLED40\" 10-05-26 14:03:22;\n"), std::string::npos);
  profile_.klarf.year_digits = 4;
  EXPECT_NE(text().find("ResultTimestamp 10-05-2026 14:03:22;\n"), std::string::npos);
  EXPECT_NE(text().find("SetupID \"RCP_MLED40\" 10-05-26 14:03:22;\n"), std::string::npos);
}

TEST_F(Golden, RecordsStandInTheKnownOrder) {
  std::vector<std::string> keywords;
  for (const std::string& line : lines_of(text())) {
    if (!line.starts_with(' ')) keywords.push_back(line.substr(0, line.find_first_of(" ;")));
  }
  const std::vector<std::string> expected{"FileVersion",
                                          "FileTimestamp",
                                          "InspectionStationID",
                                          "SampleType",
                                          "ResultTimestamp",
                                          "LotID",
                                          "SampleSize",
                                          "DeviceID",
                                          "SetupID",
                                          "StepID",
                                          "SampleOrientationMarkType",
                                          "OrientationMarkLocation",
                                          "DiePitch",
                                          "DieOrigin",
                                          "WaferID",
                                          "Slot",
                                          "SampleCenterLocation",
                                          "ClassLookup",
                                          "InspectionTest",
                                          "SampleTestPlan",
                                          "AreaPerTest",
                                          "DefectRecordSpec",
                                          "DefectList",
                                          "SummarySpec",
                                          "SummaryList",
                                          "EndOfFile"};
  EXPECT_EQ(keywords, expected);
}

TEST_F(Golden, DefectRecordSpecListAndSummaryFollowAtOnceAndRowsAreOneLine) {
  const auto lines = lines_of(text());
  const auto spec = std::ranges::find_if(lines, [](const std::string& l) { return l.starts_with("DefectRecordSpec"); });
  ASSERT_NE(spec, lines.end());
  EXPECT_TRUE(
      spec->starts_with("DefectRecordSpec 19 DEFECTID XREL YREL XINDEX YINDEX XSIZE YSIZE DEFECTAREA DSIZE "
                        "CLASSNUMBER TEST CLUSTERNUMBER ROUGHBINNUMBER FINEBINNUMBER REVIEWSAMPLE "));
  EXPECT_TRUE(spec->ends_with(" IMAGECOUNT IMAGELIST ;"));
  EXPECT_EQ(spec[1], "DefectList");
  const std::regex row(R"( \d+( -?\d+\.\d{3}){2}( -?\d+){2}( \d+\.\d{3}){4} \d+ 1 0 \d+ 0 0( \d+){2} 0 0;?)");
  auto line = spec + 2;
  for (int i = 0; i < 3; ++i, ++line) {
    EXPECT_TRUE(std::regex_match(*line, row)) << *line;
    EXPECT_EQ(line->ends_with(';'), i == 2) << *line;
  }
  EXPECT_EQ(*line, "SummarySpec 5 TESTNO NDEFECT DEFDENSITY NDIE NDEFDIE ;");
  EXPECT_EQ(line[1], "SummaryList");
  EXPECT_TRUE(line[2].starts_with(" 1 3 "));
}

TEST_F(Golden, SampleSizeIsAnInteger) {
  wafer_.design.diameter_mm = 50.8;
  EXPECT_NE(text().find("SampleSize 1 51;\n"), std::string::npos);
}

TEST_F(Golden, CountsAreaAndDensityAgree) {
  for (const KlarfVersion version : {KlarfVersion::v1_2, KlarfVersion::v1_8}) {
    const KlarfWafer found = read(version);
    const KlarfHeader& h = found.header;
    EXPECT_EQ(h.summary.defects, 3);  // dark, dim, retest; what was not measured is no defect
    EXPECT_EQ(found.rows, 3);
    EXPECT_EQ(h.summary.dies, std::ssize(h.plan));
    const double die_um2 = h.die_pitch_um.x * h.die_pitch_um.y;
    EXPECT_NEAR(h.area_um2, static_cast<double>(h.plan.size()) * die_um2, 1e-4 * h.area_um2);
    EXPECT_NEAR(h.summary.density_per_cm2, 3 / (h.area_um2 / 1e8), 1e-4 * h.summary.density_per_cm2);
    EXPECT_EQ(found.value(0, "CLASSNUMBER"), 3);
    EXPECT_EQ(h.classes.size(), 11U);
    EXPECT_EQ(h.classes[2].name, "Dark");
  }
}

TEST_F(Golden, BothVersionsSayTheSame) {
  const KlarfWafer a = read(KlarfVersion::v1_2), b = read(KlarfVersion::v1_8);
  ASSERT_EQ(a.rows, b.rows);
  for (std::size_t i = 0; i < 3; ++i) {
    for (const char* column :
         {"DEFECTID", "XREL", "YREL", "XINDEX", "YINDEX", "XSIZE", "YSIZE", "DSIZE", "CLASSNUMBER"}) {
      EXPECT_NEAR(a.value(i, column), b.value(i, column), 1e-9) << column;
    }
  }
  EXPECT_EQ(a.header.wafer, b.header.wafer);
  EXPECT_EQ(a.header.lot, b.header.lot);
  EXPECT_NEAR(a.header.sample_center_um.x, b.header.sample_center_um.x, 1e-3);
}

TEST_F(Golden, ACapIsSaidInTheSummary) {
  for (std::size_t i = 0; i < wafer_.table.size(); ++i) wafer_.table.chip_class[i] = ChipClass::dark;
  profile_.klarf.max_defects = 10;
  const KlarfWafer found = read();
  EXPECT_EQ(found.rows, 10);
  EXPECT_EQ(found.header.summary.defects, std::ssize(wafer_.table.column));
  // Evenly over the wafer, not its first rows.
  EXPECT_GE(found.value(9, "CHIPROW"), 9);
}

TEST_F(Golden, NoDefects) {
  std::ranges::fill(wafer_.table.chip_class, ChipClass::good);
  EXPECT_NE(text().find("\nDefectList;\nSummarySpec"), std::string::npos);
  EXPECT_EQ(read().rows, 0);
  EXPECT_EQ(read(KlarfVersion::v1_8).rows, 0);
}

TEST_F(Golden, PicturesAreNamed) {
  for (const KlarfVersion version : {KlarfVersion::v1_2, KlarfVersion::v1_8}) {
    const ExportSubject subject = wafer_.subject();
    auto report = DefectReport::make(subject, profile_);
    ASSERT_TRUE(report);
    report->set_pictures({21}, "golden.images/");
    const auto path = written(temp_.path() / "p.klarf", [&](TextSink& sink) {
      ASSERT_TRUE(write_klarf(version, report->header(), report->listed(), report->source(), sink));
    });
    const auto file = read_klarf(path);
    ASSERT_TRUE(file) << file.error().message() << text_of(path);
    const KlarfWafer& found = file->wafers.front();
    EXPECT_EQ(found.rows, 3);
    ASSERT_EQ(found.images.size(), 1U);
    EXPECT_EQ(found.images[0].file, "golden.images/D00000021.png");
    EXPECT_EQ(found.value(found.images[0].row, "CLASSNUMBER"), 10);
    EXPECT_EQ(read_klarf_totals(path)->images, 1);
  }
}

TEST_F(Golden, FieldsAreDies) {
  wafer_.design.chips->field = FieldDesign{7, 11, {20, 0}};
  MarkedWafer fields;
  fields.design.chips->field = FieldDesign{7, 11, {20, 0}};
  for (std::size_t i = 0; i < fields.table.size(); ++i) {
    const Vec2 at = fields.design.chips->centre_um({fields.table.column[i], fields.table.row[i]});
    fields.table.x_um[i] = static_cast<float>(at.x);
    fields.table.y_um[i] = static_cast<float>(at.y);
  }
  ExportProfile profile;
  profile.axes.origin = Origin::lower_left;
  const auto file = read_klarf(klarf_file(temp_.path() / "f", fields, profile));
  ASSERT_TRUE(file);
  const KlarfWafer& found = file->wafers.front();
  EXPECT_NEAR(found.header.die_pitch_um.x, 720, 1e-9);
  EXPECT_NEAR(found.header.die_pitch_um.y, 1650, 1e-9);
  EXPECT_EQ(found.header.plan.size(), 2U);
  EXPECT_EQ(found.value(0, "XINDEX"), 0);
  // Half a street, three pitches, half a pitch; no offset.
  EXPECT_NEAR(found.value(0, "XREL"), 10 + 3 * 100 + 50, 0.01);
  EXPECT_NEAR(found.value(0, "YREL"), 8 * 150 + 75, 0.01);
  profile.klarf.die = DieKind::field;
  EXPECT_FALSE(DefectReport::make(MarkedWafer().subject(), profile));
}

TEST(KlarfTime, FromIso) {
  const KlarfTime t = KlarfTime::from_iso("2026-10-05T14:03:22Z");
  EXPECT_EQ(t.year, 2026);
  EXPECT_EQ(t.second, 22);
  EXPECT_EQ(KlarfTime::from_iso("").year, 1970);
  EXPECT_EQ(KlarfTime::from_iso("2026-13-05").month, 1);
}

TEST(Klarf, WhatItCannotCarryIsRefused) {
  MarkedWafer wafer(45);
  EXPECT_EQ(DefectReport::make(wafer.subject(), {}).error().code, "mes.subject");
  EXPECT_EQ(make_die_map(wafer.subject(), {}).error().code, "mes.subject");
  wafer.design.chips.reset();
  EXPECT_EQ(DefectReport::make(wafer.subject(), {}).error().code, "mes.subject");
}

}  // namespace
}  // namespace pellucid::mes::test
