#include "core/flow/parallel.h"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <thread>

namespace pellucid {

struct ThreadLimit::Control {
  explicit Control(std::size_t n) : limit(tbb::global_control::max_allowed_parallelism, n) {}
  tbb::global_control limit;
};

ThreadLimit::ThreadLimit(int threads)
    : control_(std::make_unique<Control>(threads > 0 ? static_cast<std::size_t>(threads)
                                                     : std::max(1U, std::thread::hardware_concurrency()))) {}
ThreadLimit::~ThreadLimit() = default;

void parallel_ranges(std::int64_t count, std::int64_t grain,
                     const std::function<void(std::int64_t, std::int64_t)>& body) {
  const std::int64_t ranges = (count + grain - 1) / grain;
  tbb::parallel_for(std::int64_t{0}, ranges,
                    [&](std::int64_t i) { body(i * grain, std::min(count, (i + 1) * grain)); });
}

}  // namespace pellucid
