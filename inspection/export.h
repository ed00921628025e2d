/// The verb `export`: the chip table of a result, or the defects of a wafer without chips, as a file for other
/// programs. From any one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/error.h"
#include "core/model/progress.h"
#include "inspection/chip_selection.h"

namespace pellucid {

enum class ExportFormat : std::uint8_t {
  csv,    ///< a header line, then one line a chip
  jsonl,  ///< one JSON object a line and chip
};

struct ExportRequest {
  std::filesystem::path result;  ///< result folder
  std::filesystem::path file;    ///< appears whole or not at all
  ExportFormat format = ExportFormat::csv;
  bool only_defects = false;         ///< the defect list: leave out good chips
  std::vector<std::string> columns;  ///< names as in chips.h5; empty: all
  ChipSelection chips;               ///< of a wafer with chips: which, and in what order
  /// Rows of the chip table, in this order, in place of `chips`; nullopt: those.
  std::optional<std::vector<std::size_t>> rows{};
  bool overwrite = false;
};

struct ExportSummary {
  std::int64_t chips = 0;               ///< rows written
  std::optional<std::int64_t> defects;  ///< instead of chips, of a wafer without them
  std::int64_t bytes = 0;
  std::int64_t reviewed = 0;          ///< chips of the result of which a reviewer's word stands
  std::vector<std::string> warnings;  ///< of the review
};

/// Where the result was reviewed (inspection/review.h), the columns review_class, reviewer, reviewed_at and comment are
/// added, and a chip that a reviewer calls a defect is in the defect list too. Errors: usage "inspection.exists" and
/// "results.column"; those of select_chips; bad_input where the folder holds no readable result; cancelled; internal
/// (disk).
[[nodiscard]] Result<ExportSummary> export_table(const ExportRequest& request, const Progress& progress = {},
                                                 std::stop_token stop = {});

}  // namespace pellucid
