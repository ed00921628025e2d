/// In which order a scan's layers are measured. Pure; any thread.
#pragma once

#include <cstddef>
#include <vector>

#include "acquisition/scan.h"

namespace pellucid {

[[nodiscard]] bool reflects(const LayerFiles& layer);

/// The first PL layer first, it settles which chip is which; reflectance last; otherwise as in the manifest.
[[nodiscard]] std::vector<std::size_t> measuring_order(const Scan& scan);

}  // namespace pellucid
