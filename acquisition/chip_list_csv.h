/// A list of chips as CSV: the columns `column` and `row`, whatever stands beside them, as every export writes them.
/// Any thread.
#pragma once

#include <filesystem>
#include <vector>

#include "core/model/error.h"
#include "core/model/geometry.h"

namespace pellucid {

/// In the order of the file. Errors: acquisition.{missing, table}, with the line.
[[nodiscard]] Result<std::vector<ChipIndex>> read_chip_list(const std::filesystem::path& path);

}  // namespace pellucid
