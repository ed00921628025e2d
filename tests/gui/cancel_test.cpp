// Long work that a person calls off: it ends at once, and no half of a file or folder stays.
#include <gtest/gtest.h>

#include <QElapsedTimer>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

#include "gui/app/main_window.h"
#include "gui/app/work_bar.h"
#include "gui/app/workbench.h"
#include "gui/export/export_dialog.h"
#include "gui/map/map_view.h"
#include "gui/recipe/recipe_pane.h"
#include "results/result_folder.h"
#include "tests/gui/made_wafer.h"

namespace pellucid::gui {
namespace {

namespace fs = std::filesystem;
using testing::wait_until;

/// Far above what it takes on a quiet machine: a loaded one must not fail. bench_viewer measures the time itself.
constexpr qint64 kSoon_ms = 6000;

class CancelTest : public ::testing::Test {
 protected:
  void SetUp() override {
    testing::MadeWafer made;
    made.pitch_um = {50, 50};
    made.size_um = {30, 30};
    made.class_of = [](ChipIndex c) { return c.column % 97 == 0 ? ChipClass::dim : ChipClass::good; };
    ResultData data = testing::made_result(made);
    data.recipe_text = recipe_text(Recipe{});
    ASSERT_TRUE(write_result(data, result(), {.maps_and_report = false, .overwrite = true}));
    window_.resize(1300, 900);
    testing::show_active(window_);
    window_.open_path(QString::fromStdString(result().string()));
    ASSERT_TRUE(wait_until([&] { return window_.session().picture() != nullptr; }));
  }
  [[nodiscard]] fs::path root() const { return folder_.path().toStdString(); }
  [[nodiscard]] fs::path result() const { return root() / "W01.result"; }
  [[nodiscard]] std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(root()), fs::directory_iterator()));
  }
  /// A dialog that is writing a picture so large that it takes seconds.
  ExportDialog& exporting(ExportKind kind, const char* name) {
    QTest::keyClick(&window_, Qt::Key_E, Qt::ControlModifier);
    auto* dialog = window_.findChild<ExportDialog*>();
    dialog->choose(kind);
    dialog->set_file(QString::fromStdString((root() / name).string()));
    for (auto* width : dialog->findChildren<QSpinBox*>()) width->setValue(width->maximum());
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("export")), Qt::LeftButton);
    return *dialog;
  }
  static QString message_of(const ExportDialog& dialog) {
    return dialog.findChild<QLabel*>(QStringLiteral("message"))->text();
  }

  QTemporaryDir folder_;
  MainWindow window_;
};

TEST_F(CancelTest, APictureThatIsDrawnOrPackedIsGivenUp) {
  for (const int after_ms : {20, 600}) {
    ExportDialog& dialog = exporting(ExportKind::map_png, "map.png");
    QTest::qWait(after_ms);
    ASSERT_TRUE(dialog.is_running());
    QElapsedTimer timer;
    timer.start();
    QTest::keyClick(&dialog, Qt::Key_Escape);
    ASSERT_TRUE(wait_until([&] { return !dialog.is_running(); }));
    EXPECT_LT(timer.elapsed(), kSoon_ms);
    EXPECT_TRUE(message_of(dialog).contains(QStringLiteral("Cancelled"))) << message_of(dialog).toStdString();
    EXPECT_EQ(entries(), 1U) << "the result, and nothing beside it";
    delete &dialog;
    testing::show_active(window_);
  }
}

TEST_F(CancelTest, AReportIsGivenUpAndAnOldOneStaysAsItWas) {
  {
    QFile old(QString::fromStdString((root() / "report.pdf").string()));
    ASSERT_TRUE(old.open(QIODevice::WriteOnly));
    old.write("old");
  }
  ExportPlan plan;
  plan.sheet = export_source(window_.session(), window_.map()).sheet(true);
  plan.file = root() / "report.pdf";
  for (const auto& [kind, stage] : {std::pair{ExportKind::report_pdf, "draw"}, {ExportKind::map_png, "pack"}}) {
    plan.kind = kind;
    std::stop_source stop;
    const auto stopped = run_export(
        plan,
        [&](std::string_view at, double) {
          if (at == stage) stop.request_stop();
        },
        stop.get_token());
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::cancelled);
    EXPECT_EQ(fs::file_size(plan.file), 3U);
    EXPECT_EQ(entries(), 2U);
  }
}

TEST_F(CancelTest, ADialogThatGoesAwayTakesItsWorkAlong) {
  ExportDialog& dialog = exporting(ExportKind::map_png, "map.png");
  QTest::qWait(50);
  delete &dialog;
  QTest::qWait(700);
  EXPECT_EQ(entries(), 1U);
}

TEST_F(CancelTest, JudgingAnewIsGivenUpAndNothingOfItStays) {
  QTest::keyClick(&window_, Qt::Key_R, Qt::ControlModifier);
  RecipePane& pane = window_.workbench().recipe();
  ASSERT_TRUE(wait_until([&] { return pane.trial().input() && !pane.trial().is_busy(); }));
  auto* bar = pane.findChild<WorkBar*>();
  EXPECT_FALSE(bar->isVisible());
  const fs::path output = root() / "anew.result";
  pane.judge_anew(QString::fromStdString(output.string()));
  bar->show();  // it would come a moment later
  QElapsedTimer timer;
  timer.start();
  QTest::mouseClick(bar->findChild<QPushButton*>(QStringLiteral("cancel_work")), Qt::LeftButton);
  ASSERT_TRUE(wait_until([&] { return !bar->isVisible(); }));
  EXPECT_LT(timer.elapsed(), kSoon_ms);
  EXPECT_TRUE(
      pane.findChild<QLabel*>(QStringLiteral("outcome"))->text().contains(QStringLiteral("Nothing was written")));
  EXPECT_EQ(entries(), 1U) << "the old result, and nothing beside it";
  EXPECT_EQ(window_.session().wafer()->folder(), result());

  pane.judge_anew(QString::fromStdString(output.string()));  // and once more, to its end
  ASSERT_TRUE(wait_until([&] { return window_.session().wafer()->folder() == output; }, 60'000));
  EXPECT_TRUE(fs::exists(output / "report.html"));
  EXPECT_FALSE(bar->isVisible());
}

TEST(WorkBarTest, ShowsTheStageAndItsShareAfterAMoment) {
  QWidget window;
  WorkBar bar({"read", "judge"}, &window);
  window.show();
  const auto meter = std::make_shared<ProgressMeter>();
  const Progress progress = ProgressMeter::progress_of(meter);
  report(progress, "judge", 0.5);
  bar.begin(meter);
  QTest::qWait(120);
  EXPECT_FALSE(bar.isVisible()) << "most work is over by then";
  ASSERT_TRUE(wait_until([&] { return bar.isVisible(); }, 2000));
  const auto* shown = bar.findChild<QProgressBar*>();
  EXPECT_EQ(shown->value(), shown->maximum() * 3 / 4);
  EXPECT_TRUE(shown->format().startsWith(QStringLiteral("Judging")));
  bar.stopping();
  QTest::qWait(150);
  EXPECT_TRUE(shown->format().startsWith(QStringLiteral("Stopping")));
  bar.end();
  EXPECT_FALSE(bar.isVisible());
}

TEST_F(CancelTest, ATrialThatIsGivenUpShowsTheWaferAsItIs) {
  QTest::keyClick(&window_, Qt::Key_R, Qt::ControlModifier);
  RecipePane& pane = window_.workbench().recipe();
  ASSERT_TRUE(pane.trial().is_busy()) << "it reads the wafer";
  auto* bar = pane.findChild<WorkBar*>();
  bar->show();  // it would come a moment later
  QTest::mouseClick(bar->findChild<QPushButton*>(QStringLiteral("cancel_work")), Qt::LeftButton);
  EXPECT_FALSE(pane.trial().is_busy());
  QTest::qWait(500);
  EXPECT_FALSE(pane.trial().input());
  EXPECT_EQ(window_.session().trial_classes(), nullptr);
}

}  // namespace
}  // namespace pellucid::gui
