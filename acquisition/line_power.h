/// The excitation monitor of a raster: CSV `line,relative_power`. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/model/error.h"
#include "core/model/layer.h"

namespace pellucid {

/// Number of lines of a whole layer, from its top to the last row of its lowest tile.
[[nodiscard]] std::int64_t count_lines(const LayerGeometry& geometry);

/// relative_power of lines 0 .. expected_lines - 1, in any order in the file; later lines are ignored.
/// Errors: acquisition.{missing, table} for a line that is absent, listed twice, not positive or not a number.
[[nodiscard]] Result<std::vector<float>> read_line_power(const std::filesystem::path& path,
                                                         std::int64_t expected_lines);

}  // namespace pellucid
