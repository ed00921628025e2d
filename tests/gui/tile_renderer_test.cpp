#include "gui/map/tile_renderer.h"

#include <gtest/gtest.h>

#include <QTemporaryDir>

#include "tests/gui/made_wafer.h"

namespace pellucid::gui {
namespace {

using testing::MadeWafer;
using testing::write_made_result;

class TileRenderer : public ::testing::Test {
 protected:
  MapPicturePtr picture(const MadeWafer& made, const std::string& subject = kClassSubject) {
    const std::filesystem::path path = std::filesystem::path(folder_.path().toStdString()) / "result";
    write_made_result(made, path);
    auto wafer = WaferResult::open(path);
    EXPECT_TRUE(wafer) << wafer.error().message();
    return MapPicture::make(*wafer, subject).value();
  }
  static int count(const QImage& image, Argb colour) {
    int n = 0;
    for (int y = 0; y < image.height(); ++y) {
      for (int x = 0; x < image.width(); ++x) n += image.pixel(x, y) == colour ? 1 : 0;
    }
    return n;
  }
  QTemporaryDir folder_;
};

const Argb kDark = colour_of_rank(rank_of(ChipClass::dark));

TEST_F(TileRenderer, OneDeadChipAmongManyIsSeenWhenTheWholeWaferIsShown) {
  MadeWafer made;
  made.pitch_um = {60, 60};  // half a million chips
  made.size_um = {40, 40};
  made.class_of = [](ChipIndex c) { return c == ChipIndex{300, 400} ? ChipClass::dark : ChipClass::good; };
  const MapPicturePtr map = picture(made);
  for (const double um_per_px : {20.0, 60.0, 100.0, 200.0, 333.0, 800.0}) {
    const auto side = static_cast<int>(50'000 / um_per_px);
    const QImage image = render_tile(*map, nullptr, {}, {{-25'000, 25'000}, um_per_px, side, side});
    EXPECT_GE(count(image, kDark), 4) << um_per_px;
    EXPECT_LE(count(image, kDark), 36) << um_per_px << ": as a dot, not a blot";
    const Vec2 at = map->wafer().chips().unturned_um({300, 400});
    EXPECT_EQ(image.pixel(static_cast<int>((at.x + 25'000) / um_per_px), static_cast<int>((25'000 - at.y) / um_per_px)),
              kDark);
  }
}

TEST_F(TileRenderer, TilesMeetWithoutASeam) {
  MadeWafer made;
  made.class_of = [](ChipIndex c) { return (c.column * 7 + c.row * 13) % 97 == 0 ? ChipClass::dim : ChipClass::good; };
  const MapPicturePtr map = picture(made);
  const double upp = 130;
  const QImage whole = render_tile(*map, nullptr, {}, {{-20'000, 20'000}, upp, 256, 256});
  for (int ty = 0; ty < 2; ++ty) {
    for (int tx = 0; tx < 2; ++tx) {
      const QImage part =
          render_tile(*map, nullptr, {}, {{-20'000 + tx * 128 * upp, 20'000 - ty * 128 * upp}, upp, 128, 128});
      EXPECT_EQ(part, whole.copy(tx * 128, ty * 128, 128, 128)) << tx << ", " << ty;
    }
  }
}

TEST_F(TileRenderer, ChipsStandWhereTheDesignHasThemAcrossStreets) {
  MadeWafer made;
  made.field = FieldDesign{10, 10, {300, 200}};
  made.class_of = [](ChipIndex c) { return c == ChipIndex{57, 33} ? ChipClass::dark : ChipClass::good; };
  const MapPicturePtr map = picture(made);
  const Vec2 at = map->wafer().chips().unturned_um({57, 33});
  const QImage image = render_tile(*map, nullptr, {}, {{at.x - 1000, at.y + 1000}, 10, 200, 200});
  EXPECT_EQ(image.pixel(100, 100), kDark);
  EXPECT_EQ(count(image, kDark), 25 * 35) << "the mesa and nothing else";
}

TEST_F(TileRenderer, NotMeasuredIsHatchedAndNeverAColourOfTheScale) {
  MadeWafer made;
  made.class_of = [](ChipIndex c) { return c.column < 40 ? ChipClass::unmeasured : ChipClass::good; };
  const MapPicturePtr map = picture(made, "relative_intensity");
  const QImage image = render_tile(*map, nullptr, {map->natural_range()}, {{-24'000, 1000}, 100, 60, 20});
  for (int x = 0; x < 60; ++x) {
    const QColor c(image.pixel(x, 10));
    EXPECT_LT(std::abs(c.red() - c.blue()), 10) << "grey at " << x;
  }
}

TEST_F(TileRenderer, ValuesAreMeansAndPickedChipsStandOut) {
  MadeWafer made;
  made.class_of = [](ChipIndex c) { return (c.column + c.row) % 2 == 0 ? ChipClass::dim : ChipClass::good; };
  const MapPicturePtr map = picture(made, "relative_intensity");
  TileStyle style;
  style.range = {0.6F, 1.0F};
  const QImage image = render_tile(*map, nullptr, style, {{-4000, 4000}, 4000, 2, 2});
  EXPECT_EQ(image.pixel(1, 1), value_colours(true)[127]) << "half 0.6, half 1.0";

  auto chips = std::make_shared<ChipSet>(map->wafer().size());
  chips->insert(*map->wafer().grid().table_row({60, 50}));
  const PickedChips picked(chips, map->wafer().grid());
  const Vec2 at = map->wafer().chips().unturned_um({60, 50});
  const TileArea close{{at.x - 1000, at.y + 1000}, 10, 200, 200};
  const QImage plain = render_tile(*map, nullptr, style, close);
  const QImage muted = render_tile(*map, &picked, style, close);
  EXPECT_EQ(plain.pixel(100, 100), muted.pixel(100, 100));
  EXPECT_NE(plain.pixel(140, 100), muted.pixel(140, 100));
}

}  // namespace
}  // namespace pellucid::gui
