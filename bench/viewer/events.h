/// How long the window's events take while a person works with 39 million chips: lists, filters, sorting, the lasso,
/// limits, review, a recipe on trial; and how soon long work ends when it is called off. Window's thread only.
#pragma once

#include <QApplication>
#include <QElapsedTimer>
#include <algorithm>
#include <ctime>

namespace pellucid::gui {
class MainWindow;
}

namespace pellucid::bench {

/// An application that knows the longest of its events: as long as one takes, no window answers.
class TimedApplication : public QApplication {
 public:
  using QApplication::QApplication;
  bool notify(QObject* receiver, QEvent* event) override {
    if (depth_ > 0) return QApplication::notify(receiver, event);
    ++depth_;
    QElapsedTimer timer;
    timer.start();
    const double processor_ms = processor_now_ms();
    const bool taken = QApplication::notify(receiver, event);
    longest_processor_ms_ = std::max(longest_processor_ms_, processor_now_ms() - processor_ms);
    longest_ms_ = std::max(longest_ms_, static_cast<double>(timer.nsecsElapsed()) / 1e6);
    --depth_;
    return taken;
  }
  void forget() { longest_ms_ = longest_processor_ms_ = 0; }
  [[nodiscard]] double longest_ms() const { return longest_ms_; }
  /// What the window's thread computes: a busy machine does not change it.
  [[nodiscard]] double longest_processor_ms() const { return longest_processor_ms_; }

 private:
  static double processor_now_ms() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
  }

  int depth_ = 0;
  double longest_ms_ = 0, longest_processor_ms_ = 0;
};

/// Prints the rows of a Markdown table. Requires an open wafer that is drawn.
void print_events(TimedApplication& application, gui::MainWindow& window);

}  // namespace pellucid::bench
