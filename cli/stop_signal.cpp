#include "cli/stop_signal.h"

#include <pthread.h>
#include <unistd.h>

#include <csignal>

#include "cli/exit_code.h"

namespace pellucid::cli {
namespace {

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

}  // namespace

StopSignal::StopSignal() {
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  waiter_ = std::thread([this] { wait_for_signals(); });
}

StopSignal::~StopSignal() {
  finished_ = true;
  pthread_kill(waiter_.native_handle(), SIGINT);
  waiter_.join();
}

void StopSignal::wait_for_signals() {
  const sigset_t signals = stop_signals();
  for (int received = 0; sigwait(&signals, &received) == 0;) {
    if (finished_) return;
    if (source_.stop_requested()) _exit(static_cast<int>(ExitCode::interrupted));
    source_.request_stop();
  }
}

}  // namespace pellucid::cli
