#include "core/correlate/el_match.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/correlate/el_wafer.h"

namespace pellucid {
namespace {

using test::ElWafer;
using test::ElWaferOptions;
using test::make_el_wafer;

/// Wafers of random size, orientation and shift: how many of `count` are not found exactly.
int misses(ElWaferOptions options, int count, std::uint64_t seed, double el_share = 1) {
  std::mt19937_64 random(seed);
  int missed = 0;
  for (int i = 0; i < count; ++i) {
    options.columns = 40 + static_cast<int>(random() % 60);
    options.rows = 40 + static_cast<int>(random() % 60);
    options.orientation = static_cast<int>(random() % 8);
    options.shift = {static_cast<int>(random() % 2001) - 1000, static_cast<int>(random() % 2001) - 1000};
    if (el_share < 1) options.el_column_end = static_cast<int>(options.columns * el_share);
    const ElWafer wafer = make_el_wafer(options, random());
    const auto match = match_el(wafer.table, wafer.el);
    const bool right = match && match->ours_from_el == kOrientations[static_cast<std::size_t>(options.orientation)] &&
                       match->shift == options.shift;
    if (!right) {
      ++missed;
      ADD_FAILURE() << "wafer " << i << ": " << (match ? "found another match" : match.error().message());
    }
  }
  return missed;
}

TEST(ElMatch, a_hundred_random_wafers_are_found) {
  EXPECT_EQ(misses({}, 100, 1), 0);
}

TEST(ElMatch, weakly_correlated_intensities_are_enough) {
  ElWaferOptions options;
  options.verdicts_agree = false;
  options.defects_dim = false;
  EXPECT_EQ(misses(options, 50, 2), 0);
}

TEST(ElMatch, verdicts_alone_are_enough) {
  ElWaferOptions options;
  options.el_varies = false;
  EXPECT_EQ(misses(options, 50, 3), 0);
  options.el_varies = true;
  options.correlation = 0;
  options.defects_dim = false;
  EXPECT_EQ(misses(options, 50, 4), 0);
}

TEST(ElMatch, a_part_of_the_wafer_is_enough) {
  EXPECT_EQ(misses({}, 50, 5, 0.35), 0);
}

TEST(ElMatch, a_large_map_is_found_to_the_chip) {
  for (const int orientation : {1, 6}) {
    ElWaferOptions options;
    options.columns = 1100;
    options.rows = 500;
    options.orientation = orientation;
    options.shift = {-731, 2222};
    const ElWafer wafer = make_el_wafer(options, 7);
    const auto match = match_el(wafer.table, wafer.el);
    ASSERT_TRUE(match) << match.error().message();
    EXPECT_EQ(match->ours_from_el, kOrientations[static_cast<std::size_t>(orientation)]);
    EXPECT_EQ(match->shift, options.shift);
    EXPECT_EQ(match->el_rows_on_chips, static_cast<std::int64_t>(wafer.el.size()));
    EXPECT_GT(match->agreement, 0.9);
    EXPECT_GT(match->margin, 50);
  }
}

TEST(ElMatch, maps_without_anything_in_common_are_refused) {
  ElWaferOptions options;
  options.correlation = 0;
  options.verdicts_agree = false;
  options.defects_dim = false;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    options.defect_share = seed % 2 == 0 ? 0.05 : 0.001;
    options.cut_corner = seed % 3 == 0;  // an outline without symmetry must not decide alone
    const ElWafer wafer = make_el_wafer(options, seed);
    const auto match = match_el(wafer.table, wafer.el);
    ASSERT_FALSE(match) << "seed " << seed << " margin " << match->margin << " agreement " << match->agreement;
    EXPECT_EQ(match.error().code, "correlate.ambiguous");
  }
}

TEST(ElMatch, smooth_maps_of_two_wafers_are_refused) {
  // Both wafers have a wavy pattern of their own: strong correlations at many shifts, none of them real.
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    ElWaferOptions options;
    options.defect_share = 0;
    options.correlation = 0;
    options.spread = 0.005;
    ElWafer wafer = make_el_wafer(options, seed);
    std::mt19937_64 random(seed);
    const auto phase = [&random] { return static_cast<double>(random() % 628) / 100; };
    const double a = phase(), b = phase(), c = phase(), d = phase();
    for (std::size_t i = 0; i < wafer.table.size(); ++i) {
      const double x = wafer.table.column[i], y = wafer.table.row[i];
      wafer.table.layers[0].relative_intensity[i] +=
          static_cast<float>(0.05 * std::sin(x / 6 + a) * std::sin(y / 7 + b));
      wafer.el.intensity[i] *= static_cast<float>(1 + 0.05 * std::sin(x / 5 + c) * std::sin(y / 8 + d));
    }
    const auto match = match_el(wafer.table, wafer.el);
    EXPECT_FALSE(match) << "seed " << seed << " margin " << match->margin << " agreement " << match->agreement;
  }
}

TEST(ElMatch, a_symmetric_map_is_refused_and_both_fits_are_named) {
  ElWaferOptions options;
  options.correlation = 0;
  options.defects_dim = false;
  ElWafer wafer = make_el_wafer(options, 11);
  // Defects that a half turn carries onto each other; intensities say nothing.
  for (std::size_t i = 0; i < wafer.table.size(); ++i) {
    const int x = std::min(wafer.table.column[i], options.columns - 1 - wafer.table.column[i]);
    const int y = x == wafer.table.column[i] ? wafer.table.row[i] : options.rows - 1 - wafer.table.row[i];
    const bool defect = (x * 7919 + y * 104729) % 20 == 0;
    wafer.table.chip_class[i] = defect ? ChipClass::dark : ChipClass::good;
    wafer.el.pass[i] = defect ? 0 : 1;
  }
  const auto match = match_el(wafer.table, wafer.el);
  ASSERT_FALSE(match);
  EXPECT_EQ(match.error().code, "correlate.ambiguous");
  EXPECT_EQ(match.error().kind, ErrorKind::bad_input);
  EXPECT_THAT(match.error().message(), testing::HasSubstr("el.csv: the EL map fits in two ways equally well"));
  EXPECT_THAT(match.error().found, testing::HasSubstr("[[-1, 0], [0, -1]] shift [59, 39]"));

  ElMatchOptions fixed;
  fixed.ours_from_el = kOrientations[0];
  fixed.shift = {0, 0};
  const auto by_recipe = match_el(wafer.table, wafer.el, fixed);
  ASSERT_TRUE(by_recipe) << by_recipe.error().message();
  EXPECT_TRUE(by_recipe->fixed_by_recipe);
  EXPECT_DOUBLE_EQ(by_recipe->verdict_phi, 1);
  // The orientation alone may be fixed: the shift is then found.
  fixed.shift.reset();
  const auto by_orientation = match_el(wafer.table, wafer.el, fixed);
  ASSERT_TRUE(by_orientation) << by_orientation.error().message();
  EXPECT_EQ(by_orientation->shift, (std::array<int, 2>{0, 0}));
}

TEST(ElMatch, a_blank_map_is_refused) {
  ElWaferOptions options;
  options.pl_varies = false;
  options.defect_share = 0;
  const ElWafer wafer = make_el_wafer(options, 3);
  const auto match = match_el(wafer.table, wafer.el);
  ASSERT_FALSE(match);
  EXPECT_EQ(match.error().code, "correlate.ambiguous");
  EXPECT_THAT(match.error().what, testing::HasSubstr("blank"));
}

TEST(ElMatch, nonsense_is_refused_by_name) {
  ElWafer wafer = make_el_wafer({}, 3);
  const auto code = [&](const ElMatchOptions& options) {
    return match_el(wafer.table, wafer.el, options).error().code;
  };
  ElMatchOptions options;
  options.shift = {1, 2};
  EXPECT_EQ(code(options), "correlate.options");
  options.ours_from_el = Orientation{{{1, 1}, {0, 1}}};
  EXPECT_EQ(code(options), "correlate.options");
  options.ours_from_el = kOrientations[0];
  options.shift = {500, 0};
  EXPECT_EQ(code(options), "correlate.no_overlap");
  EXPECT_EQ(match_el(wafer.table, ElTable{}).error().code, "correlate.empty");
  wafer.el.column[5] = 2000000000;
  EXPECT_EQ(code({}), "correlate.el_grid");
}

TEST(AttachEl, rows_find_their_chips) {
  ElWaferOptions options;
  options.orientation = 5;
  options.shift = {12, -7};
  options.el_column_end = 50;
  ElWafer wafer = make_el_wafer(options, 21);
  test::add_el_row(wafer.el, {1000, 1000}, 1, true);                             // off the wafer
  test::add_el_row(wafer.el, {wafer.el.column[0], wafer.el.row[0]}, 77, false);  // tested again
  const ElMatch match{kOrientations[5], {12, -7}};
  const ElAttachment counts = attach_el(wafer.table, wafer.el, match);
  EXPECT_EQ(counts.unmatched_el, 1);
  EXPECT_EQ(counts.repeated_el, 1);
  EXPECT_EQ(counts.paired, static_cast<std::int64_t>(wafer.el.size()) - 2);
  EXPECT_EQ(counts.paired + counts.unmatched_pl, static_cast<std::int64_t>(wafer.table.size()));
  EXPECT_FLOAT_EQ(wafer.table.el->intensity[0], 77);
  EXPECT_EQ(wafer.table.el->pass[0], 0);
  std::size_t el_row = 0;
  for (std::size_t i = 0; i < wafer.table.size(); ++i) {
    if (wafer.table.column[i] >= 50) {
      EXPECT_EQ(wafer.table.el->pass[i], 255);
      EXPECT_TRUE(std::isnan(wafer.table.el->intensity[i]));
      continue;
    }
    if (i > 0) {
      EXPECT_FLOAT_EQ(wafer.table.el->intensity[i], wafer.el.intensity[el_row]);
    }
    ++el_row;
  }
}

}  // namespace
}  // namespace pellucid
