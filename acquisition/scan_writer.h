/// Writes the parts of a scan folder: images and scan.json. Any thread; two calls may not write one file at a time.
#pragma once

#include <cstdint>
#include <filesystem>

#include "acquisition/scan.h"
#include "acquisition/tiff_header.h"
#include "core/model/error.h"

namespace pellucid {

/// A grayscale image [DN] as float, row-major; does not own its values.
struct GrayView {
  const float* dn = nullptr;
  std::int64_t width = 0, height = 0;
  SampleType type = SampleType::u16;  ///< of the file; integer types need values that are whole and in range
};

/// Writes a stripped TIFF (BigTIFF where it could pass 4 GB), Deflate with a predictor. Replaces an existing file.
/// Errors: acquisition.write, kind internal (disk full, no such folder).
[[nodiscard]] Result<void> write_gray_tiff(const std::filesystem::path& path, const GrayView& image);

/// Writes scan.folder/scan.json from the scan's values; the files that it names must lie inside that folder. Tiles are
/// named as in TilePlacement::file. Errors: acquisition.write, kind internal.
[[nodiscard]] Result<void> write_manifest(const Scan& scan);

}  // namespace pellucid
