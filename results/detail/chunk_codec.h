/// One HDF5 chunk as its filters `shuffle` (2) and `deflate` (1) would leave it, made outside HDF5 so that chunks can be
/// encoded in parallel. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace pellucid::detail {

/// Shuffles elements of `element_size` bytes (1: not at all) and packs them as a zlib stream. The bytes depend on the input
/// and the kind of processor only. Empty where the compressor failed.
[[nodiscard]] std::vector<std::uint8_t> encode_chunk(std::span<const std::uint8_t> raw, std::size_t element_size);

/// The inverse: fills `raw` exactly; false where the stream is broken or holds another number of bytes.
[[nodiscard]] bool decode_chunk(std::span<const std::uint8_t> packed, std::size_t element_size,
                                std::span<std::uint8_t> raw);

}  // namespace pellucid::detail
