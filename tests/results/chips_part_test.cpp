#include <gtest/gtest.h>

#include <algorithm>

#include "results/chips_h5.h"
#include "tests/results/synthetic.h"
#include "tests/results/test_folder.h"

namespace pellucid {
namespace {

using testing::synthetic_result;
using testing::TestFolder;

/// Windows that begin and end within chunks, at their ends and beyond the table.
TEST(ChipsPart, IsThatPartOfTheWholeTable) {
  const TestFolder folder;
  const ResultData data = synthetic_result({.pitch_um = {110, 120}});  // more rows than a chunk
  ASSERT_TRUE(write_chips_h5(folder / "chips.h5", data.table, data.registrations, data.layers));
  const std::size_t rows = data.table.size();
  ASSERT_GT(rows, 65536U);
  EXPECT_EQ(count_chip_rows(folder / "chips.h5").value(), rows);
  for (const auto& [first, count] : {std::pair<std::size_t, std::size_t>{0, 1},
                                     {65530, 20},
                                     {65536, rows},
                                     {rows, 5},
                                     {rows - 1, 1},
                                     {3, rows - 3}}) {
    const auto part = read_chip_table(folder / "chips.h5", {{"class", "intensity_e"}, first, count});
    ASSERT_TRUE(part) << part.error().message();
    const std::size_t n = std::min(count, rows - first);
    ASSERT_EQ(part->size(), n);
    const auto same = [&](const auto& whole, const auto& found) {
      return found.size() == n &&
             std::equal(found.begin(), found.end(), whole.begin() + static_cast<std::ptrdiff_t>(first));
    };
    EXPECT_TRUE(same(data.table.column, part->column));
    EXPECT_TRUE(same(data.table.chip_class, part->chip_class));
    EXPECT_EQ(part->layers[1].intensity_e.size(), n);
    EXPECT_TRUE(part->layers[0].peak_e.empty());
    EXPECT_TRUE(part->flags.empty());
  }
}

TEST(ChipsPart, OneRowHoldsEveryColumn) {
  const TestFolder folder;
  const ResultData data = synthetic_result({});
  ASSERT_TRUE(write_chips_h5(folder / "chips.h5", data.table, data.registrations, data.layers));
  const auto row = read_chip_row(folder / "chips.h5", 7);
  ASSERT_TRUE(row) << row.error().message();
  const auto value = [&](const std::string& name) { return *std::ranges::find(*row, name, &NamedValue::name); };
  EXPECT_EQ(value("column").value, data.table.column[7]);
  EXPECT_EQ(static_cast<float>(value("x_um").value), data.table.x_um[7]);
  EXPECT_EQ(value("x_um").units, "um");
  EXPECT_FALSE(read_chip_row(folder / "chips.h5", data.table.size()));
}

TEST(ChipsPart, ShapesAreReadBack) {
  const TestFolder folder;
  const ResultData data = synthetic_result({});
  ShapeEvidence shapes{{0.1, 0.2, 0.3}, 3, {2, 9}, {{1, 2, 3, 4, 5, 6, 7, 8}, {8, 7, 6, 5, 4, 3, 2, 1}}};
  ASSERT_TRUE(write_chips_h5(folder / "chips.h5", data.table, data.registrations, data.layers, {}, &shapes));
  const auto read = read_shapes(folder / "chips.h5");
  ASSERT_TRUE(read && *read);
  EXPECT_EQ((*read)->chip, shapes.chip);
  EXPECT_EQ((*read)->least_sigma, 3);
  EXPECT_EQ((*read)->find(9)->plain_sigma_e, 1);
  EXPECT_EQ((*read)->find(3), nullptr);
  shapes.chip[1] = static_cast<std::uint32_t>(data.table.size());  // no row of the table
  ASSERT_TRUE(write_chips_h5(folder / "bad.h5", data.table, data.registrations, data.layers, {}, &shapes));
  EXPECT_FALSE(read_shapes(folder / "bad.h5"));
  ASSERT_TRUE(write_chips_h5(folder / "none.h5", data.table, data.registrations, data.layers));
  EXPECT_FALSE(read_shapes(folder / "none.h5").value());
}

}  // namespace
}  // namespace pellucid
