/// What an earlier run left of a scan: enough to know whether it is still true. Private to the room. Any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "batch/lot_table.h"

namespace pellucid {

struct PreviousResult {
  std::string manifest_sha256, recipe_sha256;
  LotRow row;  ///< wafer, counts, yield and limits of then
};

/// Reads RESULT/summary.json; nothing where the folder holds no whole `pellucid.result/1`.
[[nodiscard]] std::optional<PreviousResult> read_previous_result(const std::filesystem::path& result);

}  // namespace pellucid
