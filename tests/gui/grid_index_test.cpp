#include "gui/model/grid_index.h"

#include <gtest/gtest.h>

namespace pellucid::gui {
namespace {

/// Row 3: columns 2-4 and 7; row 4: none; row 5: columns 0-1.
GridIndex three_runs() {
  return GridIndex({{3, 2, 5, 0}, {3, 7, 8, 3}, {5, 0, 2, 4}});
}

TEST(GridIndex, FindsChipsBothWays) {
  const GridIndex grid = three_runs();
  EXPECT_EQ(grid.size(), 6U);
  for (std::size_t k = 0; k < grid.size(); ++k) EXPECT_EQ(grid.table_row(grid.chip(k)), k);
  EXPECT_EQ(grid.chip(3), (ChipIndex{7, 3}));
  EXPECT_FALSE(grid.table_row({5, 3}));
  EXPECT_FALSE(grid.table_row({2, 4}));
  EXPECT_FALSE(grid.table_row({2, 99}));
}

TEST(GridIndex, KnowsItsBounds) {
  const GridIndex grid = three_runs();
  EXPECT_EQ(grid.column_begin(), 0);
  EXPECT_EQ(grid.column_end(), 8);
  EXPECT_EQ(grid.row_begin(), 3);
  EXPECT_EQ(grid.row_end(), 6);
  EXPECT_TRUE(grid.runs_of(4).empty());
  EXPECT_EQ(GridIndex().row_end(), 0);
}

}  // namespace
}  // namespace pellucid::gui
