#include "core/flow/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <map>
#include <mutex>
#include <vector>

namespace pellucid {
namespace {

using Ranges = std::map<std::int64_t, std::int64_t>;

Ranges ranges_of(std::int64_t count, std::int64_t grain, int threads) {
  const ThreadLimit limit(threads);
  Ranges ranges;
  std::mutex mutex;
  parallel_ranges(count, grain, [&](std::int64_t begin, std::int64_t end) {
    const std::lock_guard lock(mutex);
    ranges.emplace(begin, end);
  });
  return ranges;
}

TEST(ParallelRanges, cover_everything_once_in_ranges_that_do_not_depend_on_threads) {
  for (const std::int64_t count : {1, 7, 8, 9, 1000}) {
    const Ranges one = ranges_of(count, 8, 1);
    EXPECT_EQ(one, ranges_of(count, 8, 2));
    EXPECT_EQ(one, ranges_of(count, 8, 4));
    std::int64_t next = 0;
    for (const auto& [begin, end] : one) {
      EXPECT_EQ(begin, next);
      EXPECT_GT(end, begin);
      EXPECT_LE(end - begin, 8);
      next = end;
    }
    EXPECT_EQ(next, count);
  }
}

TEST(ParallelRanges, nothing_to_do_calls_nothing) {
  std::atomic<int> calls = 0;
  parallel_ranges(0, 8, [&](std::int64_t, std::int64_t) { ++calls; });
  EXPECT_EQ(calls, 0);
}

/// Sums in float depend on their order; ranges summed in order must not depend on threads.
TEST(ParallelRanges, a_reduction_in_order_gives_the_same_bits_for_any_number_of_threads) {
  std::vector<float> values(10'007);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = std::sin(static_cast<float>(i)) * std::exp(static_cast<float>(i % 17));
  const auto total = [&](int threads) {
    const ThreadLimit limit(threads);
    constexpr std::int64_t kGrain = 64;
    std::vector<float> part((values.size() + kGrain - 1) / kGrain);
    parallel_ranges(static_cast<std::int64_t>(values.size()), kGrain, [&](std::int64_t begin, std::int64_t end) {
      float sum = 0;
      for (std::int64_t i = begin; i < end; ++i) sum += values[static_cast<std::size_t>(i)];
      part[static_cast<std::size_t>(begin / kGrain)] = sum;
    });
    float sum = 0;
    for (const float p : part) sum += p;
    return sum;
  };
  const float one = total(1);
  for (int repeat = 0; repeat < 10; ++repeat) {
    EXPECT_EQ(one, total(2));
    EXPECT_EQ(one, total(4));
  }
}

}  // namespace
}  // namespace pellucid
