/// What would be misunderstood is refused, by its line; what real tools write is taken.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "mes/klarf_read.h"
#include "tests/mes/marked_wafer.h"

namespace pellucid::mes::test {
namespace {

/// Lines 1 to 7; a DefectList follows at line 8.
constexpr const char* kHead =
    "FileVersion 1 2;\n"
    "ResultTimestamp 2026-10-05T14:03:22;\n"
    "OrientationMarkLocation LEFT;\n"
    "DiePitch 1000 2000;\n"
    "WaferID \"W1\";\n"
    "SampleCenterLocation 500 1000;\n"
    "DefectRecordSpec 6 DEFECTID XREL YREL XINDEX YINDEX IMAGELIST ;\n";
constexpr const char* kTail = "SummarySpec 2 TESTNO NDEFECT;\nSummaryList\n 1 2;\nEndOfFile;\n";

class BadFile : public testing::Test {
 protected:
  std::filesystem::path file(const std::string& text) {
    std::ofstream(temp_.path() / "file", std::ios::binary) << text;
    return temp_.path() / "file";
  }
  Result<KlarfFile> klarf(const std::string& list) { return read_klarf(file(kHead + list + kTail)); }
  void expect_refused(const Error& error, const std::string& words) {
    EXPECT_EQ(error.kind, ErrorKind::bad_input);
    EXPECT_NE(error.message().find(words), std::string::npos) << error.message();
    EXPECT_NE(error.message().find("file: "), std::string::npos) << error.message();
    EXPECT_FALSE(error.expected.empty());
  }
  pellucid::test::TempFolder temp_;
};

TEST_F(BadFile, LenientKlarfs) {
  const char* const lists[] = {
      "DefectList\n 1 5 6 0 1 0\n 2 7 8 1 0 0;\n",
      "DefectList\n1 5 6 0 1 0\n2 7 8 1 0 0 ;\n",             // no leading blank
      "DefectList\r\n 1 5 6 0 1 0\r\n 2 7 8 1 0 0\r\n;\r\n",  // CRLF
      "DefectList\n 1 5 6 0 1 2 1 0\n 2 0\n 2 7 8 1 0 0;\n",  // a wrapped image list
      "DefectList;\nTiffFileName a.tif;\nDefectList\n 1 5 6 0 1 0;\nDefectList\n 2 7 8 1 0 0;\n",
      "DefectList\nFILENAME a.tif\n 1 5 6 0 1 0\nTiffFileName b.tif;\n 2 7 8 1 0 0;\n",
      "FILENAME \"a.tif\";\nDefectList\n 1 +5.0e0 6 0 1 0\n 2 7 NA 1 0 0;\n",
  };
  for (const char* list : lists) {
    const auto found = klarf(list);
    ASSERT_TRUE(found) << list << found.error().message();
    const KlarfWafer& wafer = found->wafers.front();
    EXPECT_EQ(wafer.rows, 2) << list;
    EXPECT_EQ(wafer.place_um(0), (Vec2{5 - 500, 2006 - 1000})) << list;
    EXPECT_EQ(wafer.side, MarkSide::left);
    EXPECT_EQ(wafer.result_time, "2026-10-05T14:03:22");
  }
  EXPECT_TRUE(read_klarf(file(std::string("\xEF\xBB\xBF") + kHead + "DefectList;\n" + kTail)));
}

TEST_F(BadFile, KlarfsAreRefused) {
  const struct {
    const char* list;
    const char* words;
  } cases[] = {
      {"DefectList\n 1 5 6 0 1\n 2 7 8 1 0 0;\n", "line 9: a defect's row is cut short (expected 6 values, found 5)"},
      {"DefectList\n 1 5 6 0 1 0 9\n 2 7 8 1 0 0;\n", "line 9: a defect's row has more values than columns"},
      {"DefectList\n 1 5 6 0 1 0\n 2 7 8 1 0 ;\n", "line 10: a defect's row is cut short"},
      {"DefectList\n 1 five 6 0 1 0;\n", "line 9: a value of XREL is no number (expected a number or NA, found five)"},
      {"DefectList\n 1 5 6 0 1 0\nSummarySpec 1 A;\n", "line 10"},
      {"DefectList\n 1 5 6 0 1 2 1 0;\n", "line 9: an image list is cut short"},
      {"DefectList\n 1 5 6 0 1 9223372036854775807\n 1 0;\n", "an image list is too long"},
      {"LotID \"a\"\nStepID \"b\";\nDefectList;\n",
       "line 9: the record LOTID of line 8 is not ended (expected ';', found StepID)"},
      {"DiePitch 1;\nDefectList;\n", "line 8: DIEPITCH lacks a number"},
      {"", "line 5: wafer W1 has no DefectList"},
  };
  for (const auto& c : cases) {
    const auto found = klarf(c.list);
    ASSERT_FALSE(found) << c.list;
    expect_refused(found.error(), c.words);
    EXPECT_EQ(found.error().code, "mes.syntax");
  }
  expect_refused(read_klarf(file(std::string(kHead) + "DefectList\n 1 5 6 0 1 0;\n")).error(),
                 "line 10: the file is cut short");
  expect_refused(read_klarf(file("FileVersion 1 2;\nDefectList\n 1;\n")).error(),
                 "line 2: a DefectList before its columns");
  expect_refused(read_klarf(file("hello\n")).error(), "not a KLARF");
  expect_refused(read_klarf(file("")).error(), "not a KLARF");
  EXPECT_EQ(read_klarf(temp_.path() / "none").error().code, "mes.unreadable");
  EXPECT_EQ(read_klarf(temp_.path()).error().code, "mes.unreadable");
}

std::string klarf18(const std::string& columns, const std::string& data,
                    const std::string& end = "}\n}\n}\nEndOfFile;\n") {
  return "Record FileRecord \"1.8\" {\nRecord LotRecord \"L\" {\nField DiePitch 2 {1000000, 2000000}\nRecord "
         "WaferRecord "
         "\"W\" {\nList DefectList {\nColumns " +
         columns + "\nData " + data + "\n}\n" + end;
}

TEST_F(BadFile, Klarf18) {
  const std::string columns = "3 { int32 DEFECTID, int32 XREL, ImageList IMAGEINFO }";
  const auto good =
      read_klarf(file(klarf18(columns, "2 { 1 2500 N;\n 2 3500 Images 1 { \"a.png\" \"PNG\" 1 \"P\" } ; }")));
  ASSERT_TRUE(good) << good.error().message();
  EXPECT_EQ(good->wafers[0].rows, 2);
  EXPECT_EQ(good->wafers[0].value(1, "XREL"), 3.5);
  EXPECT_EQ(good->wafers[0].images[0].file, "a.png");
  EXPECT_EQ(good->wafers[0].header.die_pitch_um, (Vec2{1000, 2000}));

  expect_refused(read_klarf(file(klarf18(columns, "1 { 1 2500;\n}"))).error(), "line 7: a defect's row is cut short");
  expect_refused(read_klarf(file(klarf18(columns, "1 {\n 1 2500 N 7;\n}"))).error(),
                 "line 8: a defect's row has more values");
  expect_refused(read_klarf(file(klarf18(columns, "1 {\n 1 x N;\n}"))).error(), "line 8: a value of XREL is no number");
  expect_refused(read_klarf(file(klarf18("4 { int32 DEFECTID, int32 XREL }", "0 { }"))).error(),
                 "line 6: List DEFECTLIST names");
  expect_refused(read_klarf(file(klarf18(columns, "0 { }", "}\n"))).error(), "the file is cut short");
  expect_refused(read_klarf(file("Record FileRecord \"1.8\" {\nFeld DiePitch 2 {1, 2}\n}\nEndOfFile;\n")).error(),
                 "line 2: not a part of a KLARF (expected Record, Field, List or '}', found Feld)");
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "Record R {\n";
  expect_refused(read_klarf(file(deep)).error(), "nested too deeply");
}

TEST_F(BadFile, Sinf) {
  const std::string head = "DEVICE:D\nFNLOC:180\nROWCT:2\nCOLCT:3\nBCEQU:01\n";
  const auto good = read_map(file(head + "RowData:01 __ 0A\nRowData: @@ 01 FF \n"), MapFormat::sinf);
  ASSERT_TRUE(good) << good.error().message();
  EXPECT_EQ(good->map.at({2, 1}), 10);
  EXPECT_EQ(good->map.at({0, 0}), kUntested);
  EXPECT_EQ(good->map.at({1, 1}), kNoDie);
  expect_refused(read_map(file(head + "RowData:01 __ 0A\nRowData:@@ 01\n"), MapFormat::sinf).error(),
                 "line 7: a row of another length than COLCT says (expected 3 bins, found 2)");
  expect_refused(read_map(file(head + "RowData:01 __ 0A\n"), MapFormat::sinf).error(),
                 "another number of rows than ROWCT says (expected 2, found 1)");
  expect_refused(read_map(file(head + "RowData:01 __ 0A\nRowData:01 01 XY\n"), MapFormat::sinf).error(),
                 "line 7: a bin is none");
  expect_refused(read_map(file("FNLOC:45\nRowData:01\n"), MapFormat::sinf).error(), "FNLOC is no side");
  expect_refused(read_map(file("ROWCT:many\n"), MapFormat::sinf).error(), "line 1: ROWCT is no number");
  expect_refused(read_map(file("ROWCT:2000000000\nCOLCT:2000000000\nRowData:01\n"), MapFormat::sinf).error(),
                 "no size");
  expect_refused(read_map(file("DEVICE:x\n"), MapFormat::sinf).error(), "no RowData");
}

TEST_F(BadFile, Xml) {
  const auto g85 = [&](const std::string& device, const std::string& rows) {
    return read_map(file("<Map WaferId=\"W\">\n<Device " + device + ">\n<Data>\n" + rows + "</Data></Device></Map>"),
                    MapFormat::g85);
  };
  const std::string device = R"(BinType="HexaDecimal" NullBin="FF" Rows="2" Columns="2" Orientation="90")";
  const auto good = g85(device, "<Row><![CDATA[01FF]]></Row><Row>02 01</Row>");
  ASSERT_TRUE(good) << good.error().message();
  EXPECT_EQ(good->map.side, MarkSide::left);
  EXPECT_EQ(good->map.at({0, 0}), 2);
  expect_refused(g85(device, "<Row>01FF</Row>\n<Row>02</Row>").error(),
                 "line 5: a row of another length (expected 2 bins, found 1)");
  expect_refused(g85(device, "<Row>01FF</Row>").error(), "another number of rows");
  expect_refused(g85(device, "<Row>01FF</Row><Row>02ZZ</Row>").error(), "a bin is no HexaDecimal");
  expect_refused(g85(R"(BinType="Octal" Rows="1" Columns="1")", "<Row>1</Row>").error(), "line 2: BinType is none");
  expect_refused(g85(device + " OriginLocation=\"9\"", "").error(), "OriginLocation is none");
  expect_refused(g85(R"(BinType="ASCII" Rows="1" Columns="-1")", "<Row>1</Row>").error(), "Columns is none");
  expect_refused(read_map(file("<Map><Device>\n</Map>"), MapFormat::g85).error(), "line 2: not well-formed XML");
  expect_refused(read_map(file("<Map/>"), MapFormat::g85).error(), "no wafer map");
  expect_refused(read_map(file("<MapData/>"), MapFormat::e142).error(), "no bin map");
  expect_refused(read_map(file("<MapData><SubstrateMap Orientation=\"17\"><BinCodeMap/></SubstrateMap></MapData>"),
                          MapFormat::e142)
                     .error(),
                 "Orientation is none");
  const std::string one =
      "<SubstrateMap><BinCodeMap BinType=\"ASCII\" NullBin=\".\"><BinCode>.1A</BinCode></BinCodeMap></SubstrateMap>";
  const auto two = read_map(file("<MapData>" + one + one + "</MapData>"), MapFormat::e142);
  ASSERT_TRUE(two) << two.error().message();
  EXPECT_EQ(two->map.columns, 3);
  EXPECT_EQ(two->map.at({2, 0}), 10);
  EXPECT_EQ(two->warnings.size(), 1U);
  EXPECT_EQ(read_map(temp_.path() / "none", MapFormat::e142).error().code, "mes.unreadable");
  EXPECT_EQ(detect_map_format(file("hello")).error().code, "mes.format");
  EXPECT_EQ(detect_map_format(temp_.path()).error().code, "mes.unreadable");
}

TEST_F(BadFile, Csv) {
  const auto good = read_map(file("x,y,bin\n-1,5,1\n0,6,7\n"), MapFormat::csv);  // no facts: as large as its dies
  ASSERT_TRUE(good) << good.error().message();
  EXPECT_EQ(good->map.columns, 2);
  EXPECT_EQ(good->map.at({1, 1}), 7);
  EXPECT_EQ(good->map.at({1, 0}), kNoDie);
  expect_refused(read_map(file("x,y\n1,2\n"), MapFormat::csv).error(), "line 1: not the header of a map");
  expect_refused(read_map(file("x,y,bin\n1,2\n"), MapFormat::csv).error(), "line 2: a line of another length");
  expect_refused(read_map(file("x,y,bin\n1,b,2\n"), MapFormat::csv).error(), "line 2: x or y is no index");
  expect_refused(read_map(file("x,y,bin\n"), MapFormat::csv).error(), "no die");
  expect_refused(read_map(file("# columns: 2\n# rows: 2\nx,y,bin\n5,0,1\n"), MapFormat::csv).error(),
                 "line 4: a die lies outside the map");
}

}  // namespace
}  // namespace pellucid::mes::test
