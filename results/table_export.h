/// The chip table as text: CSV and JSON lines. Fixed decimals a column, so that the same table gives the same text.
/// Files appear whole or not at all. Pure but for the file; any thread.
///
/// Columns are named as in chips.h5 (`intensity_e@LAYER` for further layers), in its order; `class` is the class's
/// name, `flags` a number, `el_pass` 0, 1 or nothing. A value that was not measured is an empty field (CSV) or null
/// (JSON).
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/model/chip_table.h"
#include "core/model/error.h"

namespace pellucid {

/// Texts beside the columns, of a few rows: what reviewers said. Other rows leave them empty.
struct RowNotes {
  std::vector<std::string> names;               ///< of the further columns
  std::vector<std::size_t> rows;                ///< of the table, ascending
  std::vector<std::vector<std::string>> texts;  ///< one a row listed, one a name
  std::vector<bool> is_defect;                  ///< one a row listed: belongs to a list of defects
};

struct ExportOptions {
  bool only_defects = false;                       ///< leave out chips of class good
  std::vector<std::string> columns{};              ///< empty: every column that the table holds
  std::optional<std::vector<std::size_t>> rows{};  ///< of the table, in this order; nullopt: all
  std::optional<RowNotes> notes{};                 ///< after the columns
};

/// Every column that the table holds, in the order of an export.
[[nodiscard]] std::vector<std::string> export_columns(const ChipTable& table);

/// One header line, then one line a chip; lines end with LF. A file that is there is replaced. Returns the chips
/// written. Errors: results.column (usage), results.shape (a row beyond the table too), results.io, cancelled.
[[nodiscard]] Result<std::size_t> export_csv(const ChipTable& table, const std::filesystem::path& path,
                                             const ExportOptions& options = {}, std::stop_token stop = {});

/// One JSON object a line and chip. Otherwise as export_csv.
[[nodiscard]] Result<std::size_t> export_json_lines(const ChipTable& table, const std::filesystem::path& path,
                                                    const ExportOptions& options = {}, std::stop_token stop = {});

/// The same of the table in a chips.h5 (chips_h5.h), of which some rows at a time are in memory and only the columns
/// asked for are read. `options` without rows and notes. Errors: those of read_chip_table too.
[[nodiscard]] Result<std::size_t> export_file_csv(const std::filesystem::path& chips_h5,
                                                  const std::filesystem::path& path, const ExportOptions& options = {},
                                                  std::stop_token stop = {});
[[nodiscard]] Result<std::size_t> export_file_json_lines(const std::filesystem::path& chips_h5,
                                                         const std::filesystem::path& path,
                                                         const ExportOptions& options = {}, std::stop_token stop = {});

}  // namespace pellucid
