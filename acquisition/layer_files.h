/// Checks the tiles, frames and line power of one layer. Private to the room; any thread.
#pragma once

#include <filesystem>
#include <vector>

#include "acquisition/manifest.h"
#include "acquisition/scan.h"
#include "core/model/error.h"

namespace pellucid {

/// Completes `scan.layers[layer]` and adds to the scan's bytes, pixels and warnings. `folder` is canonical.
void check_layer_files(Scan& scan, std::size_t layer, const LayerPaths& paths, const OpenOptions& options,
                       std::vector<Error>& faults);

}  // namespace pellucid
