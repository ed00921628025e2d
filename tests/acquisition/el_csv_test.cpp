#include "acquisition/el_csv.h"

#include <gmock/gmock.h>

#include <cmath>

#include "tests/support/scan_folder.h"
#include "tests/support/temp_folder.h"

namespace pellucid {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Result<ElTable> read(const std::string& text) {
  const test::TempFolder folder;
  test::write_text(folder.path() / "el.csv", text);
  return read_el_csv(folder.path() / "el.csv");
}

std::string refusal(const std::string& rows) {
  const auto table = read("column,row,el_intensity,vf_v,ir_ua,pass\n" + rows);
  return table ? "accepted" : table.error().message();
}

TEST(ElCsv, ReadsTheNativeDialect) {
  const auto table =
      read("column,row,el_intensity,vf_v,ir_ua,wld_nm,pass\n-3,7,12.5,2.9,0.01,452.5,1\n4,8,1e3,3.0,5,453,0\n");
  ASSERT_TRUE(table) << table.error().message();
  EXPECT_THAT(table->column, ElementsAre(-3, 4));
  EXPECT_THAT(table->row, ElementsAre(7, 8));
  EXPECT_THAT(table->intensity, ElementsAre(12.5F, 1000.F));
  EXPECT_THAT(table->wld_nm, ElementsAre(452.5F, 453.F));
  EXPECT_THAT(table->pass, ElementsAre(1, 0));
}

TEST(ElCsv, IsLenientOnForm) {
  const auto table = read(
      "\xEF\xBB\xBFPASS, Row ,\"COLUMN\",extra,IR_uA,Vf_V,EL_Intensity\r\n1,2,3.0,x,,3.1, 7 \r\n\r\n0,2,4,,1,3.1,8");
  ASSERT_TRUE(table) << table.error().message();
  EXPECT_THAT(table->column, ElementsAre(3, 4));
  EXPECT_THAT(table->intensity, ElementsAre(7.F, 8.F));
  EXPECT_TRUE(std::isnan(table->ir_ua[0]));
  EXPECT_TRUE(std::isnan(table->wld_nm[1]));
}

TEST(ElCsv, IsStrictOnValues) {
  EXPECT_THAT(refusal(""), HasSubstr("at least one chip"));
  EXPECT_THAT(refusal("1,1,5,3,0,1\n1,x,5,3,0,1\n"), HasSubstr("line 3: row is not a chip index"));
  EXPECT_THAT(refusal("1,1.5,5,3,0,1\n"), HasSubstr("row is not a chip index"));
  EXPECT_THAT(refusal("1,99999999999,5,3,0,1\n"), HasSubstr("row is not a chip index"));
  EXPECT_THAT(refusal("1,1,nan,3,0,1\n"),
              HasSubstr("el_intensity is not a number (expected a finite number or nothing, found nan)"));
  EXPECT_THAT(refusal("1,1,inf,3,0,1\n"), HasSubstr("el_intensity is not a number"));
  EXPECT_THAT(refusal("1,1,1e99,3,0,1\n"), HasSubstr("el_intensity is not a number"));
  EXPECT_THAT(refusal("1,1,5,3V,0,1\n"), HasSubstr("vf_v is not a number"));
  EXPECT_THAT(refusal("1,1,5,3,0,2\n"), HasSubstr("pass is not a verdict (expected 0 or 1, found 2)"));
  EXPECT_THAT(refusal("1,1,5,3,0\n"), HasSubstr("wrong number of fields (expected 6, found 5)"));
  EXPECT_THAT(read("column,row,column,el_intensity,vf_v,ir_ua,pass\n").error().message(),
              HasSubstr("column \"column\" stands twice"));
  EXPECT_THAT(read("").error().message(), HasSubstr("empty table"));
  EXPECT_THAT(refusal(std::string(200'000, 'x')), HasSubstr("too long"));
}

TEST(ElCsv, RefusesAChipListedTwice) {
  EXPECT_THAT(refusal("1,1,5,3,0,1\n2,1,5,3,0,1\n1,1,5,3,0,1\n"), HasSubstr("chip (column 1, row 1) is listed twice"));
  // Far apart: sorted keys instead of a bit a place.
  EXPECT_THAT(refusal("-9999999,1,5,3,0,1\n9999999,9999999,5,3,0,1\n-9999999,1,5,3,0,1\n"),
              HasSubstr("is listed twice"));
}

TEST(ElCsv, ReadsAcrossPieces) {
  std::string text = "column,row,el_intensity,vf_v,ir_ua,pass\n";
  for (int i = 0; i < 200'000; ++i)
    text += std::to_string(i % 500) + "," + std::to_string(i / 500) + ",12.25,3.01,0.125,1\n";
  const auto table = read(text);
  ASSERT_TRUE(table) << table.error().message();
  ASSERT_EQ(table->size(), 200'000U);
  EXPECT_EQ(table->row.back(), 399);
}

}  // namespace
}  // namespace pellucid
