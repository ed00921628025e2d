#include "core/measure/row_figures.h"

#include <gtest/gtest.h>

#include <random>

#include "core/measure/chip_view.h"
#include "tests/core/small_layer.h"

namespace pellucid {
namespace {

using testing_images::LayerDesign;
using testing_images::SmallLayer;

void expect_same(float one, float other, float floor) {
  ASSERT_EQ(std::isnan(one), std::isnan(other));
  if (std::isnan(one)) return;
  EXPECT_NEAR(one, other, 2e-4F * std::abs(other) + floor);
}

/// Chips of all kinds of light, dark ones as well, whose places run through the phases; one was not seen.
class RowFigures : public testing::TestWithParam<double> {
 protected:
  static constexpr std::int32_t kColumns = 91, kRows = 5, kUnseen = 40;
  static LayerDesign design() {
    LayerDesign d;
    d.columns = kColumns;
    d.rows = kRows;
    d.pitch_px = {7.37, 7.61};
    d.mesa_px = {5, 5};
    d.sigma_px = 1.3;
    d.odd_phase_px = GetParam();
    return d;
  }
  void SetUp() override {
    std::mt19937_64 random(3);
    std::uniform_real_distribution<double> level(-60, 4000);
    std::vector<double> lights(static_cast<std::size_t>(small_.directory.size()));
    for (double& light : lights) light = std::max(-50.0, level(random));
    ElectronImage image = small_.draw(lights);
    testing_images::add_noise(image, small_.design.read_noise_e, random);
    sums_ = small_.sum(image, 1.1F);
    small_.directory.for_rows(0, kRows, [&](std::int64_t k, std::int32_t column, std::int32_t row) {
      light_.row(row)[column] = static_cast<float>(lights[static_cast<std::size_t>(k)]);
      norms_.push_back(&table_.norms(ChipPhase::of(sums_.phase[static_cast<std::size_t>(k)])));
      const ChipView view(small_.context, sums_, stretch(row), static_cast<std::size_t>(column));
      view_.push_back(view);
    });
    for (std::int32_t row = 0; row < kRows; ++row) {
      for (std::int32_t column = 0; column < kColumns; ++column)
        variance_.row(row)[column] =
            own_variance(small_.context, view_[at(column, row)], background_[0], light_.around(column, row));
    }
  }
  static std::size_t at(std::int32_t column, std::int32_t row) {
    return static_cast<std::size_t>(row * kColumns + column);
  }
  static ChipStretch stretch(std::int32_t row) { return {SumState::whole, 0, 0, kColumns, at(0, row), 0}; }
  [[nodiscard]] ChipRow chips(std::int32_t column, std::int32_t row) const {
    return {&norms_[at(column, row)], light_.rows(row, column), &sums_.light_scale[at(column, row)],
            background_.data()};
  }

  SmallLayer small_{design()};
  LayerSums sums_{small_.directory.size()};
  const RowNormTable table_{small_.context};
  const FiguresSetting setting_{small_.context, 0.02F};
  ChipPlane light_{small_.directory, 0}, variance_{small_.directory, -1};
  std::vector<const RowNorms*> norms_;
  std::vector<ChipView> view_;
  const std::vector<float> background_ = std::vector<float>(kColumns, 2.1F);
};

TEST_P(RowFigures, leave_in_the_streets_what_is_no_chips_light) {
  for (const std::int32_t row : {0, 2, kRows - 1}) {
    std::vector<StreetLight> found(kColumns);
    street_lights(&norms_[at(0, row)], light_.rows(row, 0), &sums_.street[at(0, row)], kColumns, found.data());
    for (std::int32_t c = 0; c < kColumns; ++c) {
      const SumNorm& norm = view_[at(c, row)].norm(kStreetSum);
      const auto light = light_.around(c, row);
      float rest = sums_.street[at(c, row)];
      for (std::size_t place = 0; place < kPlaces; ++place) rest -= norm.light[place] * light[place];
      EXPECT_NEAR(found[static_cast<std::size_t>(c)].light_e, rest, 1e-5F * sums_.street[at(c, row)] + 1e-3F);
      EXPECT_EQ(found[static_cast<std::size_t>(c)].pixels, norm.background);
    }
  }
}

TEST_P(RowFigures, have_the_own_variances_of_single_chips) {
  for (std::int32_t row = 0; row < kRows; ++row) {
    std::vector<float> found(kColumns);
    own_variances(chips(0, row), setting_, kColumns, found.data());
    for (std::int32_t c = 0; c < kColumns; ++c)
      EXPECT_NEAR(found[static_cast<std::size_t>(c)], variance_.row(row)[c], 1e-5F * variance_.row(row)[c]);
  }
}

TEST_P(RowFigures, are_those_of_single_chips) {
  variance_.row(2)[kUnseen] = std::numeric_limits<float>::quiet_NaN();
  for (const std::size_t count : {std::size_t{1}, std::size_t{13}, FiguresBlock::kChips}) {
    for (const std::int32_t row : {0, 1, 2, kRows - 1}) {
      const std::int32_t first = 3;
      FiguresBlock block;
      for (std::size_t i = 0; i < count; ++i) {
        const std::size_t k = at(first, row) + i;
        block.window[i] = sums_.window[k];
        block.moment_x[i] = sums_.moment_x[k];
        block.moment_y[i] = sums_.moment_y[k];
        block.mesa[i] = sums_.mesa[k];
        block.mesa_square[i] = sums_.mesa_square[k];
        block.peak[i] = sums_.peak[k];
      }
      row_figures(chips(first, row), variance_.rows(row, first), setting_, count, block);
      for (std::size_t i = 0; i < count; ++i) {
        const std::int32_t column = first + static_cast<std::int32_t>(i);
        const bool inside = row > 0 && row < kRows - 1 && std::abs(column - kUnseen) > 1;
        EXPECT_EQ(block.surrounded[i], inside) << column << ", " << row;
        if (!inside) continue;
        const std::size_t k = at(column, row);
        const ChipFigures f = chip_figures(
            small_.context, view_[k], sums_.sums(static_cast<std::int64_t>(k)),
            {light_.around(column, row), variance_.around(column, row), background_[0], setting_.background_variance});
        EXPECT_EQ(block.intensity_e[i], f.intensity_e);
        EXPECT_EQ(block.background_e[i], f.background_e);
        EXPECT_EQ(block.peak_e[i], f.peak_e);
        expect_same(block.sigma_e[i], f.sigma_e, 0);
        expect_same(block.plain_e[i], f.plain_e, 1e-2F);
        expect_same(block.plain_sigma_e[i], f.plain_sigma_e, 0);
        expect_same(block.dx_um[i], f.dx_um, 1e-4F);
        expect_same(block.dy_um[i], f.dy_um, 1e-4F);
        expect_same(block.shift[i], f.shift, 1e-5F);
        expect_same(block.shift_sigma[i], f.shift_sigma, 0);
        expect_same(block.nonuniformity[i] * block.nonuniformity[i], f.nonuniformity * f.nonuniformity, 1e-4F);
        expect_same(block.excess[i], f.excess, 1e-4F);
        expect_same(block.excess_sigma[i], f.excess_sigma, 0);
      }
    }
  }
}
INSTANTIATE_TEST_SUITE_P(OddLines, RowFigures, testing::Values(0.0, 1.3125));

/// Some of the chips above are too dark for a shape, and some are not.
TEST_P(RowFigures, meet_dark_chips) {
  FiguresBlock block;
  std::size_t dark = 0;
  for (std::int32_t column = 1; column < 60; ++column) {
    const std::size_t k = at(column, 1);
    block.window[0] = sums_.window[k];
    row_figures(chips(column, 1), variance_.rows(1, column), setting_, 1, block);
    dark += std::isnan(block.shift[0]) ? 1 : 0;
  }
  EXPECT_GT(dark, 0U);
  EXPECT_LT(dark, 30U);
}

}  // namespace
}  // namespace pellucid
