/// Ctrl-C and SIGTERM as a stop request. Make one at the start of main, before any thread: it blocks both signals in
/// every thread made later and waits for them in a thread of its own, where any function may be called safely.
#pragma once

#include <atomic>
#include <stop_token>
#include <thread>

namespace pellucid::cli {

class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  /// Stops at the first signal; a second one ends the process at once with code 130.
  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

 private:
  void wait_for_signals();

  std::stop_source source_;
  std::atomic<bool> finished_{false};
  std::thread waiter_;
};

}  // namespace pellucid::cli
