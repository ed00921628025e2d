// The tour in every language, over a simulated and inspected wafer: open, zoom to a dead chip, its card, drag a limit,
// lasso, compare with EL, edit a recipe and re-judge on trial, review three defects, export. Pictures of each step are
// left in the folder PELLUCID_SCREENSHOTS, where that is set.
#include <gtest/gtest.h>

#include <QApplication>
#include <QDockWidget>
#include <QLineEdit>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>
#include <algorithm>

#include "gui/app/language.h"
#include "gui/app/main_window.h"
#include "gui/app/theme.h"
#include "gui/app/workbench.h"
#include "gui/compare/compare_page.h"
#include "gui/compare/compare_side.h"
#include "gui/map/map_view.h"
#include "gui/panes/chip_card.h"
#include "gui/panes/custom_plot.h"
#include "gui/panes/histogram_plot.h"
#include "gui/panes/scatter_pane.h"
#include "gui/panes/scatter_plot.h"
#include "gui/recipe/recipe_pane.h"
#include "gui/review/review_log.h"
#include "gui/review/review_pane.h"
#include "inspection/export.h"
#include "inspection/inspect.h"
#include "inspection/review.h"
#include "samples/simulator/simulate.h"
#include "tests/gui/made_wafer.h"

namespace pellucid::gui {
namespace {

namespace fs = std::filesystem;
using testing::wait_until;

class TourInLanguage : public ::testing::TestWithParam<const char*> {
 protected:
  static void SetUpTestSuite() {
    base_ = new QTemporaryDir;
    ASSERT_TRUE(simulate(simulation_preset("small").value(), root() / "scan"));
    InspectRequest request;
    request.scan = root() / "scan";
    request.result = root() / "W01.result";
    request.write_maps_and_report = false;
    const auto inspected = inspect(request);
    ASSERT_TRUE(inspected) << inspected.error().message();
  }
  static void TearDownTestSuite() {
    delete base_;
    base_ = nullptr;
  }
  static fs::path root() { return base_->path().toStdString(); }
  void TearDown() override {
    apply_language(QStringLiteral("en"));
    fs::remove(root() / "W01.result.review.jsonl");
  }

  void shoot(QWidget& window, const char* step) const {
    wait_until([] { return false; }, 150);  // what is drawn in the background
    const QString folder = qEnvironmentVariable("PELLUCID_SCREENSHOTS");
    if (folder.isEmpty()) return;
    window.grab().save(
        QStringLiteral("%1/%2_%3.png").arg(folder, QString::fromLatin1(step), QString::fromLatin1(GetParam())));
  }
  static QTemporaryDir* base_;
};
QTemporaryDir* TourInLanguage::base_ = nullptr;

/// Double-clicks a value of the recipe's form and types another.
void edit_recipe(RecipePane& pane, const char* key, const char* value) {
  auto* tree = pane.findChild<QTreeWidget*>();
  const auto found = tree->findItems(QString::fromLatin1(key), Qt::MatchExactly | Qt::MatchRecursive);
  ASSERT_EQ(found.size(), 1);
  tree->scrollToItem(found.front());
  tree->editItem(found.front(), 1);
  auto* editor = tree->viewport()->findChild<QLineEdit*>();
  ASSERT_NE(editor, nullptr);
  editor->setText(QString::fromLatin1(value));
  QTest::keyClick(editor, Qt::Key_Return);
}

/// Draws around the right half of what the plot shows.
void lasso(ScatterPlot& plot) {
  const ValueRect r = plot.rect();
  const double left = (r.x_low + r.x_high) / 2;
  const QPoint corners[] = {plot.px_of({left, r.y_low}).toPoint(), plot.px_of({r.x_high, r.y_low}).toPoint(),
                            plot.px_of({r.x_high, r.y_high}).toPoint(), plot.px_of({left, r.y_high}).toPoint()};
  QTest::mousePress(&plot.plot(), Qt::LeftButton, {}, corners[0]);
  for (const QPoint at : corners) QTest::mouseMove(&plot.plot(), at);
  QTest::mouseRelease(&plot.plot(), Qt::LeftButton, {}, corners[3]);
}

TEST_P(TourInLanguage, FromOpeningToExport) {
  const bool english = std::string_view(GetParam()) == "en";
  apply_theme(*qApp, Theme::light);
  apply_language(QString::fromLatin1(GetParam()));
  MainWindow window;
  window.resize(1440, 900);
  testing::show_active(window);
  window.open_path(QString::fromStdString((root() / "W01.result").string()));
  Session& session = window.session();
  ASSERT_TRUE(wait_until([&] { return session.picture() && window.map().is_complete(); }));
  EXPECT_EQ(window.findChild<QDockWidget*>(QStringLiteral("Legend"))->windowTitle() == QStringLiteral("Legend"),
            english);
  shoot(window, "1_map");

  const auto& classes = session.classes();
  session.set_current(static_cast<std::size_t>(std::ranges::find(classes, ChipClass::dark) - classes.begin()));
  window.map().show_current();
  window.findChild<ChipCard*>()->findChild<QTabWidget*>()->setCurrentIndex(1);
  ASSERT_TRUE(wait_until([&] { return window.map().is_complete() && window.map().pixels().is_available(); }));
  shoot(window, "2_dead_chip");

  window.map().fit();
  auto* plot = window.findChild<HistogramPlot*>();
  ASSERT_TRUE(wait_until([&] { return plot->lower() != 0; }));
  plot->set_limits(plot->lower(), plot->upper() * 0.97);
  Q_EMIT plot->range_chosen(-INFINITY, plot->lower());
  ASSERT_TRUE(wait_until([&] { return session.picked() != nullptr; }));
  shoot(window, "3_limit");

  auto* scatter = window.findChild<ScatterPane*>();
  qobject_cast<QDockWidget*>(scatter->parentWidget())->raise();
  ASSERT_TRUE(wait_until([&] { return scatter->is_complete(); }));
  session.pick({});
  lasso(scatter->plot());
  ASSERT_TRUE(wait_until([&] { return session.picked() != nullptr; }));
  shoot(window, "4_lasso");
  session.pick({});

  QTest::keyClick(&window, Qt::Key_B, Qt::ControlModifier);
  ComparePage& compare = window.workbench().compare();
  ASSERT_TRUE(wait_until([&] { return compare.a().session().picture() && compare.b().session().picture(); }));
  ASSERT_TRUE(wait_until([&] { return compare.a().map().is_complete() && compare.b().map().is_complete(); }));
  shoot(window, "5_compare_with_el");
  QTest::keyClick(&compare, Qt::Key_Escape);
  ASSERT_TRUE(window.map().isVisible());

  QTest::keyClick(&window, Qt::Key_R, Qt::ControlModifier);
  RecipePane& recipe = window.workbench().recipe();
  ASSERT_TRUE(
      wait_until([&] { return recipe.isVisible() && recipe.findChild<QTreeWidget*>()->topLevelItemCount() > 0; }));
  edit_recipe(recipe, "dim_relative", "0.95");
  ASSERT_TRUE(wait_until([&] { return session.trial_classes() != nullptr; }, 20'000));
  EXPECT_NE(*session.trial_classes(), session.wafer()->classes());
  shoot(window, "6_recipe_on_trial");
  QTest::keyClick(&window, Qt::Key_R, Qt::ControlModifier);

  QTest::keyClick(&window, Qt::Key_D, Qt::ControlModifier);
  window.workbench().review().log().set_reviewer(QStringLiteral("Ada"));
  session.set_current(std::nullopt);
  ASSERT_TRUE(wait_until([&] {
    QTest::keyClick(&window.map(), Qt::Key_N);
    return session.current().has_value();
  }));
  for (const Qt::Key key : {Qt::Key_C, Qt::Key_2, Qt::Key_C}) QTest::keyClick(&window.map(), key);
  ASSERT_TRUE(wait_until([&] {
    const auto review = load_review(root() / "W01.result");
    return review && review->chips.size() == 3;
  }));
  shoot(window, "7_review");

  QTest::keyClick(&window, Qt::Key_F11);
  shoot(*QApplication::activeWindow(), "8_operator");
  QTest::keyClick(QApplication::activeWindow(), Qt::Key_F11);

  ExportRequest request;
  request.result = root() / "W01.result";
  request.file = root() / "defects.csv";
  request.only_defects = true;
  request.overwrite = true;
  const auto exported = export_table(request);
  ASSERT_TRUE(exported) << exported.error().message();
  EXPECT_EQ(exported->reviewed, 3) << "exports carry what was said";
}

INSTANTIATE_TEST_SUITE_P(, TourInLanguage, ::testing::Values("en", "ko", "zh_CN", "zh_TW"),
                         [](const auto& language) { return std::string(language.param); });

}  // namespace
}  // namespace pellucid::gui
