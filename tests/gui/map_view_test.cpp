#include "gui/map/map_view.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "gui/app/main_window.h"
#include "tests/gui/made_wafer.h"

namespace pellucid::gui {
namespace {

using testing::MadeWafer;
using testing::wait_until;
using testing::write_made_result;

class MapViewTest : public ::testing::Test {
 protected:
  void SetUp() override {
    MadeWafer made;
    made.class_of = [](ChipIndex c) { return c == ChipIndex{70, 60} ? ChipClass::dark : ChipClass::good; };
    path_ = std::filesystem::path(folder_.path().toStdString()) / "W01.result";
    write_made_result(made, path_);
    window_.resize(1100, 800);
    window_.show();
    window_.open_path(QString::fromStdString(path_.string()));
    ASSERT_TRUE(wait_until([&] { return window_.session().picture() != nullptr && window_.map().is_complete(); }));
  }
  QPoint at(ChipIndex chip) { return window_.map().px_of(chip).toPoint(); }
  std::optional<ChipIndex> current() {
    const auto row = window_.session().current();
    return row ? std::optional(window_.session().wafer()->grid().chip(*row)) : std::nullopt;
  }

  QTemporaryDir folder_;
  std::filesystem::path path_;
  MainWindow window_;
};

TEST_F(MapViewTest, AClickTakesTheChipUnderIt) {
  window_.map().set_viewport({window_.session().wafer()->chips().unturned_um({70, 60}), 20});
  QTest::mouseClick(&window_.map(), Qt::LeftButton, {}, at({70, 60}));
  EXPECT_EQ(current(), (ChipIndex{70, 60}));
  QTest::keyClick(&window_.map(), Qt::Key_Right);
  QTest::keyClick(&window_.map(), Qt::Key_Up);
  EXPECT_EQ(current(), (ChipIndex{71, 61}));
  QTest::keyClick(&window_.map(), Qt::Key_Escape);
  EXPECT_EQ(current(), std::nullopt);
}

TEST_F(MapViewTest, ADragMovesTheWaferWithTheCursorAndAWheelZoomsAboutIt) {
  window_.map().set_viewport({{0, 0}, 30});
  const Vec2 held = window_.map().viewport().to_um({300, 300}, window_.map().size());
  QTest::mousePress(&window_.map(), Qt::LeftButton, {}, {300, 300});
  QTest::mouseMove(&window_.map(), {340, 310});
  QTest::mouseMove(&window_.map(), {420, 330});
  QTest::mouseRelease(&window_.map(), Qt::LeftButton, {}, {420, 330});
  const Vec2 now = window_.map().viewport().to_um({420, 330}, window_.map().size());
  EXPECT_NEAR(now.x, held.x, 1e-6);
  EXPECT_NEAR(now.y, held.y, 1e-6);
  EXPECT_EQ(current(), std::nullopt) << "a drag is not a click";

  QWheelEvent wheel({200, 250}, window_.map().mapToGlobal(QPointF(200, 250)), {}, {0, 240}, {}, {}, {}, false);
  const Vec2 before = window_.map().viewport().to_um({200, 250}, window_.map().size());
  QCoreApplication::sendEvent(&window_.map(), &wheel);
  const Vec2 after = window_.map().viewport().to_um({200, 250}, window_.map().size());
  EXPECT_NEAR(after.x, before.x, 1e-6);
  EXPECT_NEAR(after.y, before.y, 1e-6);
  EXPECT_NEAR(window_.map().viewport().um_per_px, 30 / 1.25 / 1.25, 1e-9);
}

TEST_F(MapViewTest, ShiftAndDragPicksTheChipsInTheRectangle) {
  window_.map().set_viewport({{0, 0}, 30});
  const QPoint from = at({50, 50}), to = at({54, 47});
  QTest::mousePress(&window_.map(), Qt::LeftButton, Qt::ShiftModifier, from);
  QTest::mouseMove(&window_.map(), to);
  QTest::mouseRelease(&window_.map(), Qt::LeftButton, Qt::ShiftModifier, to);
  ASSERT_TRUE(wait_until([&] { return window_.session().picked() != nullptr; }));
  EXPECT_EQ(window_.session().picked()->chips->count(), 5U * 4U);
}

TEST_F(MapViewTest, AResultThatVanishesIsToldAndTheOpenOneStays) {
  QSignalSpy failed(&window_.session(), &Session::failed);
  std::filesystem::remove(path_ / "chips.h5");
  // The message box would wait for a person: the session alone is asked.
  window_.session().disconnect(&window_);
  window_.session().show_subject(QStringLiteral("nonuniformity"));
  window_.session().show_subject(QStringLiteral("intensity_e"));
  ASSERT_TRUE(wait_until([&] { return failed.count() > 0; }));
  EXPECT_TRUE(failed.front().front().toString().contains(QStringLiteral("chips.h5")));
  EXPECT_NE(window_.session().wafer(), nullptr);
  EXPECT_TRUE(window_.session().picture()->shows_classes());
}

}  // namespace
}  // namespace pellucid::gui
