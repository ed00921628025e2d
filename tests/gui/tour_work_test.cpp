// The tour of the working parts: run, operator, gallery, export. Pictures as in tour_test.cpp; with
// PELLUCID_TOUR_FOLDER, the gallery shows that folder.
#include <gtest/gtest.h>

#include <QApplication>
#include <QDockWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

#include "gui/app/main_window.h"
#include "gui/app/theme.h"
#include "gui/app/workbench.h"
#include "gui/compare/compare_page.h"
#include "gui/export/export_dialog.h"
#include "gui/lot/lot_page.h"
#include "gui/map/map_view.h"
#include "gui/operator/operator_mode.h"
#include "gui/recipe/recipe_form.h"
#include "gui/recipe/recipe_pane.h"
#include "gui/review/review_pane.h"
#include "gui/run/run_dialog.h"
#include "results/result_folder.h"
#include "tests/gui/made_wafer.h"

namespace pellucid::gui {
namespace {

namespace fs = std::filesystem;
using testing::show_active;
using testing::wait_until;

class TourOfWork : public ::testing::TestWithParam<Theme> {
 protected:
  void SetUp() override {
    apply_theme(*qApp, GetParam());
    result_ = qEnvironmentVariable("PELLUCID_TOUR_RESULT");
    root_ = folder_.path().toStdString();
    for (int i = 0; i < 5; ++i) {
      testing::MadeWafer made;
      made.class_of = [i](ChipIndex c) {
        return (c.column * 31 + c.row * 17) % (401 - 80 * i) == 0 ? ChipClass::dim : ChipClass::good;
      };
      ResultData data = testing::made_result(made);
      data.wafer.id = "W0" + std::to_string(i + 1);
      const double yield = yield_of(count_classes(data.table));
      if (i != 1) data.limits = {{"min_yield", 0.995, yield, yield >= 0.995}};
      ASSERT_TRUE(
          write_result(data, root_ / (data.wafer.id + ".result"), {.maps_and_report = false, .overwrite = true}));
    }
    if (result_.isEmpty()) result_ = QString::fromStdString((root_ / "W01.result").string());
    window_.resize(1440, 900);
    show_active(window_);
  }
  void open() {
    window_.open_path(result_);
    ASSERT_TRUE(wait_until([&] { return window_.session().picture() && window_.map().is_complete(); }));
  }
  static void shoot(QWidget& window, const char* name) {
    const QString folder = qEnvironmentVariable("PELLUCID_SCREENSHOTS");
    if (folder.isEmpty()) return;
    const QString look = GetParam() == Theme::dark ? QStringLiteral("_dark") : QString();
    window.grab().save(QStringLiteral("%1/%2%3.png").arg(folder, QString::fromLatin1(name), look));
  }
  QTemporaryDir folder_;
  fs::path root_;
  QString result_;
  MainWindow window_;
};

TEST_P(TourOfWork, OperatorMode) {
  open();
  window_.workbench().operator_mode().set_on(true);
  window_.resize(1440, 900);
  ASSERT_TRUE(wait_until([] { return false; }, 700) || true);
  shoot(window_, "operator");
}

TEST_P(TourOfWork, Gallery) {
  window_.open_path(qEnvironmentVariable("PELLUCID_TOUR_FOLDER", folder_.path()));
  auto* page = window_.findChild<LotPage*>();
  ASSERT_TRUE(wait_until([&] { return !page->model().wafers().empty() && page->model().wafers().back().read; }));
  shoot(window_, "gallery");
}

TEST_P(TourOfWork, RunAndExport) {
  open();
  auto* run = new RunDialog(root_, {root_ / "a", root_ / "b", root_ / "sub" / "c"}, &window_);
  run->open();
  shoot(*run, "run_dialog");
  run->reject();
  std::vector<InspectRequest> requests(2);
  requests[0].scan = "/nowhere/W07";
  requests[0].result = "/nowhere/W07.result";
  requests[1].scan = qEnvironmentVariable("PELLUCID_TOUR_SCAN", QStringLiteral("/nowhere/W08")).toStdString();
  requests[1].result = root_ / "W08.result";
  window_.workbench().queue().add(requests);
  for (auto* dock : window_.findChildren<QDockWidget*>(QStringLiteral("Inspections"))) dock->show();
  const auto& queue = window_.workbench().queue();
  wait_until([&] { return queue.unfinished() == 0 || queue.jobs()[1].fraction > 0.3; }, 20'000);
  shoot(window_, "running");
  window_.workbench().queue().cancel_all();
  show_active(window_);
  QTest::keyClick(&window_, Qt::Key_E, Qt::ControlModifier);
  auto* dialog = window_.findChild<ExportDialog*>();
  ASSERT_NE(dialog, nullptr);
  dialog->choose(ExportKind::klarf12);
  shoot(*dialog, "export_dialog");
  dialog->choose(ExportKind::map_png);
  shoot(*dialog, "export_dialog_png");
  QTest::keyClick(dialog, Qt::Key_Escape);
  const QString folder = qEnvironmentVariable("PELLUCID_SCREENSHOTS");
  if (!folder.isEmpty()) {
    ExportPlan plan;
    plan.sheet = export_source(window_.session(), window_.map()).sheet(true);
    plan.file = (folder + QStringLiteral("/sheet.png")).toStdString();
    EXPECT_TRUE(run_export(plan));
    plan.kind = ExportKind::report_pdf;
    plan.file = (folder + QStringLiteral("/report.pdf")).toStdString();
    EXPECT_TRUE(run_export(plan));
  }
  show_active(window_);
  QTest::keyClick(&window_, Qt::Key_F1);
  auto* keys = window_.findChild<QDialog*>(QStringLiteral("shortcuts"));
  if (keys != nullptr) shoot(*keys, "shortcuts");
}

TEST_P(TourOfWork, TryARecipe) {
  open();
  QTest::keyClick(&window_, Qt::Key_R, Qt::ControlModifier);
  RecipePane& pane = window_.workbench().recipe();
  wait_until([&] { return pane.trial().input() != nullptr; }, 8000);  // old results do not hold what a trial needs
  Recipe recipe = pane.form().recipe();
  recipe.judge.dim_relative = 0.95;
  recipe.limits.min_yield = 0.99;
  pane.form().set_recipe(recipe);
  pane.trial().try_out(recipe);
  wait_until([&] { return window_.session().trial_classes() && window_.map().is_complete(); }, 8000);
  wait_until([&] { return !pane.trial().is_busy() && window_.map().is_complete(); });
  shoot(window_, "recipe");
}

TEST_P(TourOfWork, Compare) {
  open();
  QTest::keyClick(&window_, Qt::Key_B, Qt::ControlModifier);
  ComparePage& page = window_.workbench().compare();
  const auto drawn = [&] {
    return page.a().session().picture() && page.b().session().picture() && page.a().map().is_complete() &&
           page.b().map().is_complete();
  };
  ASSERT_TRUE(wait_until(drawn));
  shoot(window_, "compare_el");
  const QString other =
      qEnvironmentVariable("PELLUCID_TOUR_OTHER", QString::fromStdString((root_ / "W04.result").string()));
  page.open_other(page.b(), other);
  ASSERT_TRUE(wait_until([&] { return page.differences().diff() != nullptr; }, 30'000));
  auto* changes = page.findChild<QTreeWidget*>(QStringLiteral("changes"));
  changes->setCurrentItem(changes->topLevelItem(0));
  ASSERT_TRUE(wait_until([&] { return page.b().session().picked() && drawn(); }));
  auto* chips = page.findChild<QTreeWidget*>(QStringLiteral("chips"));
  chips->setCurrentItem(chips->topLevelItem(1));
  wait_until([&] { return false; }, 400);
  wait_until(drawn);
  shoot(window_, "compare_results");
}

TEST_P(TourOfWork, Review) {
  const fs::path copy = root_ / "reviewed.result";
  fs::copy(result_.toStdString(), copy, fs::copy_options::recursive);  // its journal goes with the test
  result_ = QString::fromStdString(copy.string());
  open();
  QTest::keyClick(&window_, Qt::Key_D, Qt::ControlModifier);
  ASSERT_TRUE(wait_until([&] {
    QTest::keyClick(&window_.map(), Qt::Key_N);
    return window_.session().current().has_value();
  }));
  for (const auto key : {Qt::Key_C, Qt::Key_2, Qt::Key_O, Qt::Key_C}) QTest::keyClick(&window_.map(), key);
  ASSERT_TRUE(wait_until([&] { return window_.map().is_complete(); }));
  shoot(window_, "review");
}

INSTANTIATE_TEST_SUITE_P(Looks, TourOfWork, ::testing::Values(Theme::light, Theme::dark),
                         [](const auto& look) { return name_of(look.param).toStdString(); });

}  // namespace
}  // namespace pellucid::gui
