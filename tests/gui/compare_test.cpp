#include <gtest/gtest.h>

#include <QDockWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

#include "gui/app/main_window.h"
#include "gui/app/workbench.h"
#include "gui/compare/compare_page.h"
#include "results/result_folder.h"
#include "tests/gui/made_wafer.h"

namespace pellucid::gui {
namespace {

using testing::wait_until;

class CompareTest : public ::testing::Test {
 protected:
  void SetUp() override {
    testing::MadeWafer made;
    made.class_of = [](ChipIndex c) { return c.column == 60 ? ChipClass::dim : ChipClass::good; };
    testing::write_made_result(made, path("A.result"));
    made.class_of = [](ChipIndex c) {
      return c.column == 60 ? ChipClass::dim : c.row == 50 && c.column < 55 ? ChipClass::dark : ChipClass::good;
    };
    testing::write_made_result(made, path("B.result"));
    window_.resize(1300, 850);
    testing::show_active(window_);
    window_.open_path(QString::fromStdString(path("A.result").string()));
    ASSERT_TRUE(wait_until([&] { return window_.session().picture() != nullptr; }));
    QTest::keyClick(&window_, Qt::Key_B, Qt::ControlModifier);
    ASSERT_TRUE(wait_until([&] { return page().a().session().picture() && page().b().session().picture(); }));
  }
  [[nodiscard]] std::filesystem::path path(const char* name) const {
    return std::filesystem::path(folder_.path().toStdString()) / name;
  }
  ComparePage& page() { return window_.workbench().compare(); }
  QTemporaryDir folder_;
  MainWindow window_;
};

TEST_F(CompareTest, PlStandsBesideElAndBothMoveTogether) {
  EXPECT_EQ(page().a().session().subject(), QStringLiteral("class"));
  EXPECT_EQ(page().b().session().subject(), QStringLiteral("el_intensity"));
  QWheelEvent wheel({100, 120}, page().a().map().mapToGlobal(QPointF(100, 120)), {}, {0, 360}, {}, {}, {}, false);
  QCoreApplication::sendEvent(&page().a().map(), &wheel);
  EXPECT_EQ(page().a().map().viewport(), page().b().map().viewport());
  page().b().map().set_viewport({{1000, 2000}, 12});
  EXPECT_EQ(page().a().map().viewport(), (Viewport{{1000, 2000}, 12}));
  const ChipIndex chip = page().a().session().wafer()->grid().chip(100);
  page().a().session().set_current(100);
  ASSERT_TRUE(page().b().session().current());
  EXPECT_EQ(page().b().session().wafer()->grid().chip(*page().b().session().current()), chip);
}

TEST_F(CompareTest, BlinkingShowsOneAtATimeAndSpaceFlips) {
  QTest::keyClick(&page(), Qt::Key_B);
  ASSERT_TRUE(page().is_blinking());
  EXPECT_NE(page().a().isVisible(), page().b().isVisible());
  const bool a_before = page().a().isVisible();
  QTest::keyClick(&page(), Qt::Key_Space);
  EXPECT_NE(page().a().isVisible(), a_before);
  EXPECT_EQ(page().a().map().viewport().um_per_px, page().b().map().viewport().um_per_px);
  QTest::keyClick(&page(), Qt::Key_B);
  EXPECT_TRUE(page().a().isVisible() && page().b().isVisible());
}

TEST_F(CompareTest, AnotherResultListsWhatChangedAndPicksItOut) {
  page().open_other(page().b(), QString::fromStdString(path("B.result").string()));
  ASSERT_TRUE(wait_until([&] { return page().differences().diff() != nullptr; }));
  const ResultDiff& diff = *page().differences().diff();
  auto* changes = page().findChild<QTreeWidget*>(QStringLiteral("changes"));
  ASSERT_EQ(changes->topLevelItemCount(), 1) << "good became dark, and nothing else";
  EXPECT_EQ(changes->topLevelItem(0)->data(2, Qt::DisplayRole).toLongLong(),
            static_cast<qlonglong>(diff.changed.size()));
  QTest::mouseClick(changes->viewport(), Qt::LeftButton, {},
                    changes->visualItemRect(changes->topLevelItem(0)).center());
  ASSERT_TRUE(wait_until([&] { return page().a().session().picked() && page().b().session().picked(); }));
  EXPECT_EQ(page().b().session().picked()->chips->count(), diff.changed.size());
  auto* chips = page().findChild<QTreeWidget*>(QStringLiteral("chips"));
  chips->setCurrentItem(chips->topLevelItem(2));
  ASSERT_TRUE(page().b().session().current());
  const ChipIndex chip = page().b().session().wafer()->grid().chip(*page().b().session().current());
  EXPECT_EQ(chip, (ChipIndex{diff.changed.column[2], diff.changed.row[2]}));
  QTest::keyClick(&page(), Qt::Key_Escape);
  EXPECT_TRUE(window_.map().isVisible());
}

TEST_F(CompareTest, PanesOfTheMapGoMeanwhileAndComeBack) {
  const auto* legend = window_.findChild<QDockWidget*>(QStringLiteral("Legend"));
  EXPECT_FALSE(legend->isVisible());
  QTest::keyClick(&page(), Qt::Key_Escape);
  EXPECT_TRUE(legend->isVisible());
}

}  // namespace
}  // namespace pellucid::gui
