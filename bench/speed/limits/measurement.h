/// Times a piece of work on some threads. Called from one thread.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace pellucid::bench::speed {

struct Measurement {
  std::string name;
  int threads = 1;
  double seconds = 0;  ///< the least of all repeats
  std::int64_t bytes = 0, pixels = 0;
};

[[nodiscard]] inline double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Least time of `repeats` calls of `work`, which returns its own seconds.
[[nodiscard]] inline double least_seconds(int repeats, const std::function<double()>& work) {
  double least = std::numeric_limits<double>::infinity();
  for (int i = 0; i < repeats; ++i) least = std::min(least, work());
  return least;
}

/// Seconds that `threads` threads take for body(0) to body(count - 1). `body` must not throw.
[[nodiscard]] inline double time_items(std::int64_t count, int threads, const std::function<void(std::int64_t)>& body) {
  const auto begin = std::chrono::steady_clock::now();
  std::atomic<std::int64_t> next = 0;
  {
    std::vector<std::jthread> workers;
    for (int i = 0; i < threads; ++i) {
      workers.emplace_back([&] {
        for (std::int64_t k = next++; k < count; k = next++) body(k);
      });
    }
  }
  return seconds_since(begin);
}

/// Touches every byte; four sums, so that no addition waits for the one before.
[[nodiscard]] inline std::uint64_t sum_words(const std::uint64_t* words, std::int64_t count) {
  std::uint64_t a = 0, b = 0, c = 0, d = 0;
  std::int64_t i = 0;
  for (; i + 4 <= count; i += 4) {
    a += words[i];
    b += words[i + 1];
    c += words[i + 2];
    d += words[i + 3];
  }
  for (; i < count; ++i) a += words[i];
  return a + b + c + d;
}

}  // namespace pellucid::bench::speed
