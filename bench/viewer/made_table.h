/// A result folder of an 8 inch wafer that no one measured: right in shape and size, with a few defects to look at.
#pragma once

#include <filesystem>

#include "core/model/error.h"

namespace pellucid::bench {

/// 20 x 40 um chips on 200 mm: 39 million rows with the columns of one PL layer. Needs 3 GB of memory while it writes.
[[nodiscard]] Result<void> write_made_table(const std::filesystem::path& folder);

}  // namespace pellucid::bench
