/// One HDF5 chunk as its filters `shuffle` (2) and `deflate` (1) would leave it, made outside HDF5 so that chunks can
/// be encoded in parallel. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace pellucid::detail {

/// The most bytes that a chunk of `raw_bytes` is encoded to.
[[nodiscard]] std::size_t encoded_bound(std::size_t raw_bytes);

/// Shuffles elements of `element_size` bytes (1: not at all) and packs them as a zlib stream into `out`, which holds at
/// least encoded_bound(raw.size()) bytes. The bytes depend on the input and the kind of processor only. Returns the
/// stream's length; 0 where the compressor failed or the chunk is beyond 2 GB.
[[nodiscard]] std::size_t encode_chunk(std::span<const std::uint8_t> raw, std::size_t element_size,
                                       std::span<std::uint8_t> out);

/// The inverse: fills `raw` exactly; false where the stream is broken or holds another number of bytes.
[[nodiscard]] bool decode_chunk(std::span<const std::uint8_t> packed, std::size_t element_size,
                                std::span<std::uint8_t> raw);

}  // namespace pellucid::detail
