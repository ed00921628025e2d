// The map that fills while an inspection runs: real inspections of a simulated scan, held in their midst, cancelled,
// robbed of their files, closed.
#include <gtest/gtest.h>

#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QTreeWidget>
#include <atomic>
#include <cmath>
#include <thread>

#include "core/measure/live_light.h"
#include "gui/app/main_window.h"
#include "gui/app/workbench.h"
#include "gui/map/map_view.h"
#include "gui/run/live_page.h"
#include "gui/run/run_dialog.h"
#include "samples/simulator/simulate.h"
#include "tests/gui/made_wafer.h"

namespace pellucid::gui {
namespace {

namespace fs = std::filesystem;
using testing::wait_until;

/// A scan of many blocks, simulated once.
class Live : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    made_ = std::make_unique<QTemporaryDir>();
    SimulationOptions options = *simulation_preset("camera");
    options.threads = 1;
    ASSERT_TRUE(simulate(options, fs::path(made_->path().toStdString()) / "scan"));
  }
  static void TearDownTestSuite() { made_.reset(); }

  Live() : scan_(fs::path(folder_.path().toStdString()) / "W05") {
    fs::copy(fs::path(made_->path().toStdString()) / "scan", scan_, fs::copy_options::recursive);
  }
  [[nodiscard]] fs::path result() const { return scan_.string() + ".result"; }
  [[nodiscard]] InspectRequest request() const {
    InspectRequest request;
    request.scan = scan_;
    request.result = result();
    request.write_maps_and_report = false;
    return request;
  }
  /// An inspection that stands still when a third is measured, until it is let go or stopped.
  InspectVerb held() {
    return [this](const InspectRequest& request, const Progress& progress, const std::stop_token& stop) {
      const Progress hold = [&](std::string_view stage, double fraction) {
        report(progress, stage, fraction);
        if (!stage.starts_with("measure") || fraction < 0.3) return;
        standing_ = true;
        while (!go_on_ && !stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(2));
        if (rob_) rob_();
        rob_ = {};
      };
      return inspect(request, hold, stop);
    };
  }
  struct Seen {
    std::size_t chips = 0, unmeasured = 0, measured = 0;
  };
  static Seen seen_on(LivePage& page) {
    Seen seen;
    const auto& picture = page.session().picture();
    if (!picture) return seen;
    for (const float v : picture->mean()->level_for(1)->values) {
      if (std::isnan(v)) continue;
      ++seen.chips;
      ++(v == MeanValue::kUnmeasured ? seen.unmeasured : seen.measured);
    }
    return seen;
  }

  static inline std::unique_ptr<QTemporaryDir> made_;
  QTemporaryDir folder_;
  fs::path scan_;
  std::atomic<bool> standing_ = false, go_on_ = false;
  std::function<void()> rob_;  ///< called by the inspection when it goes on
};

TEST_F(Live, TheMapFillsAndWhatIsNotMeasuredIsHatched) {
  JobQueue queue(held());
  LivePage page(queue);
  page.resize(700, 600);
  page.show();
  queue.add({request()});
  ASSERT_TRUE(wait_until([&] { return standing_ && seen_on(page).measured > 100; }));
  const Seen third = seen_on(page);
  EXPECT_EQ(third.chips, page.session().wafer()->size());
  EXPECT_GT(third.unmeasured, third.chips / 4);
  ASSERT_TRUE(wait_until([&] { return page.map().is_complete(); }));
  const QString pictures = qEnvironmentVariable("PELLUCID_SCREENSHOTS");
  if (!pictures.isEmpty()) page.grab().save(pictures + QStringLiteral("/live.png"));
  QTest::mouseClick(&page.map(), Qt::LeftButton, {}, QPoint(350, 250));  // a chip is taken, nothing is read
  QTest::keyClick(&page.map(), Qt::Key_Right);
  EXPECT_TRUE(page.session().current().has_value());
  EXPECT_TRUE(page.findChild<QLabel*>(QStringLiteral("live_state"))->text().contains(QLatin1Char('%')));
  QTest::qWait(900);  // blocks that were begun come to their end
  const MapPicturePtr before = page.session().picture();
  QTest::qWait(900);
  EXPECT_EQ(page.session().picture(), before) << "nothing new: nothing is drawn";
  go_on_ = true;
  ASSERT_TRUE(wait_until([&] { return queue.unfinished() == 0; }, 60'000));
  EXPECT_TRUE(queue.jobs().front().has_result());
  ASSERT_TRUE(wait_until([&] { return seen_on(page).unmeasured < third.chips / 50; })) << "the last look";
  EXPECT_FALSE(page.findChild<QPushButton*>(QStringLiteral("cancel_live"))->isEnabled());
}

TEST_F(Live, CancellingKeepsNothingAndTheNextWaferBeginsBlank) {
  JobQueue queue(held());
  LivePage page(queue);
  page.show();
  InspectRequest second = request();
  second.result = scan_.string() + ".second";
  queue.add({request(), second});
  ASSERT_TRUE(wait_until([&] { return standing_ && seen_on(page).measured > 100; }));
  const WaferResultPtr first = page.session().wafer();
  standing_ = false;
  QTest::mouseClick(page.findChild<QPushButton*>(QStringLiteral("cancel_live")), Qt::LeftButton);
  ASSERT_TRUE(wait_until([&] { return queue.jobs()[0].is_over(); }));
  EXPECT_EQ(queue.jobs()[0].state, RunState::cancelled);
  ASSERT_TRUE(wait_until([&] { return standing_ && seen_on(page).measured > 100; })) << "the page follows";
  EXPECT_NE(page.session().wafer(), first);
  queue.cancel_all();
  ASSERT_TRUE(wait_until([&] { return queue.unfinished() == 0; }));
  EXPECT_FALSE(fs::exists(result()));
  EXPECT_FALSE(fs::exists(second.result));
}

TEST_F(Live, FilesThatAreCutOffInTheMidstAreSaidOnThePage) {
  rob_ = [this] {
    for (const auto& file : fs::recursive_directory_iterator(scan_)) {
      if (file.path().extension() == ".tif") fs::resize_file(file.path(), 100);
    }
  };
  JobQueue queue(held());
  LivePage page(queue);
  page.show();
  queue.add({request()});
  ASSERT_TRUE(wait_until([&] { return standing_ && seen_on(page).measured > 100; }));
  go_on_ = true;
  ASSERT_TRUE(wait_until([&] { return queue.unfinished() == 0; }, 60'000));
  ASSERT_EQ(queue.jobs().front().state, RunState::failed);
  const QString said = page.findChild<QLabel*>(QStringLiteral("live_state"))->text();
  EXPECT_EQ(said, QString::fromStdString(queue.jobs().front().row->error->message()));
  EXPECT_GT(seen_on(page).measured, 100U) << "what was seen stays";
  EXPECT_FALSE(fs::exists(result()));
}

TEST_F(Live, APageThatGoesAwayWhileItLooksLeavesTheInspectionAlone) {
  JobQueue queue(held());
  auto page = std::make_unique<LivePage>(queue);
  page->show();
  queue.add({request()});
  ASSERT_TRUE(wait_until([&] { return standing_.load(); }));
  QTest::qWait(310);  // a look may be under way
  page.reset();
  go_on_ = true;
  ASSERT_TRUE(wait_until([&] { return queue.unfinished() == 0; }, 60'000));
  EXPECT_TRUE(fs::exists(result()));
}

TEST_F(Live, TheWindowShowsItAndThenTheResult) {
  MainWindow window;
  testing::show_active(window);
  window.open_path(QString::fromStdString(scan_.string()));
  RunDialog* dialog = nullptr;
  ASSERT_TRUE(wait_until([&] { return (dialog = window.findChild<RunDialog*>()) != nullptr; }));
  QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("inspect")), Qt::LeftButton);
  EXPECT_EQ(window.pages().currentWidget(), &window.workbench().live());
  ASSERT_TRUE(wait_until([&] { return window.session().wafer() != nullptr; }, 60'000));
  EXPECT_EQ(window.pages().currentWidget(), &window.map()) << "the result took its place";
  testing::show_active(window);
  QTest::keyClick(&window, Qt::Key_L);
  EXPECT_EQ(window.pages().currentWidget(), &window.workbench().live());
  QTest::keyClick(&window, Qt::Key_L);
  EXPECT_EQ(window.pages().currentWidget(), &window.map());
}

TEST_F(Live, ClosingTheWindowInTheMidstLeavesNothing) {
  {
    MainWindow window;
    testing::show_active(window);
    window.open_path(QString::fromStdString(scan_.string()));
    RunDialog* dialog = nullptr;
    ASSERT_TRUE(wait_until([&] { return (dialog = window.findChild<RunDialog*>()) != nullptr; }));
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("inspect")), Qt::LeftButton);
    const JobQueue& queue = window.workbench().queue();
    ASSERT_TRUE(wait_until([&] { return queue.unfinished() == 0 || queue.live()->glance().wafer; }));
    QTest::qWait(50);
    QTimer::singleShot(0, qApp, [] {
      if (auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget()))
        box->button(QMessageBox::Yes)->click();
    });
    EXPECT_TRUE(window.close());
  }  // the window goes while the inspection stops
  EXPECT_FALSE(fs::exists(result()) && !fs::exists(result() / "summary.json")) << "whole or not at all";
  for (const auto& entry : fs::directory_iterator(scan_.parent_path()))
    EXPECT_TRUE(entry.path() == scan_ || entry.path() == result()) << entry.path();
}

}  // namespace
}  // namespace pellucid::gui
