/// Random numbers that depend only on what they are for: a hash of seed and index, and a small sequential generator
/// seeded by it. So the output does not depend on threads or order. Pure functions and plain values; safe from any
/// thread.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

namespace pellucid::sim {

/// What a hash is drawn for; keeps the streams apart.
enum class Stream : std::uint64_t {
  chip = 1,
  chip_normal,
  chip_a,
  pattern,
  partial,
  leak,
  spot,
  el,
  pixel,
  spike,
  gain,
  dark,
  hot,
  calibration,
  line_power,
  tile_jitter,
  drift,
  reflect,
  spectrum,
  blemish,
  scratch,
  texture,
};

/// SplitMix64's finaliser (Steele, Lea, Flood 2014; constants of Stafford's mix 13).
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

[[nodiscard]] constexpr std::uint64_t hash(std::uint64_t seed, Stream stream, std::uint64_t a = 0,
                                           std::uint64_t b = 0) {
  std::uint64_t h = mix(seed + 0x9e3779b97f4a7c15ULL * (static_cast<std::uint64_t>(stream) + 1));
  h = mix(h ^ (a + 0x9e3779b97f4a7c15ULL));
  return mix(h ^ (b + 0x7f4a7c159e3779b9ULL));
}

/// [0, 1) of the upper 53 bits.
[[nodiscard]] constexpr double to_unit(std::uint64_t bits) {
  return static_cast<double>(bits >> 11) * 0x1.0p-53;
}

/// Sequential generator (SplitMix64). Not shared between threads.
class Random {
 public:
  explicit constexpr Random(std::uint64_t seed) : state_(seed) {}
  constexpr std::uint64_t bits() { return mix(state_ += 0x9e3779b97f4a7c15ULL); }
  constexpr double unit() { return to_unit(bits()); }

 private:
  std::uint64_t state_;
};

/// One normal deviate of a hash (Box and Muller 1958).
[[nodiscard]] inline double normal_of(std::uint64_t h) {
  const double u = 1.0 - to_unit(h);
  return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * to_unit(mix(h + 0x9e3779b97f4a7c15ULL)));
}

}  // namespace pellucid::sim
