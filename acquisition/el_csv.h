/// el.csv, the native dialect of an electrical/EL reference (spec: scan folder, "el.csv"). Any thread.
#pragma once

#include <filesystem>

#include "core/correlate/el_table.h"
#include "core/model/error.h"

namespace pellucid {

/// Reads the whole table: columns in any order and case, further columns ignored, wld_nm optional. An empty field of
/// el_intensity, vf_v, ir_ua or wld_nm is NaN (not measured); everything else must be a finite number, pass 0 or 1.
/// Errors: acquisition.{missing, table} with the line; also for no rows and for a chip that is listed twice.
[[nodiscard]] Result<ElTable> read_el_csv(const std::filesystem::path& path);

/// Checks only that the file is there and its header row has every required column.
[[nodiscard]] Result<void> check_el_header(const std::filesystem::path& path);

}  // namespace pellucid
