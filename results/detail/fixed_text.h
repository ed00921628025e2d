/// Numbers as text with fixed decimals, several times as fast as std::to_chars for floats. Pure; any thread.
#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace pellucid::detail {

/// Room that append_fixed may need: sign, 39 digits of the largest float, point, 6 decimals.
inline constexpr int kFixedTextMax = 48;

/// Writes a finite value rounded half away from zero to `decimals` (0 to 6) places; returns the end. No "-0.00".
inline char* append_fixed(char* out, float value, int decimals) {
  constexpr std::array<double, 7> kPowers{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
  const double scaled = std::abs(double{value}) * kPowers[static_cast<std::size_t>(decimals)] + 0.5;
  constexpr double kExact = 9.0e15;  // below it every integer is a double
  if (!(scaled < kExact)) return std::to_chars(out, out + kFixedTextMax, value, std::chars_format::fixed, decimals).ptr;
  auto digits = static_cast<std::uint64_t>(scaled);
  if (value < 0 && digits != 0) *out++ = '-';
  std::array<char, 24> reversed;  // NOLINT: filled before it is read
  std::size_t count = 0;
  int places = 0;
  do {
    reversed[count++] = static_cast<char>('0' + digits % 10);
    digits /= 10;
    if (++places == decimals) reversed[count++] = '.';
  } while (digits != 0 || places <= decimals);
  while (count > 0) *out++ = reversed[--count];
  return out;
}

}  // namespace pellucid::detail
