// What a person did and takes back, by the keys: chips picked out, limits, edits of the recipe, words of a review, all
// in one history.
#include <gtest/gtest.h>

#include <QMenuBar>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>

#include "gui/app/main_window.h"
#include "gui/app/workbench.h"
#include "gui/map/map_view.h"
#include "gui/panes/column_box.h"
#include "gui/panes/custom_plot.h"
#include "gui/panes/histogram_pane.h"
#include "gui/panes/histogram_plot.h"
#include "gui/recipe/recipe_form.h"
#include "gui/recipe/recipe_pane.h"
#include "gui/review/review_pane.h"
#include "tests/gui/made_wafer.h"

namespace pellucid::gui {
namespace {

using testing::wait_until;

class UndoTest : public ::testing::Test {
 protected:
  void SetUp() override {
    testing::MadeWafer made;
    made.class_of = [](ChipIndex c) { return (c.column + c.row) % 50 == 0 ? ChipClass::dim : ChipClass::good; };
    path_ = folder_.path() + QStringLiteral("/W01.result");
    testing::write_made_result(made, path_.toStdString());
    window_.resize(1300, 950);
    testing::show_active(window_);
    open(path_);
  }
  void open(const QString& path) {
    const WaferResultPtr before = session().wafer();
    window_.open_path(path);
    ASSERT_TRUE(wait_until([&] { return session().picture() && session().wafer() != before; }));
  }
  Session& session() { return window_.session(); }
  QUndoStack& history() { return session().history(); }
  void undo() { QTest::keyClick(&window_.map(), Qt::Key_Z, Qt::ControlModifier); }
  void redo() { QTest::keyClick(&window_.map(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier); }
  [[nodiscard]] std::size_t picked() { return session().picked() ? session().picked()->chips->count() : 0; }
  /// With the mouse; how many chips that are.
  std::size_t pick_square(int size_px) {
    const PickedChipsPtr before = session().picked();
    const QPoint from(window_.map().width() / 2, window_.map().height() / 2);
    QTest::mousePress(&window_.map(), Qt::LeftButton, Qt::ShiftModifier, from);
    QTest::mouseMove(&window_.map(), from + QPoint(size_px, size_px));
    QTest::mouseRelease(&window_.map(), Qt::LeftButton, Qt::ShiftModifier, from + QPoint(size_px, size_px));
    EXPECT_TRUE(wait_until([&] { return session().picked() != before; }));
    return picked();
  }
  void expect_picked(std::size_t chips) {
    EXPECT_TRUE(wait_until([&] { return picked() == chips; }, 3000)) << picked() << " " << chips;
  }

  QTemporaryDir folder_;
  QString path_;
  MainWindow window_;
};

TEST_F(UndoTest, PickedChipsComeBackInTheirOrder) {
  const std::size_t few = pick_square(40), more = pick_square(120);
  ASSERT_GT(few, 0U);
  ASSERT_GT(more, few);
  QTest::keyClick(&window_.map(), Qt::Key_Escape);
  expect_picked(0);
  undo();
  expect_picked(more);
  undo();
  expect_picked(few);
  undo();
  expect_picked(0);
  EXPECT_FALSE(history().canUndo());
  redo();
  redo();
  expect_picked(more);
  QTest::keyClick(&window_.map(), Qt::Key_Escape);
  QTest::keyClick(&window_.map(), Qt::Key_Escape);
  EXPECT_EQ(history().count(), 3) << "nothing to let go is no step";
}

TEST_F(UndoTest, ADraggedLimitGoesBackToItsColumnToo) {
  auto& pane = *window_.findChild<HistogramPane*>();
  pane.columns().set_column("intensity_e");
  HistogramPlot& plot = pane.plot();
  auto& canvas = *plot.findChild<QCustomPlot*>();
  ASSERT_TRUE(wait_until([&] { return plot.upper() > 2000; }));
  const double before = plot.lower();
  const auto drag = [&](int px) {
    const QPoint at(static_cast<int>(canvas.xAxis->coordToPixel(plot.lower())), canvas.height() / 2);
    QTest::mousePress(&canvas, Qt::LeftButton, {}, at);
    for (int i = 1; i <= 4; ++i) QTest::mouseMove(&canvas, at - QPoint(px * i / 4, 0));
    QTest::mouseRelease(&canvas, Qt::LeftButton, {}, at - QPoint(px, 0));
    return plot.lower();
  };
  const double first = drag(20), second = drag(30);
  ASSERT_LT(first, before);
  ASSERT_LT(second, first);
  EXPECT_EQ(history().count(), 2) << "a drag is one step";
  undo();
  EXPECT_DOUBLE_EQ(plot.lower(), first);
  pane.columns().set_column("relative_intensity");
  ASSERT_TRUE(wait_until([&] { return plot.upper() < 10; }));
  undo();
  ASSERT_TRUE(wait_until([&] { return plot.lower() == before; })) << plot.lower();
  EXPECT_EQ(pane.columns().column(), "intensity_e");
  redo();
  redo();
  EXPECT_DOUBLE_EQ(plot.lower(), second);
}

TEST_F(UndoTest, EditsOfTheRecipeAndWordsOfAReviewAreInOneHistory) {
  window_.workbench().review().log().set_reviewer(QStringLiteral("Ada"));
  session().set_current(5);
  window_.workbench().review().log().confirm(5);
  const std::size_t few = pick_square(60);
  QTest::keyClick(&window_, Qt::Key_R, Qt::ControlModifier);
  RecipePane& pane = window_.workbench().recipe();
  const Recipe before = pane.form().recipe();
  Recipe other = before;
  other.judge.dim_relative = 0.5;
  const QString file = folder_.path() + QStringLiteral("/other.json");
  {
    RecipePane saver(session());
    saver.form().set_recipe(other);
    ASSERT_TRUE(saver.save(file));
  }
  pane.load(file);
  EXPECT_DOUBLE_EQ(pane.form().recipe().judge.dim_relative, 0.5);
  QTest::keyClick(&window_, Qt::Key_R, Qt::ControlModifier);
  ASSERT_FALSE(pane.isVisible());
  undo();
  EXPECT_EQ(recipe_text(pane.form().recipe()), recipe_text(before));
  EXPECT_TRUE(pane.isVisible()) << "what is taken back is seen";
  expect_picked(few);
  undo();
  expect_picked(0);
  const ReviewLog& log = window_.workbench().review().log();
  EXPECT_EQ(log.review().chips.size(), 1U);
  undo();
  EXPECT_TRUE(log.review().chips.empty());
  EXPECT_EQ(log.review().entries.size(), 2U) << "the journal is added to, whatever lies between";
  for (int i = 0; i < 3; ++i) redo();
  EXPECT_EQ(log.review().chips.size(), 1U);
  expect_picked(few);
  EXPECT_DOUBLE_EQ(pane.form().recipe().judge.dim_relative, 0.5);
}

TEST_F(UndoTest, AnotherWaferBeginsWithNothingToTakeBack) {
  pick_square(60);
  testing::write_made_result({}, (folder_.path() + QStringLiteral("/W02.result")).toStdString());
  open(folder_.path() + QStringLiteral("/W02.result"));
  EXPECT_FALSE(history().canUndo());
  undo();
  EXPECT_EQ(picked(), 0U);
}

TEST_F(UndoTest, TheMenuSaysWhatIsTakenBack) {
  QMenu* edit = nullptr;
  for (QAction* menu : window_.menuBar()->actions()) {
    if (menu->text() == QStringLiteral("&Edit")) edit = menu->menu();
  }
  ASSERT_NE(edit, nullptr);
  QAction* undo_action = edit->actions().front();
  EXPECT_FALSE(undo_action->isEnabled());
  pick_square(60);
  EXPECT_TRUE(undo_action->isEnabled());
  EXPECT_TRUE(undo_action->text().contains(QStringLiteral("picking")));
  undo_action->trigger();
  expect_picked(0);
  EXPECT_FALSE(undo_action->isEnabled());
  EXPECT_TRUE(edit->actions().back()->isEnabled());
}

}  // namespace
}  // namespace pellucid::gui
