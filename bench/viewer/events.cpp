#include "bench/viewer/events.h"

#include <fmt/format.h>

#include <QComboBox>
#include <QDockWidget>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTimer>
#include <QToolButton>
#include <QTreeWidget>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <stop_token>
#include <thread>

#include "gui/app/main_window.h"
#include "gui/app/workbench.h"
#include "gui/export/export_source.h"
#include "gui/map/map_view.h"
#include "gui/panes/chip_table_model.h"
#include "gui/panes/chip_table_pane.h"
#include "gui/panes/column_box.h"
#include "gui/panes/custom_plot.h"
#include "gui/panes/histogram_pane.h"
#include "gui/panes/histogram_plot.h"
#include "gui/panes/legend_pane.h"
#include "gui/panes/scatter_pane.h"
#include "gui/panes/scatter_plot.h"
#include "gui/recipe/recipe_form.h"
#include "gui/recipe/recipe_pane.h"
#include "gui/review/review_pane.h"
#include "inspection/judge.h"

namespace pellucid::bench {
namespace {

using namespace gui;

class Person {
 public:
  Person(TimedApplication& application, MainWindow& window)
      : application_(application), window_(window), session_(window.session()) {}

  void work() {
    list();
    pick();
    plots();
    review();
    recipe();
    call_off();
  }

 private:
  using Holds = std::function<bool()>;

  void wait(const Holds& holds) {
    QElapsedTimer timer;
    timer.start();
    while (!holds()) {
      if (timer.elapsed() > 120'000) {
        fmt::print(stderr, "bench viewer: error: waited two minutes in vain\n");
        std::exit(1);
      }
      QCoreApplication::processEvents(QEventLoop::AllEvents, 1);
    }
    for (int i = 0; i < 20; ++i) QCoreApplication::processEvents();
  }
  /// Does it as an event of its own, waits, and tells the longest event until then.
  void row(const char* what, const std::function<void()>& act, const Holds& holds) {
    wait([&] { return !session_.is_busy() && window_.map().is_complete(); });
    application_.forget();
    QTimer::singleShot(0, &window_, act);
    bool done = false;
    QTimer::singleShot(1, &window_, [&done] { done = true; });
    wait([&] { return done && holds(); });
    fmt::print("| {} | {:.1f} ms | {:.1f} ms |\n", what, application_.longest_ms(),
               application_.longest_processor_ms());
    std::fflush(stdout);
  }
  void show_pane(QWidget& pane) {
    auto* dock = qobject_cast<QDockWidget*>(pane.parentWidget());
    dock->show();
    dock->raise();
    wait([&] { return pane.isVisible(); });
  }
  static void mouse(QWidget& widget, QEvent::Type type, QPointF at, Qt::KeyboardModifiers keys = {}) {
    QMouseEvent event(type, at, widget.mapToGlobal(at), Qt::LeftButton,
                      type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton, keys);
    QCoreApplication::sendEvent(&widget, &event);
  }
  [[nodiscard]] bool is_picked() const { return picked_before_ != session_.picked(); }
  void remember_picked() { picked_before_ = session_.picked(); }

  void list() {
    auto& pane = *window_.findChild<ChipTablePane*>();
    show_pane(pane);
    const auto listed = [&] { return pane.is_complete(); };
    wait(listed);
    row(
        "list of all chips", [&] { pane.chips().setCurrentIndex(1); }, listed);
    row(
        "the list sorted", [&] { pane.table().sortByColumn(5, Qt::AscendingOrder); }, listed);
    row(
        "a chip taken on the map, found in the sorted list",
        [&] { session_.set_current(session_.wafer()->size() / 3); }, listed);
    row(
        "the list in its own order again", [&] { pane.table().sortByColumn(-1, Qt::AscendingOrder); }, listed);
    row(
        "a condition on the list",
        [&] {
          pane.conditions().setText(QStringLiteral("relative_intensity < 1"));
          Q_EMIT pane.conditions().textEdited({});
        },
        listed);
    remember_picked();
    row(
        "the listed chips picked out",
        [&] {
          for (auto* button : pane.findChildren<QToolButton*>(QStringLiteral("pick_listed"))) button->click();
        },
        [&] { return is_picked(); });
    row(
        "list of the chips that are not good", [&] { pane.chips().setCurrentIndex(0); }, listed);
  }

  void pick() {
    MapView& map = window_.map();
    map.fit();
    remember_picked();
    row(
        "all chips picked out with a rectangle",
        [&] {
          mouse(map, QEvent::MouseButtonPress, {2, 2}, Qt::ShiftModifier);
          mouse(map, QEvent::MouseMove, QPointF(map.width() - 2, map.height() - 2), Qt::ShiftModifier);
          mouse(map, QEvent::MouseButtonRelease, QPointF(map.width() - 2, map.height() - 2), Qt::ShiftModifier);
        },
        [&] { return is_picked(); });
    remember_picked();
    auto& classes = *window_.findChild<LegendPane*>()->findChild<QTreeWidget*>();
    row(
        "all good chips picked out in the legend",
        [&] { Q_EMIT classes.itemDoubleClicked(classes.topLevelItem(classes.topLevelItemCount() - 1), 0); },
        [&] { return is_picked(); });
    row(
        "none picked out", [&] { session_.pick({}); }, [&] { return session_.picked() == nullptr; });
  }

  void plots() {
    auto& scatter = *window_.findChild<ScatterPane*>();
    show_pane(scatter);
    scatter.x_columns().set_column("x_um");
    scatter.y_columns().set_column("intensity_e");
    wait([&] { return scatter.is_complete(); });
    auto& canvas = *scatter.plot().findChild<QCustomPlot*>();
    const QPointF middle(canvas.width() / 2.0, canvas.height() / 2.0);
    const auto at = [&](int i) {
      return middle + QPointF(0.3 * canvas.width() * std::cos(0.1 * i), 0.3 * canvas.height() * std::sin(0.1 * i));
    };
    remember_picked();
    row(
        "a lasso around most points, point by point",
        [&] {
          mouse(canvas, QEvent::MouseButtonPress, at(0));
          for (int i = 1; i <= 63; ++i)
            QTimer::singleShot(0, &canvas, [&, i] {
              QMouseEvent event(QEvent::MouseMove, at(i), canvas.mapToGlobal(at(i)), Qt::NoButton, Qt::LeftButton, {});
              QCoreApplication::sendEvent(&canvas, &event);
            });
          QTimer::singleShot(0, &canvas, [&] { mouse(canvas, QEvent::MouseButtonRelease, at(63)); });
        },
        [&] { return is_picked() && scatter.is_complete(); });
    session_.pick({});
    auto& histogram = *window_.findChild<HistogramPane*>();
    show_pane(histogram);
    histogram.columns().set_column("relative_intensity");
    wait([&] { return std::isfinite(histogram.plot().lower()) && histogram.isVisible() && !session_.is_busy(); });
    auto& bars = *histogram.plot().findChild<QCustomPlot*>();
    int moved = 0;
    const auto limit_px = [&] {
      return QPointF(bars.xAxis->coordToPixel(histogram.plot().lower()), bars.height() / 2);
    };
    row(
        "a limit dragged",
        [&] {
          const QPointF from = limit_px();
          mouse(bars, QEvent::MouseButtonPress, from);
          for (int i = 1; i <= 60; ++i)
            QTimer::singleShot(0, &bars, [&, from, i] {
              const QPointF to = from + QPointF(i, 0);
              QMouseEvent event(QEvent::MouseMove, to, bars.mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
              QCoreApplication::sendEvent(&bars, &event);
              if (i == 60) mouse(bars, QEvent::MouseButtonRelease, to);
              ++moved;
            });
        },
        [&] { return moved == 60; });
  }

  void review() {
    auto& pane = window_.workbench().review();
    show_pane(pane);
    const auto keys = [&](const char* what, int steps) {
      wait([&] { return pane.keys()[1]->isEnabled(); });
      int stepped = 0;
      row(
          what,
          [&] {
            for (int i = 0; i < steps; ++i)
              QTimer::singleShot(0, &pane, [&] {
                pane.keys()[1]->trigger();
                ++stepped;
              });
          },
          [&] { return stepped == steps; });
    };
    keys("60 steps of a review through the defects", 60);
    auto few = std::make_shared<ChipSet>(session_.wafer()->size());
    for (const std::size_t part : {1U, 5U, 6U}) few->insert(session_.wafer()->size() / 7 * part);
    remember_picked();
    session_.pick(few);
    wait([&] { return is_picked(); });
    auto& filter = *pane.findChild<QComboBox*>(QStringLiteral("review_filter"));
    filter.setCurrentIndex(1);
    Q_EMIT filter.activated(1);
    keys("steps between three chips far apart", 6);
    qobject_cast<QDockWidget*>(pane.parentWidget())->hide();
    session_.pick({});
  }

  void recipe() {
    auto& pane = window_.workbench().recipe();
    row(
        "the recipe pane opened, the wafer read for trials", [&] { show_pane(pane); },
        [&] { return pane.trial().input() != nullptr; });
    Recipe recipe = pane.form().recipe();
    recipe.judge.dim_relative = 0.98;
    row(
        "a recipe tried out", [&] { pane.trial().try_out(recipe); },
        [&] { return session_.trial_classes() != nullptr; });
    row(
        "the recipe pane closed", [&] { qobject_cast<QDockWidget*>(pane.parentWidget())->hide(); },
        [&] { return session_.trial_classes() == nullptr; });
  }

  /// The slowest answer to a stop, wherever in the work it comes.
  template <class Work>
  void stopped(const char* what, const Work& work) {
    double slowest_ms = 0;
    std::string slowest_stage;
    constexpr int kTries = 24;
    double whole_s = 0;
    {
      QElapsedTimer timer;
      timer.start();
      work(Progress(), std::stop_token());
      whole_s = static_cast<double>(timer.elapsed()) / 1000;
    }
    for (int i = 0; i < kTries; ++i) {
      std::stop_source stop;
      QElapsedTimer timer;
      double asked_ms = 0;
      timer.start();
      const auto clock = [&timer] { return static_cast<double>(timer.nsecsElapsed()) / 1e6; };
      const std::jthread later([&, i] {
        std::this_thread::sleep_for(std::chrono::duration<double>(whole_s * (i + 0.5) / kTries));
        asked_ms = clock();
        stop.request_stop();
      });
      std::string stage;
      const Progress listen = [&](std::string_view at, double) {
        if (!stop.stop_requested()) stage = at;
      };
      if (work(listen, stop.get_token())) continue;  // it was quicker
      const double answer_ms = clock() - asked_ms;
      if (answer_ms <= slowest_ms) continue;
      slowest_ms = answer_ms;
      slowest_stage = stage;
    }
    fmt::print("| {} | {:.0f} ms, in \"{}\" | of {:.1f} s |\n", what, slowest_ms, slowest_stage, whole_s);
    std::fflush(stdout);
  }
  void call_off() {
    const QTemporaryDir folder;
    const std::filesystem::path place = folder.path().toStdString();
    JudgeRequest request;
    request.result = session_.wafer()->folder();
    request.output = place / "anew.result";
    request.overwrite = true;
    stopped("judging anew called off, slowest answer of 24",
            [&](const Progress& progress, const std::stop_token& stop) {
              return rejudge(request, progress, stop).has_value();
            });
    ExportPlan plan;
    plan.result = session_.wafer()->folder();
    plan.sheet = export_source(session_, window_.map()).sheet(true);
    plan.picture_size = {12'000, 9'600};
    plan.file = place / "map.png";
    stopped("a picture of 115 megapixels, likewise", [&](const Progress& progress, const std::stop_token& stop) {
      return run_export(plan, progress, stop).has_value();
    });
    plan.kind = ExportKind::report_pdf;
    plan.file = place / "report.pdf";
    stopped("a PDF report, likewise", [&](const Progress& progress, const std::stop_token& stop) {
      return run_export(plan, progress, stop).has_value();
    });
  }

  TimedApplication& application_;
  MainWindow& window_;
  Session& session_;
  PickedChipsPtr picked_before_;
};

}  // namespace

void print_events(TimedApplication& application, MainWindow& window) {
  Person(application, window).work();
}

}  // namespace pellucid::bench
