// The viewer over a table of 39 million chips, without a screen: how long until the first map, how long a frame takes
// while panning and zooming, how much memory. Prints a Markdown table.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <QApplication>
#include <QElapsedTimer>
#include <QMouseEvent>
#include <QSettings>
#include <QTemporaryDir>
#include <QThread>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "bench/viewer/events.h"
#include "bench/viewer/made_table.h"
#include "gui/app/main_window.h"
#include "gui/map/map_view.h"
#include "gui/model/background.h"
#include "inspection/stage_clock.h"

namespace pellucid::gui {
namespace {

/// Longest stretches in which the window did not answer, and how long the map lagged behind.
struct Frames {
  std::vector<double> ms;
  [[nodiscard]] double quantile(double q) {
    std::ranges::sort(ms);
    return ms.empty() ? NAN : ms[static_cast<std::size_t>(q * static_cast<double>(ms.size() - 1))];
  }
};

class Run {
 public:
  explicit Run(MainWindow& window) : window_(window) {}

  /// Seconds until `holds`; the window works meanwhile.
  double seconds_until(const std::function<bool()>& holds) {
    QElapsedTimer timer;
    timer.start();
    while (!holds()) {
      if (timer.elapsed() > 120'000) {
        fmt::print(stderr, "bench viewer: error: waited two minutes in vain\n");
        std::exit(1);
      }
      QCoreApplication::processEvents(QEventLoop::AllEvents, 1);
    }
    return static_cast<double>(timer.nsecsElapsed()) / 1e9;
  }
  [[nodiscard]] bool is_drawn() const {
    return window_.session().picture() && !window_.session().is_busy() && window_.map().is_complete();
  }

  /// One event and everything that it brings, up to the drawn frame.
  void frame(Frames& frames, const std::function<void()>& event) {
    QElapsedTimer timer;
    timer.start();
    event();
    window_.map().repaint();
    QCoreApplication::processEvents();
    frames.ms.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
  }

  Frames pan() {
    Frames frames;
    MapView& map = window_.map();
    const auto send = [&map](QEvent::Type type, QPointF at) {
      QMouseEvent event(type, at, map.mapToGlobal(at), Qt::LeftButton,
                        type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton, {});
      QCoreApplication::sendEvent(&map, &event);
    };
    send(QEvent::MouseButtonPress, {400, 400});
    for (int i = 1; i <= 120; ++i)
      frame(frames, [&] { send(QEvent::MouseMove, {400 + 300 * std::sin(0.06 * i), 400 + 200 * std::sin(0.05 * i)}); });
    send(QEvent::MouseButtonRelease, {400, 400});
    return frames;
  }

  Frames zoom(int steps, int notch) {
    Frames frames;
    MapView& map = window_.map();
    const QPointF at(450, 420);
    for (int i = 0; i < steps; ++i) {
      frame(frames, [&] {
        QWheelEvent wheel(at, map.mapToGlobal(at), {}, {0, notch}, {}, {}, {}, false);
        QCoreApplication::sendEvent(&map, &wheel);
      });
    }
    return frames;
  }

 private:
  MainWindow& window_;
};

void print_frames(const char* what, Frames frames) {
  fmt::print("| {} | median {:.1f} ms, 95 % {:.1f} ms, longest {:.1f} ms of {} frames |\n", what, frames.quantile(0.5),
             frames.quantile(0.95), frames.quantile(1), frames.ms.size());
}

int measure(bench::TimedApplication& application, const std::string& result) {
  MainWindow window;
  window.resize(1600, 1000);
  window.show();
  Run run(window);
  window.open_path(QString::fromStdString(result));
  const double opened = run.seconds_until([&] { return window.session().wafer() != nullptr; });
  const double first = run.seconds_until([&] { return run.is_drawn(); });
  fmt::print("| | |\n| --- | --- |\n");
  fmt::print("| chips | {:.1f} million |\n", static_cast<double>(window.session().wafer()->size()) / 1e6);
  fmt::print("| opening: table, grid and class map made | {:.2f} s |\n| then until the map is drawn | {:.2f} s |\n",
             opened, first);
  print_frames("panning over the whole wafer", run.pan());
  print_frames("zooming in, 40 steps", run.zoom(40, 120));
  print_frames("panning where chips are seen", run.pan());
  print_frames("zooming out, 40 steps", run.zoom(40, -120));
  fmt::print("| map caught up after that | {:.2f} s |\n", run.seconds_until([&] { return run.is_drawn(); }));
  window.session().show_subject(QStringLiteral("relative_intensity"));
  const double value_map =
      run.seconds_until([&] { return run.is_drawn() && !window.session().picture()->shows_classes(); });
  fmt::print("| another column, read and drawn | {:.2f} s |\n", value_map);
  print_frames("panning over its map", run.pan());
  fmt::print("| most memory | {:.0f} MB |\n", 1e-6 * static_cast<double>(peak_memory_bytes()));
  fmt::print("\n| | longest event | its processor time |\n| --- | --- | --- |\n");
  bench::print_events(application, window);
  return 0;
}

}  // namespace
}  // namespace pellucid::gui

int main(int argc, char** argv) {
  CLI::App app(
      "The viewer over 39 million chips, without a screen.\n\nExample: bench_viewer --result /tmp/made.result");
  std::string result = "build/bench/viewer/made.result";
  bool only_make = false;
  app.add_option("--result", result, "Result folder; made where there is none")->capture_default_str();
  app.add_flag("--only-make", only_make, "Write that folder and stop");
  CLI11_PARSE(app, argc, argv);
  const bool is_there = std::filesystem::exists(result);
  if (!is_there && !only_make) {  // in a process of its own: the memory that it takes is not the viewer's
    const std::string make = fmt::format("'{}' --only-make --result '{}'", argv[0], result);
    if (std::system(make.c_str()) != 0) return 1;
  } else if (!is_there) {
    if (const auto written = pellucid::bench::write_made_table(result); !written) {
      fmt::print(stderr, "bench viewer: error: {}\n", written.error().message());
      return 1;
    }
  }
  if (only_make) return 0;
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  const QTemporaryDir settings;
  QSettings::setDefaultFormat(QSettings::IniFormat);
  QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
  pellucid::bench::TimedApplication application(argc, argv);
  const int code = pellucid::gui::measure(application, result);
  pellucid::gui::finish_background();
  return code;
}
