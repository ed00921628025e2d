/// What Pellucid needs to know of a TIFF file before it reads a pixel. Plain values; safe from any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/flow/raw_pixels.h"
#include "core/model/error.h"
#include "core/model/geometry.h"

namespace pellucid {

/// "8-bit unsigned", "16-bit unsigned", "32-bit float".
[[nodiscard]] std::string_view name_of(SampleType type);

/// The first page of a grayscale TIFF or BigTIFF. A "cell" is the unit that is compressed: a TIFF tile or a strip.
struct TiffHeader {
  std::filesystem::path path;
  std::int64_t file_bytes = 0;
  std::int64_t width = 0, height = 0;  ///< pixels
  SampleType type = SampleType::u16;
  bool tiled = false;
  bool compressed = false;
  std::string compression;                       ///< "none", "LZW", "Deflate", "ZSTD", "PackBits"
  std::int64_t cell_width = 0, cell_height = 0;  ///< of a whole TIFF tile, or of a whole strip
  bool more_pages = false;

  [[nodiscard]] std::int64_t cells_across() const { return (width + cell_width - 1) / cell_width; }
  [[nodiscard]] std::int64_t cells_down() const { return (height + cell_height - 1) / cell_height; }
  [[nodiscard]] std::int64_t pixels() const { return width * height; }
  [[nodiscard]] bool contains(const PixelRect& r) const {
    return r.x >= 0 && r.y >= 0 && r.width > 0 && r.height > 0 && r.width <= width - r.x && r.height <= height - r.y;
  }
};

/// Reads and checks a file's header: one sample a pixel, MinIsBlack, 8/16-bit unsigned or 32-bit float, a known
/// compression, every strip or tile inside the file and large enough for the pixels it claims. Reads no pixel.
/// Errors: acquisition.{missing, truncated, corrupt, format, too_large}.
[[nodiscard]] Result<TiffHeader> read_tiff_header(const std::filesystem::path& path);

}  // namespace pellucid
