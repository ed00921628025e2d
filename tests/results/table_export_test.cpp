#include "results/table_export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "results/chips_h5.h"
#include "results/results_error.h"
#include "tests/results/synthetic.h"
#include "tests/results/test_folder.h"

namespace pellucid {
namespace {

using testing::bytes_of;
using testing::synthetic_result;
using testing::TestFolder;

ChipTable two_chips() {
  ChipTable t;
  t.column = {3, -1};
  t.row = {7, 8};
  t.x_um = {12.3456F, -0.0001F};
  t.y_um = {-1.5F, 100000.25F};
  t.chip_class = {ChipClass::good, ChipClass::dark};
  t.flags = {1, 0x20004};
  t.layers.resize(2);
  t.layers[0] = {"pl", {6000.123F, std::numeric_limits<float>::quiet_NaN()}, {}, {1.0F, -0.001F}, {}, {}, {}, {}, {}};
  t.layers[1] = {"a \"b\", c", {1.0F, 2.0F}, {}, {}, {}, {}, {}, {}, {}};
  t.el = ElColumns{{1.5F, std::numeric_limits<float>::quiet_NaN()}, {}, {}, {1, 255}};
  return t;
}

TEST(TableExport, CsvIsWhatItShouldBe) {
  const TestFolder folder;
  ASSERT_TRUE(export_csv(two_chips(), folder / "chips.csv"));
  EXPECT_EQ(bytes_of(folder / "chips.csv"),
            "column,row,x_um,y_um,class,flags,intensity_e,relative_intensity,\"intensity_e@a \"\"b\"\", "
            "c\",el_intensity,el_pass\n"
            "3,7,12.346,-1.500,good,1,6000.12,1.00000,1.00,1.5000,1\n"
            "-1,8,0.000,100000.250,dark,131076,,-0.00100,2.00,,\n");
}

TEST(TableExport, JsonLinesAreJson) {
  const TestFolder folder;
  ASSERT_TRUE(export_json_lines(two_chips(), folder / "chips.jsonl"));
  std::istringstream lines(bytes_of(folder / "chips.jsonl"));
  std::string first, second, third;
  std::getline(lines, first), std::getline(lines, second);
  EXPECT_FALSE(std::getline(lines, third));
  const auto good = nlohmann::json::parse(first), dark = nlohmann::json::parse(second);
  EXPECT_EQ(good["class"], "good");
  EXPECT_EQ(good["intensity_e@a \"b\", c"], 1.0);
  EXPECT_TRUE(dark["intensity_e"].is_null());
  EXPECT_TRUE(dark["el_pass"].is_null());
  EXPECT_EQ(dark["column"], -1);
}

TEST(TableExport, OnlyDefectsAndChosenColumns) {
  const TestFolder folder;
  ASSERT_TRUE(export_csv(two_chips(), folder / "defects.csv", {.only_defects = true, .columns = {"class", "column"}}));
  EXPECT_EQ(bytes_of(folder / "defects.csv"), "class,column\ndark,-1\n");
  const auto unknown = export_csv(two_chips(), folder / "x.csv", {.columns = {"colour"}});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, ErrorKind::usage);
  EXPECT_EQ(unknown.error().found, "colour");
  EXPECT_THAT(unknown.error().expected, ::testing::HasSubstr("intensity_e"));
  EXPECT_EQ(folder.count(), 1);
}

TEST(TableExport, ManyBlocksKeepTheirOrderForAnyNumberOfThreads) {
  const TestFolder folder;
  const ResultData data = synthetic_result({.pitch_um = {200, 200}});
  for (const std::size_t threads : {1, 4}) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    ASSERT_TRUE(export_csv(data.table, folder / std::to_string(threads), {.columns = {"column", "row"}}));
  }
  const std::string text = bytes_of(folder / "1");
  EXPECT_EQ(text, bytes_of(folder / "4"));
  std::string expected = "column,row\n";
  for (std::size_t i = 0; i < data.table.size(); ++i) {
    expected += std::to_string(data.table.column[i]) + "," + std::to_string(data.table.row[i]) + "\n";
  }
  EXPECT_EQ(text, expected);
}

TEST(TableExport, NothingIsLeftWhereItFails) {
  const TestFolder folder;
  std::stop_source source;
  source.request_stop();
  EXPECT_EQ(export_csv(two_chips(), folder / "a.csv", {}, source.get_token()).error().kind, ErrorKind::cancelled);
  EXPECT_EQ(export_csv(two_chips(), folder / "none/a.csv").error().code, results_error::kIo);
  ChipTable cut = two_chips();
  cut.flags.pop_back();
  EXPECT_EQ(export_csv(cut, folder / "a.csv").error().code, results_error::kShape);
  EXPECT_EQ(folder.count(), 0);
}

/// The lines of a text, without its header.
std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text.substr(text.find('\n') + 1));
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(TableExport, ChosenRowsAreTheLinesOfThose) {
  const TestFolder folder;
  const ResultData data = synthetic_result({.pitch_um = {400, 400}});
  const std::size_t rows = data.table.size();
  ASSERT_GT(rows, 5000U);
  ASSERT_EQ(export_csv(data.table, folder / "all.csv").value(), rows);
  const std::vector<std::string> all = lines_of(bytes_of(folder / "all.csv"));
  ASSERT_EQ(all.size(), rows);

  std::vector<std::size_t> backwards, some;
  for (std::size_t i = 0; i < rows; ++i) {
    backwards.push_back(rows - 1 - i);
    if (i % 7 < 3) some.push_back(i);
  }
  std::vector<std::string> expected(all.rbegin(), all.rend());
  ASSERT_EQ(export_csv(data.table, folder / "backwards.csv", {.rows = backwards}).value(), rows);
  EXPECT_EQ(lines_of(bytes_of(folder / "backwards.csv")), expected);

  expected.clear();
  for (const std::size_t row : some) {
    if (data.table.chip_class[row] != ChipClass::good) expected.push_back(all[row]);
  }
  ASSERT_FALSE(expected.empty());
  const auto written = export_csv(data.table, folder / "some.csv", {.only_defects = true, .rows = some});
  EXPECT_EQ(written.value(), expected.size());
  EXPECT_EQ(lines_of(bytes_of(folder / "some.csv")), expected);
  EXPECT_EQ(export_csv(data.table, folder / "none.csv", {.rows = std::vector<std::size_t>()}).value(), 0U);
}

TEST(TableExport, NumbersOfAnyLengthStandInLine) {
  const TestFolder folder;
  ChipTable t = two_chips();
  t.layers.resize(1);
  t.el.reset();
  t.column = {2147483647, -2147483647 - 1};
  t.flags = {4294967295U, 99999999U};
  t.x_um = {-99999.9921875F, 100000.0F};
  t.layers[0].intensity_e = {-1234567.875F, std::numeric_limits<float>::max()};
  t.layers[0].relative_intensity = {-std::numeric_limits<float>::infinity(), -0.0F};
  ASSERT_TRUE(export_csv(t, folder / "a.csv"));
  EXPECT_EQ(lines_of(bytes_of(folder / "a.csv")),
            (std::vector<std::string>{"2147483647,7,-99999.992,-1.500,good,4294967295,-1234567.88,",
                                      "-2147483648,8,100000.000,100000.250,dark,99999999,"
                                      "340282346638528859811704183484516925440.00,0.00000"}));
}

class FileExport : public ::testing::TestWithParam<std::size_t> {};

/// Whole windows of the file, and a bit more or less.
TEST_P(FileExport, IsThatOfItsTable) {
  const TestFolder folder;
  ChipTable t;
  for (std::size_t i = 0; i < GetParam(); ++i) {
    t.column.push_back(static_cast<std::int32_t>(i % 1000));
    t.row.push_back(static_cast<std::int32_t>(i / 1000));
    t.x_um.push_back(static_cast<float>(i) * 0.0625F);
    t.y_um.push_back(static_cast<float>(i) * -0.375F);
    t.chip_class.push_back(i % 5 == 3 ? ChipClass::mechanical : ChipClass::good);
    t.flags.push_back(static_cast<std::uint32_t>(i));
  }
  ASSERT_TRUE(write_chips_h5(folder / "chips.h5", t, {}, {}));
  ASSERT_EQ(export_csv(t, folder / "table.csv").value(), t.size());
  ASSERT_EQ(export_file_csv(folder / "chips.h5", folder / "file.csv").value(), t.size());
  EXPECT_TRUE(bytes_of(folder / "file.csv") == bytes_of(folder / "table.csv"));

  const ExportOptions some{.only_defects = true, .columns = {"flags", "x_um"}};
  const auto defects = export_json_lines(t, folder / "table.jsonl", some);
  EXPECT_EQ(export_file_json_lines(folder / "chips.h5", folder / "file.jsonl", some).value(), defects.value());
  EXPECT_TRUE(bytes_of(folder / "file.jsonl") == bytes_of(folder / "table.jsonl"));

  const auto unknown = export_file_csv(folder / "chips.h5", folder / "x.csv", {.columns = {"x_um", "colour"}});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, results_error::kColumn);
  EXPECT_EQ(unknown.error().expected, "column, row, x_um, y_um, class, flags") << "those too that were not read";
  EXPECT_EQ(folder.count(), 5);
}
INSTANTIATE_TEST_SUITE_P(Rows, FileExport, ::testing::Values(0, 1, 65'537, 262'144, 300'001));

TEST(TableExport, FileThatIsNotThere) {
  const TestFolder folder;
  EXPECT_EQ(export_file_csv(folder / "chips.h5", folder / "a.csv").error().code, results_error::kNotFound);
  EXPECT_EQ(folder.count(), 0);
}

}  // namespace
}  // namespace pellucid
