/// The lot table for people. Pure functions; any thread.
#pragma once

#include <filesystem>
#include <string>

#include "batch/lot_table.h"

namespace pellucid::cli {

/// One line for a scan that has just been finished.
[[nodiscard]] std::string lot_line(const LotRow& row);
/// The table at the end: aligned columns, totals, errors below, where the files are.
[[nodiscard]] std::string lot_text(const LotTable& table, const std::filesystem::path& results, bool colour);

}  // namespace pellucid::cli
