/// What TIFF does to samples besides compressing them: the order of their bytes, and predictors (TIFF 6.0, section 14;
/// TIFF Technical Note 3). In place. Pure functions, vectorised at run time; any thread. Private to the room.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/flow/raw_pixels.h"

namespace pellucid {

/// Turns samples of the other byte order into the machine's.
void swap_bytes(std::byte* samples, std::int64_t count, SampleType type);

/// Predictor 2: each sample of a row but the first was stored as its difference from the one to its left, modulo
/// 2^bits. Rows of 8- or 16-bit samples in the machine's byte order, one after another.
void undo_differences(std::byte* samples, std::int64_t row_samples, std::int64_t rows, SampleType type);

/// Predictor 3: the bytes of a row of floats were stored as four planes, highest byte first whatever the file's byte
/// order, and then as differences. Rows of 32-bit floats, one after another.
void undo_float_planes(std::byte* samples, std::int64_t row_samples, std::int64_t rows);

/// The same one by one: what tests compare the above with.
namespace scalar {
void swap_bytes(std::byte* samples, std::int64_t count, SampleType type);
void undo_differences(std::byte* samples, std::int64_t row_samples, std::int64_t rows, SampleType type);
void undo_float_planes(std::byte* samples, std::int64_t row_samples, std::int64_t rows);
}  // namespace scalar

}  // namespace pellucid
