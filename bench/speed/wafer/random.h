/// Random numbers of the speed bench's wafer.
#pragma once

#include <cstdint>

namespace pellucid::bench::speed {

/// SplitMix64 (Steele, Lea, Flood 2014): small, fast, and every seed starts a stream of its own.
class Random {
 public:
  using result_type = std::uint64_t;  // the standard library's names
  explicit Random(std::uint64_t seed) : state_(seed) {}
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return ~result_type{0}; }
  result_type operator()() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  /// In [0, 1).
  double uniform() { return static_cast<double>((*this)() >> 11) * 0x1.0p-53; }

 private:
  std::uint64_t state_;
};

}  // namespace pellucid::bench::speed
