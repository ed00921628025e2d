/// What a folder is: a scan or a result, without reading a pixel or a chip. Any thread.
#pragma once

#include <filesystem>
#include <variant>

#include "acquisition/scan.h"
#include "core/model/error.h"
#include "results/summary.h"

namespace pellucid {

using FolderInfo = std::variant<Scan, Summary>;

/// A folder with summary.json is a result, one with scan.json a scan; missing tiles of a scan are warnings.
/// Errors: bad_input "inspection.neither" where it is none of both, and those of reading either.
[[nodiscard]] Result<FolderInfo> info(const std::filesystem::path& folder);

}  // namespace pellucid
