// Watching an inspection: the same result, and what is seen at its end is what was measured.
#include <gtest/gtest.h>

#include <cmath>

#include "core/measure/live_light.h"
#include "tests/inspection/wafer_case.h"

namespace pellucid {
namespace {

TEST(LiveInspection, shows_nearly_every_chip_at_its_light_and_changes_nothing) {
  const test::WaferCase wafer(test::small_wafer());
  const auto unwatched = wafer.inspect();
  ASSERT_TRUE(unwatched) << unwatched.error().message();
  const auto live = std::make_shared<LiveLight>();
  const auto watched = wafer.inspect([&](InspectRequest& r) { r.live = live; });
  ASSERT_TRUE(watched) << watched.error().message();
  const ChipTable& table = watched->table;
  EXPECT_EQ(table.layers.front().intensity_e, unwatched->table.layers.front().intensity_e);
  EXPECT_EQ(table.chip_class, unwatched->table.chip_class);

  const LiveGlance glance = live->glance();
  ASSERT_NE(glance.wafer, nullptr);
  ASSERT_EQ(glance.wafer->shift, 0);
  std::size_t seen = 0, near = 0;
  for (std::size_t k = 0; k < table.size(); ++k) {
    const std::int32_t x = table.column[k] - glance.wafer->first.column;
    const std::int32_t y = table.row[k] - glance.wafer->first.row;
    const float light = glance.light_e[static_cast<std::size_t>(y * glance.wafer->across + x)];
    if (!std::isfinite(light)) continue;
    ++seen;
    near += std::abs(light - table.layers.back().intensity_e[k]) < 0.2 * glance.typical_e ? 1 : 0;
  }
  EXPECT_GT(seen, table.size() * 98 / 100);
  EXPECT_GT(near, table.size() * 95 / 100);
}

}  // namespace
}  // namespace pellucid
