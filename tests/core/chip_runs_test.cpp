#include "core/judge/chip_runs.h"

#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <set>
#include <utility>

#include "core/measure/chip_directory.h"
#include "tests/core/synthetic_image.h"

namespace pellucid {
namespace {

using Printed = std::function<bool(std::int32_t column, std::int32_t row)>;

ChipTable table_where(std::int32_t columns, std::int32_t rows, const Printed& printed) {
  ChipTable table;
  for (std::int32_t r = 0; r < rows; ++r) {
    for (std::int32_t c = 0; c < columns; ++c) {
      if (!printed(c, r)) continue;
      table.column.push_back(c);
      table.row.push_back(r);
    }
  }
  return table;
}

/// Tables with holes of all sizes, down to a chessboard, and with rows that are missing.
std::vector<ChipTable> tables() {
  std::vector<ChipTable> all;
  std::mt19937 random(11);
  for (const double share : {1.0, 0.999, 0.95, 0.5, 0.02}) {
    std::bernoulli_distribution printed(share);
    all.push_back(table_where(70, 40, [&](int, int) { return printed(random); }));
  }
  all.push_back(table_where(30, 30, [](int c, int r) { return (c + r) % 2 == 0; }));
  all.push_back(table_where(30, 30, [](int c, int r) { return r % 7 != 3 && c % 9 != 5; }));
  all.push_back(table_where(1, 9, [](int, int) { return true; }));
  all.push_back(table_where(9, 2, [](int, int) { return true; }));
  all.emplace_back();
  return all;
}

TEST(ChipRuns, cover_the_table_in_order_and_are_as_long_as_can_be) {
  for (const ChipTable& table : tables()) {
    std::size_t next = 0;
    const ChipRun* last = nullptr;
    const std::vector<ChipRun> runs = chip_runs(table);
    for (const ChipRun& run : runs) {
      ASSERT_EQ(run.start, next);
      for (std::int32_t c = run.begin; c < run.end; ++c, ++next) {
        ASSERT_EQ(table.column[next], c);
        ASSERT_EQ(table.row[next], run.row);
      }
      EXPECT_TRUE(last == nullptr || last->row != run.row || last->end < run.begin);
      last = &run;
    }
    EXPECT_EQ(next, table.size());
  }
}

TEST(ChipRuns, inner_chips_have_all_eight_neighbours) {
  for (const ChipTable& table : tables()) {
    std::set<std::pair<int, int>> printed;
    for (std::size_t k = 0; k < table.size(); ++k) printed.emplace(table.column[k], table.row[k]);
    std::vector<bool> inner(table.size());
    for (const ChipRun& run : inner_chips(chip_runs(table))) {
      EXPECT_EQ(table.column[run.start], run.begin);
      for (std::size_t k = run.start; k < run.stop(); ++k) inner[k] = true;
    }
    for (std::size_t k = 0; k < table.size(); ++k) {
      int around = 0;
      for (int d = 0; d < 9; ++d)
        around += printed.contains({table.column[k] + d % 3 - 1, table.row[k] + d / 3 - 1}) ? 1 : 0;
      EXPECT_EQ(inner[k], around == 9) << table.column[k] << ", " << table.row[k];
    }
  }
}

/// The table says the same as the design that it was listed from: a round wafer with a flat, a turn, streets and a
/// hole.
TEST(ChipRuns, inner_chips_are_those_of_the_design) {
  WaferDesign wafer = testing_images::rectangle_wafer(160, 160, {20, 20}, {12, 12});
  wafer.diameter_mm = 3.1;
  wafer.edge_exclusion_mm = 0.05;
  wafer.flat_length_mm = 1.2;
  wafer.chips->rotation_deg = 1.5;
  wafer.chips->field = FieldDesign{20, 16, {3, 5}};
  wafer.chips->excluded = {{60, 75, 90, 91}, {0, 160, 30, 31}};
  const ChipDirectory directory(wafer);
  ChipTable table;
  directory.for_rows(0, directory.rows(), [&](std::int64_t, std::int32_t column, std::int32_t row) {
    table.column.push_back(column);
    table.row.push_back(row);
  });
  ASSERT_GT(table.size(), 10'000U);
  std::vector<bool> inner(table.size());
  for (const ChipRun& run : inner_chips(chip_runs(table))) {
    for (std::size_t k = run.start; k < run.stop(); ++k) inner[k] = true;
  }
  for (std::size_t k = 0; k < table.size(); ++k) {
    bool all = true;
    for (std::int32_t d = 0; d < 9; ++d) all &= wafer.has_chip({table.column[k] + d % 3 - 1, table.row[k] + d / 3 - 1});
    EXPECT_EQ(inner[k], all) << table.column[k] << ", " << table.row[k];
  }
}

TEST(ChipRuns, are_cut_where_a_range_of_the_table_ends) {
  const ChipTable table = table_where(50, 20, [](int c, int r) { return (c * r) % 13 != 4; });
  const std::vector<ChipRun> runs = chip_runs(table);
  for (const std::size_t grain : {1U, 7U, 64U, 5000U}) {
    std::size_t next = 0;
    for (std::size_t begin = 0; begin < table.size(); begin += grain) {
      for_runs(runs, begin, std::min(table.size(), begin + grain), [&](const ChipRun& run) {
        EXPECT_EQ(run.start, next);
        EXPECT_EQ(table.column[run.start], run.begin);
        EXPECT_EQ(table.column[run.stop() - 1], run.end - 1);
        EXPECT_EQ(table.row[run.start], run.row);
        next = run.stop();
      });
    }
    EXPECT_EQ(next, table.size());
  }
}

}  // namespace
}  // namespace pellucid
