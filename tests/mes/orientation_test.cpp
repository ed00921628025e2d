/// Every format at four orientations and every origin: the marked chip is where it should be, for our reader and for
/// one that shares no code with us (independent_reader.py).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>

#include "mes/klarf_read.h"
#include "tests/mes/marked_wafer.h"

namespace pellucid::mes::test {
namespace {

constexpr std::array kOrigins{Origin::center, Origin::lower_left, Origin::lower_right, Origin::upper_left,
                              Origin::upper_right};
constexpr std::array<MapFormat, 4> kMaps{MapFormat::e142, MapFormat::g85, MapFormat::sinf, MapFormat::csv};
constexpr std::array<std::string_view, 4> kMapNames{"e142", "g85", "sinf", "mapcsv"};
/// Wafer marks, counter-clockwise from +x, and how far clockwise each lies from the bottom.
constexpr std::array<std::pair<double, int>, 4> kMarks{{{270, 0}, {180, 90}, {90, 180}, {0, 270}}};

/// The bin of dark chips.
constexpr std::uint16_t kDark = 3;

/// Where the marked die lies about the map's centre, in um, with the map's own pitch.
Vec2 place_in(const DieMap& map, Vec2 step_um) {
  Vec2 place{NAN, NAN};
  int found = 0;
  for (std::int32_t row = 0; row < map.rows; ++row) {
    for (std::int32_t column = 0; column < map.columns; ++column) {
      if (map.at({column, row}) != kDark) continue;
      place = {(column - 0.5 * (map.columns - 1)) * step_um.x, (row - 0.5 * (map.rows - 1)) * step_um.y};
      ++found;
    }
  }
  EXPECT_EQ(found, 1);
  return place;
}

/// What an independent program says of files ("FORMAT FILE ..."): a line "X_UM Y_UM DIES MARKED" each, about the map's
/// or the wafer's centre.
std::string independent_answer(const std::string& files) {
  const std::string command =
      fmt::format("python3 {}/tests/mes/independent_reader.py{} 2>&1", PELLUCID_SOURCE_DIR, files);
  std::FILE* const pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return "no python3";
  std::string answer;
  std::array<char, 256> piece{};
  while (std::fgets(piece.data(), piece.size(), pipe) != nullptr) answer += piece.data();
  ::pclose(pipe);
  return answer;
}

bool has_python() {
  return std::system("python3 -c 'import sys' > /dev/null 2>&1") == 0;
}

TEST(Orientation, DegreesOfEachConvention) {
  EXPECT_EQ(degrees_from_bottom(MarkSide::down), 0);
  EXPECT_EQ(degrees_from_bottom(MarkSide::left), 90);
  EXPECT_EQ(degrees_from_bottom(MarkSide::up), 180);
  EXPECT_EQ(degrees_from_bottom(MarkSide::right), 270);
  EXPECT_EQ(degrees_from_top(MarkSide::up), 0);
  EXPECT_EQ(degrees_from_top(MarkSide::right), 90);
  EXPECT_EQ(degrees_from_top(MarkSide::down), 180);
  EXPECT_EQ(degrees_from_top(MarkSide::left), 270);
  for (const MarkSide side : kMarkSides) {
    EXPECT_EQ(side_from_bottom(degrees_from_bottom(side)), side);
    EXPECT_EQ(side_from_top(degrees_from_top(side)), side);
    EXPECT_EQ(side_named(name_of(side)), side);
  }
  for (const auto& [mark_deg, clockwise] : kMarks) EXPECT_EQ(side_of_mark(mark_deg), side_from_bottom(clockwise));
  EXPECT_FALSE(side_of_mark(45));
  EXPECT_FALSE(side_of_mark(NAN));
}

TEST(Orientation, MapsAreReadBackWithTheMarkedDieInItsPlace) {
  const pellucid::test::TempFolder temp;
  for (const auto& [mark_deg, measured] : kMarks) {
    const MarkedWafer wafer(mark_deg);
    const Vec2 design = wafer.design.chips->centre_um(wafer.marked);  // the grid is centred on the wafer
    for (const MarkSide side : kMarkSides) {
      const double turn = degrees_from_bottom(side) - measured;
      const Vec2 expected = turned_by(design, turn);
      for (const Origin origin : kOrigins) {
        for (const RowOrder order : {RowOrder::automatic, RowOrder::visual, RowOrder::axes}) {
          ExportProfile profile;
          profile.orientation = side;
          profile.axes.origin = origin;
          profile.axes.order = order;
          for (std::size_t f = 0; f < kMaps.size(); ++f) {
            SCOPED_TRACE(fmt::format("{}, mark {} deg, {} in the file, origin {}, order {}", kMapNames[f], mark_deg,
                                     name_of(side), static_cast<int>(origin), static_cast<int>(order)));
            const auto path = map_file(temp.path() / "map", wafer, profile, kMaps[f]);
            EXPECT_EQ(detect_map_format(path), kMaps[f]);
            const auto read = read_map(path, kMaps[f], order);
            ASSERT_TRUE(read) << read.error().message();
            EXPECT_EQ(read->map.side, side);
            EXPECT_EQ(read->map.wafer, "LOT0001-07");
            const Vec2 place = place_in(read->map, read->map.step_um);
            EXPECT_NEAR(place.x, expected.x, 1e-6);
            EXPECT_NEAR(place.y, expected.y, 1e-6);
            const auto ours = make_die_map(wafer.subject(), profile);
            EXPECT_EQ(totals_of(turned_to(read->map, ours->side)), totals_of(*ours));
          }
        }
      }
    }
  }
}

TEST(Orientation, KlarfsAreReadBackWithTheDefectInItsPlace) {
  const pellucid::test::TempFolder temp;
  for (const auto& [mark_deg, measured] : kMarks) {
    const MarkedWafer wafer(mark_deg);
    for (const MarkSide side : kMarkSides) {
      const Vec2 expected = turned_by(wafer.place_um(), degrees_from_bottom(side) - measured);
      for (const Origin origin : kOrigins) {
        for (const auto& [columns, rows] : {std::pair{3, 2}, std::pair{14, 11}, std::pair{1, 1}}) {
          ExportProfile profile;
          profile.orientation = side;
          profile.axes.origin = origin;
          profile.klarf.tile_columns = columns;
          profile.klarf.tile_rows = rows;
          for (const KlarfVersion version : {KlarfVersion::v1_2, KlarfVersion::v1_8}) {
            SCOPED_TRACE(fmt::format("version {}, mark {} deg, {} in the file, origin {}, tiles {} x {}",
                                     static_cast<int>(version), mark_deg, name_of(side), static_cast<int>(origin),
                                     columns, rows));
            const auto read = read_klarf(klarf_file(temp.path() / "k", wafer, profile, version));
            ASSERT_TRUE(read) << read.error().message();
            ASSERT_EQ(read->wafers.size(), 1U);
            const KlarfWafer& found = read->wafers.front();
            ASSERT_EQ(found.rows, 1);
            EXPECT_EQ(found.side, side);
            EXPECT_NEAR(found.place_um(0).x, expected.x, 0.002);
            EXPECT_NEAR(found.place_um(0).y, expected.y, 0.002);
            EXPECT_GE(found.value(0, "XREL"), 0);
            EXPECT_LE(found.value(0, "XREL"), found.header.die_pitch_um.x);
            EXPECT_GE(found.value(0, "YREL"), 0);
            EXPECT_LE(found.value(0, "YREL"), found.header.die_pitch_um.y);
            EXPECT_EQ(found.value(0, "CHIPCOLUMN"), wafer.marked.column);
            EXPECT_EQ(found.value(0, "CHIPROW"), wafer.marked.row);
          }
        }
      }
    }
  }
}

/// Origins number the dies: with each of them the die at (0, 0) is the one that its name says.
TEST(Orientation, OriginsNumberTheDies) {
  const pellucid::test::TempFolder temp;
  const MarkedWafer wafer;
  for (const Origin origin : {Origin::lower_left, Origin::upper_right}) {
    ExportProfile profile;
    profile.axes.origin = origin;
    profile.klarf.tile_columns = profile.klarf.tile_rows = 1;
    const auto read = read_klarf(klarf_file(temp.path() / "k", wafer, profile));
    ASSERT_TRUE(read);
    const bool low = origin == Origin::lower_left;
    EXPECT_EQ(read->wafers[0].value(0, "XINDEX"), low ? 3 : 3 - 13);
    EXPECT_EQ(read->wafers[0].value(0, "YINDEX"), low ? 8 : 8 - 10);
    for (const ChipIndex die : read->wafers[0].header.plan) {
      EXPECT_EQ(die.column >= 0 && die.row >= 0, low || (die.column == 0 && die.row == 0));
    }
    const std::string csv = text_of(map_file(temp.path() / "m", wafer, profile, MapFormat::csv));
    EXPECT_NE(csv.find(low ? "\n3,8,3,8,3,Dark,0\n" : "\n10,2,3,8,3,Dark,0\n"), std::string::npos) << csv;
  }
}

TEST(Orientation, AnIndependentReaderFindsTheMarkedDie) {
  if (!has_python()) GTEST_SKIP() << "no python3 here for tests/mes/independent_reader.py";
  const pellucid::test::TempFolder temp;
  const MarkedWafer wafer;
  // The reader turns every file back until its mark is down.
  const Vec2 design = wafer.design.chips->centre_um(wafer.marked), found = wafer.place_um();
  std::string files, expected;
  const auto ask = [&](std::string_view kind, const std::filesystem::path& file, Vec2 place, std::size_t dies) {
    files += fmt::format(" {} {}", kind, file.string());
    expected += fmt::format("{:.2f} {:.2f} {} 1\n", place.x, place.y, dies);
  };
  for (const MarkSide side : kMarkSides) {
    for (const Origin origin : {Origin::lower_left, Origin::upper_left}) {
      ExportProfile profile;
      profile.orientation = side;
      profile.axes.origin = origin;
      const auto name = [&](std::string_view kind) {
        return temp.path() / fmt::format("{}_{}_{}", kind, name_of(side), static_cast<int>(origin));
      };
      for (std::size_t f = 0; f < kMaps.size(); ++f) {
        ask(kMapNames[f], map_file(name(kMapNames[f]), wafer, profile, kMaps[f]), design, wafer.table.size());
      }
      ask("klarf", klarf_file(name("klarf"), wafer, profile, KlarfVersion::v1_2), found, 1);
      ask("klarf18", klarf_file(name("klarf18"), wafer, profile, KlarfVersion::v1_8), found, 1);
    }
  }
  EXPECT_EQ(independent_answer(files), expected) << files;
}

}  // namespace
}  // namespace pellucid::mes::test
