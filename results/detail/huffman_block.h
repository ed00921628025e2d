/// Deflate without matches: one block of Huffman codes (RFC 1951, 3.2.7). For planes of bytes that differ in how often
/// they come but never come in the same order twice, as the exponents and high mantissa bits of measured floats:
/// looking for matches takes four times as long and finds none. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace pellucid::detail {

/// The most bytes that a block of `raw_bytes` takes.
[[nodiscard]] constexpr std::size_t huffman_bound(std::size_t raw_bytes) {
  return raw_bytes + raw_bytes / 2 + 512;
}

/// Writes `in` (not empty, below 2 GB) as one block, none of them the last, that ends on a byte. `out` has room for
/// huffman_bound(in.size()) bytes. Returns the length; 0, with nothing written, where it would save less than 1/32.
[[nodiscard]] std::size_t huffman_block(std::span<const std::uint8_t> in, std::uint8_t* out);

}  // namespace pellucid::detail
