/// The scan that a result was made from, found again. Any thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "acquisition/scan.h"
#include "core/model/error.h"

namespace pellucid {

/// Opens the scan at `path` if its scan.json is the one of `manifest_sha256`; missing tiles are allowed. `what`: what
/// needs it; `remedy`: what a person can do. Errors: bad_input "inspection.no_scan" where it is gone or another one;
/// those of open_scan.
[[nodiscard]] Result<Scan> open_result_scan(const std::filesystem::path& path, const std::string& manifest_sha256,
                                            std::string_view what, std::string_view remedy);

}  // namespace pellucid
