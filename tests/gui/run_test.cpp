// Inspections from the window: a real one of a simulated scan, and the queue with verbs that fail, hang and vanish.
#include <gtest/gtest.h>

#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QTreeWidget>
#include <atomic>
#include <thread>

#include "gui/app/main_window.h"
#include "gui/app/workbench.h"
#include "gui/run/run_dialog.h"
#include "gui/run/run_pane.h"
#include "samples/simulator/simulate.h"
#include "tests/gui/made_wafer.h"

namespace pellucid::gui {
namespace {

namespace fs = std::filesystem;
using testing::wait_until;

fs::path path_of(const QTemporaryDir& folder) {
  return folder.path().toStdString();
}

void make_scan(const fs::path& scan) {
  SimulationOptions options = *simulation_preset("small");
  options.threads = 1;
  const auto made = simulate(options, scan);
  ASSERT_TRUE(made) << made.error().message();
}

InspectRequest request_of(const fs::path& scan) {
  InspectRequest request;
  request.scan = scan;
  request.result = scan.string() + ".result";
  request.write_maps_and_report = false;
  return request;
}

/// Works until it is stopped.
Result<ResultData> endless(const InspectRequest&, const Progress& progress, const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    report(progress, "measure pl", 0.25);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return fail(cancelled());
}

Result<ResultData> quick(const InspectRequest& request, const Progress&, const std::stop_token&) {
  if (request.scan == "bad") return fail(bad_input("acquisition.truncated", "bad/tile.tif", "the file is cut off"));
  if (request.scan == "huge") throw std::bad_alloc();
  return testing::made_result({});
}

TEST(Run, OpeningAScanOffersToInspectItAndItsResultOpens) {
  const QTemporaryDir folder;
  const fs::path scan = path_of(folder) / "W07";
  make_scan(scan);
  MainWindow window;
  window.show();
  window.open_path(QString::fromStdString(scan.string()));
  RunDialog* dialog = nullptr;
  ASSERT_TRUE(wait_until([&] { return (dialog = window.findChild<RunDialog*>()) != nullptr; }));
  QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("inspect")), Qt::LeftButton);
  ASSERT_TRUE(wait_until([&] { return window.session().wafer() != nullptr; }, 60'000));
  const RunJob& job = window.workbench().queue().jobs().front();
  EXPECT_TRUE(job.has_result());
  EXPECT_GT(job.row->yield, 0.5);
  EXPECT_EQ(window.session().wafer()->folder(), fs::path(scan.string() + ".result"));
  EXPECT_TRUE(fs::exists(scan.string() + ".result/report.html")) << "as the command line does it";
}

TEST(Run, AFailedScanStaysInTheListWithItsMessageAndTheRestGoesOn) {
  JobQueue queue(&quick);
  const RunPane pane(queue);
  queue.add({request_of("bad"), request_of("huge"), request_of("fine")});
  ASSERT_TRUE(wait_until([&] { return queue.unfinished() == 0; }));
  EXPECT_EQ(queue.jobs()[0].state, RunState::failed);
  EXPECT_EQ(queue.jobs()[1].state, RunState::failed);
  EXPECT_EQ(queue.jobs()[2].state, RunState::passed);
  const auto* list = pane.findChild<QTreeWidget*>();
  EXPECT_TRUE(list->topLevelItem(0)->text(3).contains(QStringLiteral("the file is cut off")));
  EXPECT_FALSE(list->topLevelItem(2)->text(3).isEmpty());
  queue.clear_finished();
  EXPECT_EQ(list->topLevelItemCount(), 0);
}

TEST(Run, CancellingStopsTheRunningOneAndThoseThatWaitNeverBegin) {
  std::atomic<int> begun = 0;
  JobQueue queue([&](const InspectRequest& request, const Progress& progress, const std::stop_token& stop) {
    ++begun;
    return endless(request, progress, stop);
  });
  RunPane pane(queue);
  pane.show();
  queue.add({request_of("a"), request_of("b"), request_of("c")});
  ASSERT_TRUE(wait_until([&] { return queue.jobs()[0].fraction == 0.25; }));
  EXPECT_EQ(queue.jobs()[0].stage, "measure pl");
  QTest::mouseClick(pane.findChild<QPushButton*>(QStringLiteral("cancel_all")), Qt::LeftButton);
  ASSERT_TRUE(wait_until([&] { return queue.unfinished() == 0; }));
  for (const RunJob& job : queue.jobs()) EXPECT_EQ(job.state, RunState::cancelled);
  EXPECT_EQ(begun, 1);
  queue.add({request_of("d")});
  ASSERT_TRUE(wait_until([&] { return begun == 2; })) << "the queue goes on";
}  // and its destructor stops the endless one

TEST(Run, FilesThatVanishInTheMidstAreAnErrorInTheList) {
  const QTemporaryDir folder;
  const fs::path scan = path_of(folder) / "W08";
  make_scan(scan);
  JobQueue queue([&](const InspectRequest& request, const Progress& progress, const std::stop_token& stop) {
    const Progress lose = [&](std::string_view stage, double fraction) {
      report(progress, stage, fraction);
      if (!stage.starts_with("survey")) return;
      for (const auto& file : fs::recursive_directory_iterator(scan)) {
        if (file.path().extension() == ".tif") fs::remove(file.path());
      }
    };
    return inspect(request, lose, stop);
  });
  queue.add({request_of(scan)});
  ASSERT_TRUE(wait_until([&] { return queue.unfinished() == 0; }, 60'000));
  EXPECT_EQ(queue.jobs().front().state, RunState::failed);
  EXPECT_FALSE(queue.jobs().front().row->error->message().empty());
  EXPECT_FALSE(fs::exists(scan.string() + ".result"));
}

TEST(Run, ClosingTheWindowWhileOneRunsAsks) {
  MainWindow window;
  window.show();
  const QTemporaryDir folder;
  const fs::path scan = path_of(folder) / "W09";
  make_scan(scan);
  window.workbench().queue().add({request_of(scan)});
  const auto answer = [](QMessageBox::StandardButton button) {
    QTimer::singleShot(0, qApp, [button] {
      auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
      ASSERT_NE(box, nullptr);
      box->button(button)->click();
    });
  };
  answer(QMessageBox::No);
  EXPECT_FALSE(window.close());
  EXPECT_TRUE(window.isVisible());
  answer(QMessageBox::Yes);
  EXPECT_TRUE(window.close());
  ASSERT_TRUE(wait_until([&] { return window.workbench().queue().unfinished() == 0; }));
  EXPECT_FALSE(fs::exists(scan.string() + ".result"));
}

}  // namespace
}  // namespace pellucid::gui
