/// Maps made from a result: bins, reduction, bin types, and files that say all of it.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/mes/marked_wafer.h"

namespace pellucid::mes::test {
namespace {

TEST(DieMap, HasADieForEveryChipOnTheDesignsGrid) {
  const MarkedWafer wafer;
  const auto map = make_die_map(wafer.subject(), {});
  ASSERT_TRUE(map);
  EXPECT_EQ(map->columns, 14);
  EXPECT_EQ(map->rows, 11);
  const MapTotals totals = totals_of(*map);
  EXPECT_EQ(totals.counts.at(3), 1);
  EXPECT_EQ(totals.counts.at(1), std::ssize(wafer.table.column) - 1);
  EXPECT_EQ(map->at(wafer.marked), 3);
  EXPECT_EQ(map->at({0, 0}), kNoDie);
}

TEST(DieMap, ReducedCellsShowTheWorstOrTheMajority) {
  MarkedWafer wafer;
  ExportProfile profile;
  profile.map.reduce_columns = 2;
  profile.map.reduce_rows = 3;
  const auto worst = make_die_map(wafer.subject(), profile);
  ASSERT_TRUE(worst);
  EXPECT_EQ(worst->columns, 7);
  EXPECT_EQ(worst->rows, 4);
  EXPECT_EQ(worst->at({1, 2}), 3);
  EXPECT_EQ(totals_of(*worst).counts.at(3), 1);
  EXPECT_EQ(worst->step_um, (Vec2{200, 450}));
  profile.map.rule = ReduceRule::majority;
  EXPECT_EQ(make_die_map(wafer.subject(), profile)->at({1, 2}), 1);
  // What was not measured stands for a cell only where nothing else is there.
  for (ChipClass& c : wafer.table.chip_class) c = c == ChipClass::dark ? c : ChipClass::unmeasured;
  EXPECT_EQ(make_die_map(wafer.subject(), profile)->at({1, 2}), 3);
  EXPECT_EQ(make_die_map(wafer.subject(), profile)->at({2, 2}), kUntested);
}

TEST(DieMap, FieldsAsCells) {
  MarkedWafer wafer;
  ExportProfile profile;
  profile.map.by_field = true;
  EXPECT_EQ(make_die_map(wafer.subject(), profile).error().code, "mes.subject");
  wafer.design.chips->field = FieldDesign{7, 4, {20, 30}};
  const auto map = make_die_map(wafer.subject(), profile);
  ASSERT_TRUE(map);
  EXPECT_EQ(map->columns, 2);
  EXPECT_EQ(map->rows, 3);
  EXPECT_EQ(map->at({0, 2}), 3);
  EXPECT_EQ(map->step_um, (Vec2{720, 630}));
}

TEST(DieMap, EveryBinTypeIsReadBack) {
  const pellucid::test::TempFolder temp;
  MarkedWafer wafer;
  wafer.table.chip_class[5] = ChipClass::unmeasured;
  wafer.table.chip_class[9] = ChipClass::retest;
  for (const BinType type : {BinType::ascii, BinType::decimal, BinType::hexadecimal, BinType::integer2}) {
    ExportProfile profile;
    profile.map.bin_type = type;
    profile.orientation = MarkSide::right;
    for (const MapFormat format : {MapFormat::e142, MapFormat::g85, MapFormat::sinf, MapFormat::csv}) {
      const auto map = make_die_map(wafer.subject(), profile);
      const auto read = read_map(map_file(temp.path() / "m", wafer, profile, format), format);
      ASSERT_TRUE(read) << read.error().message();
      EXPECT_EQ(totals_of(turned_to(read->map, map->side)), totals_of(*map)) << name_of(format) << " " << name_of(type);
      EXPECT_TRUE(read->map.is_pass(1));
      EXPECT_FALSE(read->map.is_pass(3));
      EXPECT_EQ(totals_of(read->map).counts.at(kUntested), 1);
    }
  }
}

TEST(DieMap, BinsThatATypeCannotSayAreRefused) {
  const MarkedWafer wafer;
  ExportProfile profile;
  profile.classes[2].bin = 99;
  profile.map.bin_type = BinType::ascii;
  const auto map = make_die_map(wafer.subject(), profile);
  TextSink sink([](std::string_view) { return true; });
  const auto refused = write_map(MapFormat::e142, *map, profile, sink);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "mes.subject");
  EXPECT_NE(refused.error().message().find("bin 99"), std::string::npos) << refused.error().message();
  EXPECT_TRUE(write_map(MapFormat::csv, *map, profile, sink));
}

TEST(DieMap, ClassesMayShareABin) {
  const MarkedWafer wafer;
  ExportProfile profile;
  for (ClassRule& rule : profile.classes) rule.bin = rule.pass ? 1 : 7;
  const auto map = make_die_map(wafer.subject(), profile);
  ASSERT_EQ(map->bins.size(), 2U);
  EXPECT_TRUE(map->bins[0].pass);
  EXPECT_TRUE(map->bins[1].name.starts_with("Missing/Dark/Dim"));
}

TEST(DieMap, TextOfIdsIsEscaped) {
  const pellucid::test::TempFolder temp;
  MarkedWafer wafer;
  wafer.design.id = "<W&\"1\">";
  for (const MapFormat format : {MapFormat::e142, MapFormat::g85}) {
    const auto read = read_map(map_file(temp.path() / "m", wafer, {}, format), format);
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(read->map.wafer, wafer.design.id);
  }
}

/// Checked with xmllint against schemas of ours (the standards' own are for purchase).
TEST(DieMap, XmlKeepsToItsSchema) {
  if (std::system("xmllint --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "no xmllint here (libxml2-utils)";
  const pellucid::test::TempFolder temp;
  MarkedWafer wafer;
  wafer.table.chip_class[5] = ChipClass::unmeasured;
  for (const auto& [format, schema] : {std::pair{MapFormat::e142, "e142.xsd"}, std::pair{MapFormat::g85, "g85.xsd"}}) {
    for (const Origin origin : {Origin::automatic, Origin::center, Origin::lower_left}) {
      for (const MarkSide side : kMarkSides) {
        ExportProfile profile;
        profile.axes.origin = origin;
        profile.orientation = side;
        const std::string file = map_file(temp.path() / "m.xml", wafer, profile, format).string();
        const std::string command =
            std::string("xmllint --noout --schema ") + PELLUCID_SOURCE_DIR + "/tests/mes/" + schema + " " + file;
        EXPECT_EQ(std::system((command + " 2> /dev/null").c_str()), 0) << command;
      }
    }
  }
}

/// A writer that is asked to stop says so and a full disk is noticed.
TEST(DieMap, StopAndFullDisk) {
  const MarkedWafer wafer;
  std::stop_source stop;
  stop.request_stop();
  TextSink sink([](std::string_view) { return false; });
  EXPECT_EQ(write_map(MapFormat::sinf, *make_die_map(wafer.subject(), {}), {}, sink, stop.get_token()).error().kind,
            ErrorKind::cancelled);
  EXPECT_FALSE(sink.finish());
}

}  // namespace
}  // namespace pellucid::mes::test
