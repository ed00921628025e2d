#include <gtest/gtest.h>

#include <QApplication>
#include <QDockWidget>
#include <QMenuBar>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTest>

#include "gui/app/main_window.h"
#include "gui/app/workbench.h"
#include "gui/map/map_view.h"
#include "gui/operator/operator_mode.h"
#include "gui/operator/operator_page.h"
#include "gui/operator/verdict.h"
#include "results/result_folder.h"
#include "tests/gui/made_wafer.h"

namespace pellucid::gui {
namespace {

using testing::wait_until;

Summary summary_with(std::vector<LimitCheck> limits) {
  ResultData data = testing::made_result({});
  data.limits = std::move(limits);
  return summarize(data);
}

TEST(Verdict, FollowsTheLimitsOfTheRecipe) {
  EXPECT_EQ(verdict_of(summary_with({{"min_yield", 0.95, 0.97, true}})).verdict, Verdict::pass);
  const WaferVerdict failed =
      verdict_of(summary_with({{"min_yield", 0.95, 0.912, false}, {"max_retest_share", 0.01, 0.2, false}}));
  EXPECT_EQ(failed.verdict, Verdict::fail);
  ASSERT_EQ(failed.reasons.size(), 1);
  EXPECT_EQ(failed.reasons.front(), QStringLiteral("Yield 91.2 % is below 95 %"));
}

TEST(Verdict, HoldsWhatIsNotKnownWellEnough) {
  EXPECT_EQ(verdict_of(summary_with({})).verdict, Verdict::hold) << "a recipe without limits passes nothing";
  const WaferVerdict retest =
      verdict_of(summary_with({{"min_yield", 0.95, 0.97, true}, {"max_retest_share", 0.01, 0.2, false}}));
  EXPECT_EQ(retest.verdict, Verdict::hold);
  EXPECT_EQ(retest.reasons.size(), 1);
  Summary missing = summary_with({{"min_yield", 0.95, 0.97, true}});
  missing.layers.front().missing_tiles = {"tile_3.tif"};
  EXPECT_EQ(verdict_of(missing).verdict, Verdict::hold);
  Summary nothing = summary_with({{"max_dark_ppm", 10, 0, true}});
  nothing.yield = NAN;
  EXPECT_EQ(verdict_of(nothing).verdict, Verdict::hold);
}

TEST(OperatorMode, AKeyTurnsTheWindowIntoThePageAndBack) {
  const QTemporaryDir folder;
  const auto path = std::filesystem::path(folder.path().toStdString()) / "W01.result";
  ResultData data = testing::made_result({});
  data.limits = {{"min_yield", 0.95, 0.99, true}};
  ASSERT_TRUE(write_result(data, path, {.maps_and_report = false, .overwrite = true}));
  MainWindow window;
  testing::show_active(window);
  window.open_path(QString::fromStdString(path.string()));
  ASSERT_TRUE(wait_until([&] { return window.session().picture() != nullptr; }));
  const auto* legend = window.findChild<QDockWidget*>(QStringLiteral("Legend"));
  ASSERT_TRUE(legend->isVisible());
  QTest::keyClick(&window, Qt::Key_F11);
  auto* page = window.findChild<OperatorPage*>();
  EXPECT_EQ(window.pages().currentWidget(), static_cast<QWidget*>(page));
  EXPECT_FALSE(legend->isVisible());
  EXPECT_FALSE(window.menuBar()->isVisible());
  ASSERT_TRUE(page->verdict());
  EXPECT_EQ(page->verdict()->verdict, Verdict::pass);
  const QColor banner = page->grab().toImage().pixelColor(3, 3);
  EXPECT_EQ(banner, colour_of(Verdict::pass)) << "it fills the page's upper part";
  QTest::keyClick(page, Qt::Key_Escape);
  EXPECT_EQ(window.pages().currentWidget(), static_cast<QWidget*>(&window.map()));
  EXPECT_TRUE(legend->isVisible());
  EXPECT_TRUE(window.menuBar()->isVisible());
  QTest::keyClick(&window, Qt::Key_F11);
  EXPECT_TRUE(window.workbench().operator_mode().is_on());
  QTest::keyClick(&window, Qt::Key_F11);
  EXPECT_FALSE(window.workbench().operator_mode().is_on());
}

}  // namespace
}  // namespace pellucid::gui
