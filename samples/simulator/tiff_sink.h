/// Writes grayscale TIFF and BigTIFF band by band: a band is encoded on any thread, then appended in order by one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "core/model/error.h"
#include "samples/simulator/options.h"

namespace pellucid::sim {

/// Size and sample type of one image file.
struct TiffShape {
  std::int64_t width = 0, height = 0;
  int bits = 16;  ///< 32 is float
};

/// Rows of a band that begins and ends at block edges (the last band of a file may be shorter).
[[nodiscard]] std::int64_t band_rows(const TiffFormatOptions& format, std::int64_t height);

/// The encoded TIFF tiles or strips of one band, in the file's order.
using EncodedBand = std::vector<std::vector<std::byte>>;

/// Encodes `rows` full rows of native-endian pixels. Thread-safe. Errors: internal "simulator.tiff".
[[nodiscard]] Result<EncodedBand> encode_band(const TiffFormatOptions& format, const TiffShape& shape,
                                              std::int64_t rows, const std::byte* pixels);

/// One file being written. Not thread-safe.
class TiffSink {
 public:
  [[nodiscard]] static Result<TiffSink> create(const std::filesystem::path& path, const TiffFormatOptions& format,
                                               const TiffShape& shape);
  /// Appends the next band. Errors: internal "simulator.tiff" (disk full).
  [[nodiscard]] Result<void> append(const EncodedBand& band);
  /// Writes the directory. Must be called; otherwise the file is not readable.
  [[nodiscard]] Result<void> finish();

 private:
  struct File;
  std::shared_ptr<File> file_;
};

/// A whole float image at once: the calibration frames.
[[nodiscard]] Result<void> write_float_tiff(const std::filesystem::path& path, std::int64_t width, std::int64_t height,
                                            const std::vector<float>& pixels);

}  // namespace pellucid::sim
