/// Checks the files that a manifest names, without decoding pixels. Private to the room; any thread.
#pragma once

#include <filesystem>
#include <vector>

#include "acquisition/manifest.h"
#include "acquisition/scan.h"
#include "core/model/error.h"

namespace pellucid {

/// Completes the manifest's scan with paths, tile sizes, bytes and pixels; every fault is added to `faults`.
/// `folder` is canonical.
[[nodiscard]] Scan check_scan_files(Manifest manifest, const std::filesystem::path& folder, const OpenOptions& options,
                                    std::vector<Error>& faults);

/// The manifest and its files. nullopt where the manifest could not be parsed; `faults` tells everything found.
[[nodiscard]] std::optional<Scan> inspect_scan(const std::filesystem::path& folder, const OpenOptions& options,
                                               std::vector<Error>& faults);

}  // namespace pellucid
