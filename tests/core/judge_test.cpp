#include "core/judge/judge.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/core/chip_tables.h"

namespace pellucid {
namespace {

using chip_flag::bit;
using testing_tables::table_of;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

constexpr std::int32_t kSide = 40;
constexpr std::size_t kChip = 20 * kSide + 17;  ///< the chip under judgement
constexpr float kHealthy = 1000;

/// A healthy wafer with one chip of the case's making.
struct Case {
  const char* name;
  float intensity = kHealthy, sigma = 15;
  float shift = 0, shift_sigma = 0.005F;
  float excess = 0, excess_sigma = 0.001F;
  float plain = kHealthy;
  MesaSeen mesa = MesaSeen::unknown;
  ChipClass expected = ChipClass::good;
  std::uint32_t findings = 0;
};

struct Judged {
  ChipTable table;
  JudgeEvidence evidence;

  explicit Judged(const Case& c) : table(table_of(kSide, kSide, 15, [](int, int) { return kHealthy; })) {
    const std::size_t n = table.size();
    table.layers[0].intensity_e[kChip] = c.intensity;
    table.layers[0].intensity_sigma_e[kChip] = c.sigma;
    evidence.shape = {std::vector<float>(n, 0.F),    std::vector<float>(n, 0.005F),   std::vector<float>(n, 0.F),
                      std::vector<float>(n, 0.001F), std::vector<float>(n, kHealthy), std::vector<float>(n, 16.F)};
    evidence.shape.shift[kChip] = c.shift;
    evidence.shape.shift_sigma[kChip] = c.shift_sigma;
    evidence.shape.excess[kChip] = c.excess;
    evidence.shape.excess_sigma[kChip] = c.excess_sigma;
    evidence.shape.plain_e[kChip] = c.plain;
    evidence.coverage.assign(n, 1);
    evidence.saturated.assign(n, 0);
    evidence.pieced.assign(n, 0);
    if (c.mesa != MesaSeen::unknown) {
      evidence.mesas.assign(n, MesaSeen::there);
      evidence.mesas[kChip] = c.mesa;
    }
  }
  void run(const JudgeOptions& options = {}) {
    mark_chips(table, evidence);
    const double kept = std::min(kKeptShape_sigma, options.partial_sigma);
    judge(table, keep_shapes(evidence.shape, table.layers[0], kept), options);
  }
};

constexpr std::uint32_t kDarkDim = bit(ChipClass::dark) | bit(ChipClass::dim);

/// The defaults of the result folder's contract, a chip on either side of every limit.
class Limits : public ::testing::TestWithParam<Case> {};
TEST_P(Limits, give_class_and_findings) {
  Judged judged(GetParam());
  judged.run();
  EXPECT_EQ(name_of(judged.table.chip_class[kChip]), name_of(GetParam().expected));
  const std::uint32_t mark = GetParam().mesa == MesaSeen::none ? chip_flag::kNoMesa : 0;
  EXPECT_EQ(judged.table.flags[kChip], GetParam().findings | mark);
  for (std::size_t k = 0; k < judged.table.size(); ++k) {
    if (k != kChip) {
      EXPECT_EQ(judged.table.chip_class[k], ChipClass::good);
    }
  }
}
INSTANTIATE_TEST_SUITE_P(
    Table, Limits,
    ::testing::Values(
        Case{.name = "healthy"},
        Case{.name = "dark", .intensity = 30, .expected = ChipClass::dark, .findings = kDarkDim},
        Case{.name = "dark_and_negative", .intensity = -40, .expected = ChipClass::dark, .findings = kDarkDim},
        // The limit is 3 * hypot(15, 0.005 * 1000) = 47.4: over the 45 of sigma alone.
        Case{.name = "dark_by_the_floor", .intensity = 46.5F, .expected = ChipClass::dark, .findings = kDarkDim},
        Case{.name = "just_over_dark",
             .intensity = 48.5F,
             .plain = 48.5F,
             .expected = ChipClass::dim,
             .findings = bit(ChipClass::dim)},
        Case{.name = "dim", .intensity = 770, .expected = ChipClass::dim, .findings = bit(ChipClass::dim)},
        Case{.name = "not_yet_dim", .intensity = 790},
        Case{.name = "dim_within_noise",
             .intensity = 770,
             .sigma = 60,
             .expected = ChipClass::retest,
             .findings = bit(ChipClass::retest)},
        Case{.name = "bright", .intensity = 1310, .expected = ChipClass::bright, .findings = bit(ChipClass::bright)},
        Case{.name = "not_yet_bright", .intensity = 1290},
        Case{.name = "bright_within_noise",
             .intensity = 1310,
             .sigma = 80,
             .expected = ChipClass::retest,
             .findings = bit(ChipClass::retest)},
        Case{.name = "lost_in_noise",
             .intensity = 900,
             .sigma = 400,
             .expected = ChipClass::retest,
             .findings = bit(ChipClass::retest)},
        Case{.name = "partial_by_shift",
             .intensity = 900,
             .shift = 0.07F,
             .plain = 880,
             .expected = ChipClass::partial,
             .findings = bit(ChipClass::partial)},
        Case{.name = "shift_below_its_limit", .shift = 0.055F},
        Case{.name = "shift_within_noise", .shift = 0.07F, .shift_sigma = 0.012F},
        Case{.name = "partial_by_dark_spot",
             .excess = 0.02F,
             .expected = ChipClass::partial,
             .findings = bit(ChipClass::partial)},
        Case{.name = "excess_below_its_limit", .excess = 0.014F},
        Case{.name = "excess_within_noise", .excess = 0.02F, .excess_sigma = 0.004F},
        Case{.name = "partial_before_dim",
             .intensity = 700,
             .shift = 0.2F,
             .plain = 500,
             .expected = ChipClass::partial,
             .findings = bit(ChipClass::partial) | bit(ChipClass::dim)},
        Case{.name = "dark_has_no_shape",
             .intensity = 10,
             .shift = 0.4F,
             .expected = ChipClass::dark,
             .findings = kDarkDim},
        Case{.name = "shape_unknown", .shift = kNan, .shift_sigma = kNan, .excess = kNan, .excess_sigma = kNan},
        Case{.name = "missing",
             .intensity = 10,
             .mesa = MesaSeen::none,
             .expected = ChipClass::missing,
             .findings = kDarkDim | bit(ChipClass::missing)},
        Case{.name = "dark_with_a_mesa",
             .intensity = 10,
             .mesa = MesaSeen::there,
             .expected = ChipClass::dark,
             .findings = kDarkDim},
        Case{.name = "neighbours_light_on_a_bare_place",
             .intensity = 60,
             .plain = 60,
             .mesa = MesaSeen::none,
             .expected = ChipClass::missing,
             .findings = bit(ChipClass::dim) | bit(ChipClass::missing)},
        Case{.name = "emits_without_reflecting", .intensity = 1000, .mesa = MesaSeen::none}),
    [](const auto& p) { return p.param.name; });

TEST(Judge, a_partial_chip_gets_its_plain_sum) {
  Judged judged(Case{.name = "", .intensity = 700, .shift = 0.2F, .plain = 500});
  judged.run();
  const LayerColumns& l = judged.table.layers[0];
  EXPECT_EQ(l.intensity_e[kChip], 500);
  EXPECT_EQ(l.intensity_sigma_e[kChip], 16);
  EXPECT_NEAR(l.relative_intensity[kChip], 0.5, 0.005);
  EXPECT_NEAR(l.relative_intensity[0], 1, 0.005);
}

/// Nonuniformity common to all chips of a wafer is no defect of one.
TEST(Judge, the_usual_excess_of_the_wafer_is_taken_off) {
  Judged judged(Case{.name = "", .excess = 0.05F});
  for (std::size_t k = 0; k < judged.table.size(); ++k) {
    if (k != kChip) judged.evidence.shape.excess[k] = 0.045F;
  }
  judged.run();
  EXPECT_EQ(judged.table.chip_class[kChip], ChipClass::good);
}

TEST(Judge, what_was_not_measured_is_unmeasured_and_says_why) {
  for (const float coverage : {0.F, 0.3F}) {
    Judged judged(Case{.name = "", .intensity = kNan, .sigma = kNan});
    judged.evidence.coverage[kChip] = coverage;
    judged.run();
    EXPECT_EQ(judged.table.chip_class[kChip], ChipClass::unmeasured);
    EXPECT_EQ(judged.table.flags[kChip], coverage > 0 ? chip_flag::kPartialCoverage : 0U);
    EXPECT_TRUE(std::isnan(judged.table.layers[0].relative_intensity[kChip]));
  }
}

TEST(Judge, marks_of_the_pass_become_flags_beside_the_class) {
  Judged judged(Case{.name = "", .intensity = 770});
  judged.evidence.saturated[kChip] = 1;
  judged.evidence.pieced[kChip] = 1;
  judged.run();
  EXPECT_EQ(judged.table.chip_class[kChip], ChipClass::dim);
  EXPECT_EQ(judged.table.flags[kChip], bit(ChipClass::dim) | chip_flag::kSaturated | chip_flag::kPartialCoverage);
}

TEST(Judge, chips_next_to_a_place_without_one_are_at_the_edge) {
  Judged judged(Case{.name = ""});
  const auto hole = static_cast<std::ptrdiff_t>(22 * kSide + 17);  // the chip of column 17, row 22 was never printed
  judged.table.column.erase(judged.table.column.begin() + hole);
  judged.table.row.erase(judged.table.row.begin() + hole);
  judged.table.layers[0].intensity_e.erase(judged.table.layers[0].intensity_e.begin() + hole);
  judged.table.layers[0].intensity_sigma_e.erase(judged.table.layers[0].intensity_sigma_e.begin() + hole);
  judged.run();
  for (std::size_t k = 0; k < judged.table.size(); ++k) {
    const std::int32_t c = judged.table.column[k];
    const std::int32_t r = judged.table.row[k];
    const bool border = c == 0 || r == 0 || c == kSide - 1 || r == kSide - 1;
    const bool beside = std::abs(c - 17) <= 1 && std::abs(r - 22) <= 1;
    EXPECT_EQ((judged.table.flags[k] & chip_flag::kEdge) != 0, border || beside) << c << ", " << r;
  }
}

TEST(Judge, limits_come_from_the_options) {
  JudgeOptions options;
  options.dim_relative = 0.6;
  Judged judged(Case{.name = "", .intensity = 700});
  judged.run(options);
  EXPECT_EQ(judged.table.chip_class[kChip], ChipClass::good);
  options.dark_sigma = 50;
  Judged stricter(Case{.name = "", .intensity = 700});
  stricter.run(options);
  EXPECT_EQ(stricter.table.chip_class[kChip], ChipClass::dark);
}

TEST(Judge, without_a_floor_dark_is_sigma_alone) {
  JudgeOptions options;
  options.dark_floor = 0;
  for (const float intensity : {44.5F, 45.5F}) {
    Judged judged(Case{.name = "", .intensity = intensity, .plain = intensity});
    judged.run(options);
    EXPECT_EQ(judged.table.chip_class[kChip], intensity < 45 ? ChipClass::dark : ChipClass::dim) << intensity;
  }
}

/// No light in the whole image: nothing can be called healthy.
TEST(Judge, a_wafer_without_light_has_no_good_chip) {
  Judged judged(Case{.name = ""});
  for (float& e : judged.table.layers[0].intensity_e) e = 5;
  judged.run();
  EXPECT_EQ(count_classes(judged.table)[0], 0);
}

TEST(ClassCounts, count_every_class_wherever_it_stands) {
  for (const std::size_t n : {0U, 1U, 7U, 8U, 9U, 1000U, 1003U}) {
    for (const std::size_t rare : {1U, 3U, 40U}) {  // every how many-th chip is not good
      ChipTable table;
      ClassCounts wanted{};
      for (std::size_t k = 0; k < n; ++k) {
        const std::size_t code = k % rare == 0 ? (k / rare) % kAllClasses.size() : 0;
        table.chip_class.push_back(kAllClasses[code]);
        ++wanted[code];
      }
      EXPECT_EQ(count_classes(table), wanted) << n << ", " << rare;
    }
  }
}

TEST(ClassCounts, yield_leaves_the_unmeasured_out) {
  ChipTable table = table_of(10, 1, 1, [](int, int) { return 1.0; });
  table.chip_class.assign(10, ChipClass::good);
  table.chip_class[1] = ChipClass::dark;
  table.chip_class[2] = ChipClass::unmeasured;
  table.chip_class[3] = ChipClass::unmeasured;
  const ClassCounts counts = count_classes(table);
  EXPECT_EQ(counts[0], 7);
  EXPECT_EQ(counts[2], 1);
  EXPECT_EQ(counts.back(), 2);
  EXPECT_DOUBLE_EQ(yield_of(counts), 7.0 / 8);
  EXPECT_TRUE(std::isnan(yield_of(ClassCounts{})));
}

}  // namespace
}  // namespace pellucid
