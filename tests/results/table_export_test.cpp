#include "results/table_export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <cmath>
#include <cstdio>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

#include "results/detail/fixed_text.h"
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

/// Against the C library, except where a half lies between two decimals.
TEST(FixedText, AgreesWithPrintf) {
  std::mt19937 random(7);
  std::uniform_real_distribution<float> exponent(-6, 12), sign(-1, 1);
  for (int i = 0; i < 200'000; ++i) {
    const float value = std::copysign(std::pow(10.0F, exponent(random)), sign(random));
    const int decimals = i % 7;
    char text[64], expected[64];
    *detail::append_fixed(text, value, decimals) = '\0';
    std::snprintf(expected, sizeof expected, "%.*f", decimals, double{value});
    const double step = std::pow(10.0, -decimals);
    ASSERT_NEAR(std::strtod(text, nullptr), std::strtod(expected, nullptr), 1.0001 * step) << value;
    const double fraction = std::abs(double{value}) / step - std::floor(std::abs(double{value}) / step);
    const bool is_clear = std::abs(fraction - 0.5) > 1e-3 && std::strtod(expected, nullptr) != 0;
    if (is_clear) {
      ASSERT_STREQ(text, expected) << decimals;
    }
  }
}

TEST(FixedText, IntegersAgreeWithTheLibrary) {
  const auto text = [](std::int64_t value) {
    char out[detail::kFixedTextMax];
    return std::string(out, detail::append_integer(out, value));
  };
  for (std::int64_t power = 1; power <= 1'000'000'000'000; power *= 10) {
    for (const std::int64_t step : {-1, 0, 1}) {
      EXPECT_EQ(text(power + step), std::to_string(power + step));
      EXPECT_EQ(text(-power + step), std::to_string(-power + step));
    }
  }
  std::mt19937 random(9);
  for (int i = 0; i < 100'000; ++i) {
    const std::uint32_t value = static_cast<std::uint32_t>(random()) >> (random() % 32);
    ASSERT_EQ(text(value), std::to_string(value));
  }
}

TEST(FixedText, Edges) {
  const auto text = [](float value, int decimals) {
    char out[detail::kFixedTextMax + 1];
    return std::string(out, detail::append_fixed(out, value, decimals));
  };
  EXPECT_EQ(text(0, 0), "0");
  EXPECT_EQ(text(-0.0F, 2), "0.00");
  EXPECT_EQ(text(-0.004F, 2), "0.00");
  EXPECT_EQ(text(0.05F, 2), "0.05");
  EXPECT_EQ(text(9.999F, 2), "10.00");
  EXPECT_EQ(text(0.5F, 6), "0.500000");
  EXPECT_EQ(text(99999992.0F, 0), "99999992") << "eight digits";
  EXPECT_EQ(text(-999999.9375F, 2), "-999999.94");
  EXPECT_EQ(text(1000000.0F, 2), "1000000.00") << "nine digits";
  EXPECT_EQ(text(-123.0F, 0), "-123");
  EXPECT_EQ(text(std::numeric_limits<float>::max(), 2), "340282346638528859811704183484516925440.00");
}

}  // namespace
}  // namespace pellucid
