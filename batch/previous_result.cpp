#include "batch/previous_result.h"

#include <system_error>

#include "results/summary.h"

namespace pellucid {

std::optional<PreviousResult> read_previous_result(const std::filesystem::path& result) {
  std::error_code problem;
  const bool whole = std::filesystem::exists(result / "chips.h5", problem);
  const auto summary = read_summary(result / "summary.json");
  if (!whole || !summary) return std::nullopt;
  PreviousResult previous;
  previous.manifest_sha256 = summary->input.manifest_sha256;
  previous.recipe_sha256 = summary->recipe_sha256;
  LotRow& row = previous.row;
  row.wafer = summary->wafer.id;
  row.lot = summary->wafer.lot;
  row.counts = summary->counts;
  row.yield = summary->yield;
  row.warnings = summary->warnings;
  for (const LimitCheck& limit : summary->limits) {
    if (!limit.passed) row.failed_limits.push_back(limit.name);
  }
  row.status = row.failed_limits.empty() ? LotStatus::passed : LotStatus::limits_fail;
  return previous;
}

}  // namespace pellucid
