/// Decodes strips and TIFF tiles without libtiff, straight to where their pixels are wanted: ZSTD and Deflate, plain or
/// with a predictor. All else is libtiff's, but for the predictor of LZW. Thread-safe: what a codec needs is kept by
/// each thread for itself. Private to the room.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "acquisition/tiff_header.h"
#include "core/flow/raw_pixels.h"

struct tiff;

namespace pellucid {

enum class Codec : std::uint8_t { stored, zstd, deflate, libtiff };
enum class Predictor : std::uint8_t { none, differences, float_planes };

/// How the cells of a file hold their samples.
struct CellFormat {
  Codec codec = Codec::libtiff;
  Predictor predictor = Predictor::none;
  bool swapped = false;        ///< samples have the other byte order
  bool bits_reversed = false;  ///< FillOrder 2; only of stored cells, of others it is libtiff's
};

/// Where the codec is libtiff's and there is a predictor nevertheless, libtiff is told not to undo it: that is left to
/// finish_cell().
[[nodiscard]] CellFormat cell_format(tiff* file, const TiffHeader& header);

/// Bytes as they lie in the file become `count` samples of the machine's own order, in place. For stored cells.
void to_native(const CellFormat& format, SampleType type, std::byte* samples, std::int64_t count);

/// Decodes the bytes of a ZSTD or Deflate cell into exactly `rows` rows of header.cell_width samples at `to`. False
/// where they do not hold just that; `to` then holds anything.
[[nodiscard]] bool decode_cell(const CellFormat& format, const TiffHeader& header, std::span<const std::byte> packed,
                               std::int64_t rows, std::byte* to);

/// What is left to do with rows of header.cell_width samples that libtiff has decoded, in place.
void finish_cell(const CellFormat& format, const TiffHeader& header, std::int64_t rows, std::byte* samples);

}  // namespace pellucid
