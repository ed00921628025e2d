/// The list of images and their positions that `pellucid import --mosaic` reads. Any thread.
#pragma once

#include <filesystem>
#include <vector>

#include "acquisition/image_import.h"
#include "core/model/error.h"

namespace pellucid {

/// Reads a CSV with the header row `file,x_um,y_um`, one row an image: its path (relative to the list's folder) and the
/// wafer-frame position of the outer top-left corner of its first pixel [um], +y up. Blank lines and CRLF are allowed.
/// Errors: bad_input "inspection.mosaic", naming the line.
[[nodiscard]] Result<std::vector<ImportImage>> read_mosaic(const std::filesystem::path& list);

}  // namespace pellucid
