#include "core/model/wafer.h"

#include <gtest/gtest.h>

namespace pellucid {
namespace {

ChipGrid grid_with_streets() {
  ChipGrid grid;
  grid.pitch_um = {20, 40};
  grid.size_um = {12, 30};
  grid.columns = 100;
  grid.rows = 60;
  grid.origin_um = {-1000, -1200};
  grid.field = FieldDesign{10, 5, {50, 70}};
  return grid;
}

TEST(ChipGrid, streets_add_up_between_fields) {
  const ChipGrid grid = grid_with_streets();
  EXPECT_DOUBLE_EQ(grid.column_um(9), -1000 + 9 * 20.0);
  EXPECT_DOUBLE_EQ(grid.column_um(10), -1000 + 10 * 20.0 + 50);
  EXPECT_DOUBLE_EQ(grid.column_um(-1), -1000 - 20.0 - 50);
  EXPECT_DOUBLE_EQ(grid.row_um(25), -1200 + 25 * 40.0 + 5 * 70);
}

TEST(ChipGrid, nearest_index_is_the_inverse_of_position) {
  const ChipGrid grid = grid_with_streets();
  for (std::int32_t i = -25; i < 60; ++i) {
    for (const double off : {-9.9, 0.0, 9.9}) EXPECT_EQ(grid.nearest_column(grid.column_um(i) + off), i);
    EXPECT_EQ(grid.nearest_row(grid.row_um(i) + 19), i);
  }
}

TEST(WaferDesign, a_chip_exists_only_if_its_whole_mesa_is_inside) {
  WaferDesign wafer;
  wafer.diameter_mm = 50;
  wafer.edge_exclusion_mm = 1;
  ChipGrid grid;
  grid.pitch_um = {20, 40};
  grid.size_um = {12, 30};
  grid.columns = 3000;
  grid.rows = 1;
  grid.origin_um = {0, 0};
  grid.excluded = {{10, 12, 0, 1}};
  wafer.chips = grid;
  // Far corner of column c: (20 c + 6, 15) must be within 24000 um.
  EXPECT_TRUE(wafer.has_chip({1199, 0}));
  EXPECT_FALSE(wafer.has_chip({1200, 0}));
  EXPECT_FALSE(wafer.has_chip({10, 0}));
  EXPECT_TRUE(wafer.has_chip({12, 0}));
  EXPECT_EQ(wafer.count_chips(), 1198);
  wafer.flat_length_mm = 20;
  wafer.mark_deg = 0;
  EXPECT_FALSE(wafer.has_chip({1199, 0}));
}

}  // namespace
}  // namespace pellucid
