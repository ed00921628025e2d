#include "results/detail/early_flush.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <utility>

#include "results/detail/atomic_path.h"

namespace pellucid::detail {
namespace {

constexpr std::chrono::milliseconds kPause{10};

void flush_until_stopped(const std::stop_token& stop, const std::filesystem::path& path) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  while (!stop.stop_requested()) {
    begin_flush(path);
    stopped.wait_for(lock, stop, kPause, [] { return false; });
  }
}

}  // namespace

EarlyFlush::EarlyFlush(std::filesystem::path path)
    : thread_([path = std::move(path)](const std::stop_token& stop) { flush_until_stopped(stop, path); }) {}

}  // namespace pellucid::detail
