/// Plain images as people have them: TIFF, BMP, PNG, JPEG, PGM. Private to the room; any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "acquisition/tiff_header.h"
#include "core/model/error.h"

namespace pellucid {

struct GrayImage {
  std::filesystem::path path;
  std::int64_t width = 0, height = 0;
  SampleType type = SampleType::u8;
  std::vector<float> dn;              ///< width * height values, row-major
  std::string description;            ///< TIFF ImageDescription; may hold OME-XML or MetaSeries XML
  std::vector<std::string> warnings;  ///< what was changed on the way
};

/// Reads a whole image of at most 2^28 pixels as gray. Colour becomes luminance (ITU-R BT.709 weights, rounded), with a
/// warning unless red, green and blue are the same everywhere.
/// Errors: acquisition.{missing, truncated, corrupt, format, too_large}.
[[nodiscard]] Result<GrayImage> read_gray_image(const std::filesystem::path& path);

}  // namespace pellucid
