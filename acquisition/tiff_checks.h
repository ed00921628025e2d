/// The checks behind read_tiff_header(): from the file's first bytes to the place of every strip. Private to the room.
#pragma once

#include <cstdint>
#include <filesystem>

#include "acquisition/tiff_header.h"
#include "core/model/error.h"

struct tiff;

namespace pellucid {

/// Size of an existing regular file that begins as a TIFF or BigTIFF and is long enough to hold its first directory.
[[nodiscard]] Result<std::int64_t> check_tiff_start(const std::filesystem::path& path);

/// The header of an open file, refused where Pellucid cannot read it faithfully.
[[nodiscard]] Result<TiffHeader> check_tiff_header(tiff* file, const std::filesystem::path& path,
                                                   std::int64_t file_bytes);

}  // namespace pellucid
