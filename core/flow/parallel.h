/// The one scheduler behind plain functions, so that no header shows it. Callable from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

namespace pellucid {

/// Caps the number of threads of everything below while it lives. 0: as many as there are cores.
class ThreadLimit {
 public:
  explicit ThreadLimit(int threads);
  ~ThreadLimit();
  ThreadLimit(const ThreadLimit&) = delete;
  ThreadLimit& operator=(const ThreadLimit&) = delete;

 private:
  struct Control;
  std::unique_ptr<Control> control_;
};

/// Calls `body(begin, end)` for consecutive ranges of at most `grain` that cover [0, count), in parallel. The ranges
/// are the same for any number of threads, so a reduction over them in order is reproducible.
void parallel_ranges(std::int64_t count, std::int64_t grain,
                     const std::function<void(std::int64_t begin, std::int64_t end)>& body);

}  // namespace pellucid
