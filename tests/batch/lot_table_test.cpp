#include "batch/lot_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace pellucid {
namespace {

LotRow bad_row() {
  LotRow row;
  row.scan = "lot/W\"2\"";
  row.status = LotStatus::bad;
  row.error = bad_input("acquisition.value", "scan.json", "a pitch", "above 0", "0, 0");
  return row;
}

TEST(LotTable, csv_quotes_what_would_break_it) {
  const std::string csv = lot_csv({bad_row()});
  EXPECT_THAT(csv, testing::StartsWith("scan,wafer,lot,status,skipped,listed,measured,yield,good,missing,dark,"));
  EXPECT_THAT(csv, testing::HasSubstr("\n\"lot/W\"\"2\"\"\",,,bad,0,0,0,,0,"));
  EXPECT_THAT(csv, testing::HasSubstr("\"scan.json: a pitch (expected above 0, found 0, 0)\"\n"));
}

TEST(LotTable, json_has_a_row_a_scan_and_null_for_no_yield) {
  LotRow good;
  good.scan = "W01";
  good.counts[0] = 9;
  good.counts[2] = 1;
  good.counts.back() = 5;
  good.yield = 0.9;
  const auto json = nlohmann::json::parse(lot_json({good, bad_row()}));
  EXPECT_EQ(json.at("schema"), "pellucid.lot/1");
  ASSERT_EQ(json.at("scans").size(), 2U);
  EXPECT_EQ(json["scans"][0].at("listed"), 15);
  EXPECT_EQ(json["scans"][0].at("measured"), 10);
  EXPECT_EQ(json["scans"][0].at("counts").at("dark"), 1);
  EXPECT_TRUE(json["scans"][1].at("yield").is_null());
  EXPECT_EQ(json["scans"][1].at("error").at("found"), "0, 0");
}

}  // namespace
}  // namespace pellucid
