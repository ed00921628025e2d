/// Small whole images (dark, flat) as float. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "acquisition/tiff_header.h"
#include "core/model/error.h"

namespace pellucid {

/// One image [DN], row-major.
struct Frame {
  std::filesystem::path path;
  std::int64_t width = 0, height = 0;
  std::vector<float> dn;  ///< width * height values
};

/// The header of an image that is small enough to be held whole (2^28 pixels).
/// Errors: as read_tiff_header().
[[nodiscard]] Result<TiffHeader> read_frame_header(const std::filesystem::path& path);

/// Reads a whole image. Errors: as read_frame_header(), and acquisition.corrupt where it cannot be decoded.
[[nodiscard]] Result<Frame> read_frame(const std::filesystem::path& path);

}  // namespace pellucid
