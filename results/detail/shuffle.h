/// The HDF5 filter `shuffle` and its inverse: byte j of every element, one plane after the other. Vectorised for
/// elements of 4 bytes, which nearly all columns have. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace pellucid::detail {

/// `raw` holds whole elements of `element_size` bytes; `planes` has the same length and does not overlap it.
void shuffle(std::span<const std::uint8_t> raw, std::size_t element_size, std::span<std::uint8_t> planes);
void unshuffle(std::span<const std::uint8_t> planes, std::size_t element_size, std::span<std::uint8_t> raw);

/// The same without vectors, for elements from `first` on: what the vectors leave over, and what tests compare them
/// with.
void shuffle_scalar(std::span<const std::uint8_t> raw, std::size_t element_size, std::span<std::uint8_t> planes,
                    std::size_t first = 0);
void unshuffle_scalar(std::span<const std::uint8_t> planes, std::size_t element_size, std::span<std::uint8_t> raw,
                      std::size_t first = 0);

}  // namespace pellucid::detail
