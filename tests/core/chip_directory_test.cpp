#include "core/measure/chip_directory.h"

#include <gtest/gtest.h>

#include <tuple>

namespace pellucid {
namespace {

WaferDesign small_wafer() {
  WaferDesign wafer;
  wafer.diameter_mm = 4;
  wafer.edge_exclusion_mm = 0.2;
  wafer.flat_length_mm = 1.6;
  wafer.mark = OrientationMark::flat;
  ChipGrid grid;
  grid.pitch_um = {47, 61};
  grid.size_um = {30, 40};
  grid.columns = 90;
  grid.rows = 70;
  grid.origin_um = {-2150, -2200};
  grid.rotation_deg = 3;
  grid.field = FieldDesign{7, 5, {25, 40}};
  grid.excluded = {{20, 25, 10, 12}, {40, 60, 30, 31}, {50, 52, 0, 70}};
  wafer.chips = grid;
  return wafer;
}

TEST(ChipDirectory, agrees_with_the_design_on_every_site) {
  const WaferDesign wafer = small_wafer();
  const ChipDirectory directory(wafer);
  ASSERT_GT(directory.size(), 500);
  std::int64_t next = 0;
  for (std::int32_t row = 0; row < wafer.chips->rows; ++row) {
    for (std::int32_t column = 0; column < wafer.chips->columns; ++column) {
      const std::int64_t expected = wafer.has_chip({column, row}) ? next++ : -1;
      ASSERT_EQ(directory.find(column, row), expected) << column << ", " << row;
    }
  }
  EXPECT_EQ(directory.size(), next);
  EXPECT_EQ(directory.size(), wafer.count_chips());
}

TEST(ChipDirectory, nothing_stands_outside_the_grid) {
  const ChipDirectory directory(small_wafer());
  for (const auto& [column, row] : {std::pair{-1, 35}, {90, 35}, {45, -1}, {45, 70}, {45, 1000}}) {
    EXPECT_EQ(directory.find(column, row), -1);
  }
}

TEST(ChipDirectory, walks_its_chips_in_the_tables_order) {
  const WaferDesign wafer = small_wafer();
  const ChipDirectory directory(wafer);
  std::int64_t next = 0;
  directory.for_rows(0, directory.rows(), [&](std::int64_t k, std::int32_t column, std::int32_t row) {
    ASSERT_EQ(k, next++);
    ASSERT_TRUE(wafer.has_chip({column, row}));
    ASSERT_EQ(directory.find(column, row), k);
  });
  EXPECT_EQ(next, directory.size());
}

TEST(ChipDirectory, streets_are_on_the_sides_where_the_step_is_wider) {
  const WaferDesign wafer = small_wafer();
  const ChipGrid& grid = *wafer.chips;
  const ChipDirectory directory(wafer);
  for (std::int32_t row = 0; row < grid.rows; ++row) {
    for (std::int32_t column = 0; column < grid.columns; ++column) {
      int expected = 0;
      if (grid.column_um(column) - grid.column_um(column - 1) > grid.pitch_um.x + 1) expected |= 1;
      if (grid.column_um(column + 1) - grid.column_um(column) > grid.pitch_um.x + 1) expected |= 2;
      if (grid.row_um(row) - grid.row_um(row - 1) > grid.pitch_um.y + 1) expected |= 4;
      if (grid.row_um(row + 1) - grid.row_um(row) > grid.pitch_um.y + 1) expected |= 8;
      ASSERT_EQ(directory.streets(column, row), expected) << column << ", " << row;
      EXPECT_DOUBLE_EQ(directory.column_um(column), grid.column_um(column));
      EXPECT_DOUBLE_EQ(directory.row_um(row), grid.row_um(row));
    }
  }
}

}  // namespace
}  // namespace pellucid
