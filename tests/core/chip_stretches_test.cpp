#include "core/measure/chip_stretches.h"

#include <gtest/gtest.h>

#include "tests/core/synthetic_image.h"

namespace pellucid {
namespace {

constexpr std::int32_t kColumns = 12, kRows = 40;

WaferDesign wafer(std::optional<FieldDesign> field) {
  WaferDesign w = testing_images::rectangle_wafer(kColumns, kRows, {20, 20}, {12, 12});
  w.chips->field = field;
  return w;
}

class Stretches : public testing::Test {
 protected:
  void pieced(std::int32_t column, std::int32_t row) {
    ChipPiece piece;
    piece.chip = directory_.find(column, row);
    sums_.pieces.add({piece});
    sums_.merge_pieces();
  }
  void SetUp() override { std::fill(sums_.state.begin(), sums_.state.end(), SumState::whole); }
  void state(std::int32_t column, std::int32_t row, SumState state) {
    sums_.state[static_cast<std::size_t>(directory_.find(column, row))] = state;
  }

  WaferDesign wafer_ = wafer(std::nullopt);
  ChipDirectory directory_{wafer_};
  LayerSums sums_{directory_.size()};
};

TEST_F(Stretches, a_row_of_like_chips_is_one) {
  const ChipStretches stretches(directory_, sums_);
  for (std::int32_t row = 0; row < kRows; ++row) {
    ASSERT_EQ(stretches.row(row).size(), 1U);
    EXPECT_EQ(stretches.row(row)[0].size(), static_cast<std::size_t>(kColumns));
    EXPECT_EQ(stretches.row(row)[0].start, static_cast<std::size_t>(row * kColumns));
  }
}

TEST_F(Stretches, another_state_begins_another_and_pieces_are_found) {
  state(4, 3, SumState::none);
  for (const std::int32_t column : {2, 8, 9}) {
    state(column, 3, SumState::none);
    pieced(column, 3);
  }
  const ChipStretches stretches(directory_, sums_);
  const auto row = stretches.row(3);
  ASSERT_EQ(row.size(), 7U);
  std::int32_t column = 0;
  for (const ChipStretch& s : row) {
    EXPECT_EQ(s.begin, column);
    column = s.end;
    for (std::size_t i = 0; i < s.size(); ++i) {
      EXPECT_EQ(sums_.state[s.start + i], s.state);
      if (s.state != SumState::pieced) continue;
      EXPECT_EQ(sums_.pieces[s.piece + i].chip, static_cast<std::int64_t>(s.start + i));
    }
  }
  EXPECT_EQ(column, kColumns);
}

TEST_F(Stretches, streets_part_them) {
  const WaferDesign fields = wafer(FieldDesign{5, 4, {6, 8}});
  const ChipDirectory directory(fields);
  const ChipStretches stretches(directory, sums_);
  std::vector<std::int32_t> ends;
  for (const ChipStretch& s : stretches.row(6)) {
    ends.push_back(s.end);
    for (std::int32_t column = s.begin; column < s.end; ++column) EXPECT_EQ(directory.streets(column, 6), s.streets);
  }
  EXPECT_EQ(ends, (std::vector<std::int32_t>{1, 4, 5, 6, 9, 10, 11, 12}));
}

TEST_F(Stretches, every_row_is_met_once_with_the_background_below_it) {
  const ChipStretches stretches(directory_, sums_);
  const BackgroundMap background(
      directory_,
      [](std::int32_t row, StreetLight* out) {
        for (std::int32_t c = 0; c < kColumns; ++c) out[c] = {static_cast<float>(10 + row + c), 1};
      },
      4, 99);
  std::vector<int> met(kRows);
  for (const std::int32_t parity : {0, 1}) {
    stretches.on_background(
        background,
        [&](std::int32_t row, const ChipStretch& s, const float* e) {
          EXPECT_EQ(row % 2, parity);
          ++met[static_cast<std::size_t>(row)];
          for (std::int32_t c = s.begin; c < s.end; ++c) EXPECT_EQ(e[c - s.begin], background.at(c, row));
        },
        parity, 2);
  }
  EXPECT_EQ(met, std::vector<int>(kRows, 1));
}

}  // namespace
}  // namespace pellucid
