/// Whole numbers as bytes, highest first, as SECS and HSMS have them. Private to the room. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pellucid::gem {

/// Appends the lowest `count` bytes of a number.
inline void append_big_endian(std::string& to, std::uint64_t number, std::size_t count) {
  for (std::size_t i = count; i-- > 0;) to += static_cast<char>((number >> (8 * i)) & 0xFFU);
}

/// At most 8 bytes as a number.
[[nodiscard]] inline std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = (number << 8U) | static_cast<unsigned char>(byte);
  return number;
}

}  // namespace pellucid::gem
