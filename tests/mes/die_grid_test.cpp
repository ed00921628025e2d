/// Defects laid on dies, and a wafer without chips as KLARF.
#include "mes/die_grid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mes/klarf.h"
#include "mes/surface_report.h"

namespace pellucid::mes {
namespace {

DefectBox box(double x, double y, double w = 0, double h = 0) {
  return {{x, y}, {x - w / 2, y - h / 2}, {x + w / 2, y + h / 2}};
}

TEST(DieGrid, a_die_is_hit_by_every_defect_that_touches_it) {
  const DieGrid grid{{10'000, 10'000}, {0, -5'000}, 100, 3};
  const std::vector<DefectBox> defects{box(5'000, 0), box(20'000, 20'000, 200, 200), box(49'000, 0), box(-1, 0)};
  const auto made = assign_to_dies(grid, defects);
  ASSERT_TRUE(made) << made.error().message();
  EXPECT_EQ(made->die_of[0], (ChipIndex{0, 0}));
  EXPECT_EQ(made->die_of[3], (ChipIndex{-1, 0}));
  EXPECT_EQ(made->off_grid, 1) << "the one in the rim";
  EXPECT_EQ(made->defective, 4) << "one on a border hits both";
  const auto at = [&](ChipIndex die) {
    return made->map.at({die.column - made->map.first.column, die.row - made->map.first.row});
  };
  EXPECT_EQ(at({0, 0}), kDefectiveDie);
  EXPECT_EQ(at({1, 2}), kDefectiveDie);
  EXPECT_EQ(at({2, 2}), kDefectiveDie);
  EXPECT_EQ(at({1, 1}), kCleanDie);
  for (std::int32_t row = 0; row < made->map.rows; ++row) {
    for (std::int32_t column = 0; column < made->map.columns; ++column) {
      const ChipIndex die{column + made->map.first.column, row + made->map.first.row};
      EXPECT_EQ(made->map.at({column, row}) != kNoDie, grid.holds(die));
    }
  }
  EXPECT_FALSE(assign_to_dies({{0, 1}, {}, 100, 0}, defects));
  EXPECT_FALSE(assign_to_dies({{90'000, 90'000}, {}, 100, 0}, defects)) << "no die fits";
}

SurfaceDefect spot(double x, double y) {
  SurfaceDefect d;
  d.surface_class = SurfaceClass::triangle;
  d.centre_um = {x, y};
  d.low_um = {x - 10, y - 20};
  d.high_um = {x + 10, y + 20};
  return d;
}

TEST(SurfaceReport, places_come_back_from_dies_and_from_the_whole_wafer) {
  WaferDesign wafer;
  wafer.id = "W1";
  wafer.diameter_mm = 100;
  wafer.mark = OrientationMark::notch;
  wafer.mark_deg = 270;
  const std::vector<SurfaceDefect> defects{spot(1234.5, -20'000), spot(-40'000, 100)};
  for (const int die_um : {0, 5000}) {
    ExportProfile profile;
    profile.klarf.die_width_um = profile.klarf.die_height_um = die_um;
    const auto made = report_surface({wafer, defects, 7000, "sic", "2026-11-22T08:15:00Z", "PL-01"}, profile);
    ASSERT_TRUE(made) << made.error().message();
    const KlarfHeader& h = made->header;
    ASSERT_EQ(made->defects.size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
      const KlarfDefect& d = made->defects[i];
      EXPECT_NEAR(d.x_index * h.die_pitch_um.x + 1e-3 * static_cast<double>(d.x_rel_nm) - h.sample_center_um.x,
                  defects[i].centre_um.x, 1e-3);
      EXPECT_NEAR(d.y_index * h.die_pitch_um.y + 1e-3 * static_cast<double>(d.y_rel_nm) - h.sample_center_um.y,
                  defects[i].centre_um.y, 1e-3);
      EXPECT_EQ(d.class_number, 24);
      EXPECT_EQ(d.y_size_nm, 40'000);
      EXPECT_THAT(h.plan, testing::Contains(ChipIndex{d.x_index, d.y_index}));
    }
    EXPECT_NEAR(h.summary.density_per_cm2, 2 / 70.0, 1e-9);
    EXPECT_EQ(die_um == 0, h.plan.size() == 1);
  }
}

}  // namespace
}  // namespace pellucid::mes
