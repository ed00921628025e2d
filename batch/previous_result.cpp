#include "batch/previous_result.h"

#include <system_error>

#include "results/summary.h"

namespace pellucid {

std::optional<PreviousResult> read_previous_result(const std::filesystem::path& result) {
  std::error_code problem;
  const auto summary = read_summary(result / "summary.json");
  if (!summary) return std::nullopt;
  if (!std::filesystem::exists(result / (summary->surface ? "wafer.h5" : "chips.h5"), problem)) return std::nullopt;
  PreviousResult previous;
  previous.manifest_sha256 = summary->input.manifest_sha256;
  previous.recipe_sha256 = summary->recipe_sha256;
  LotRow& row = previous.row;
  row.wafer = summary->wafer.id;
  row.lot = summary->wafer.lot;
  row.counts = summary->counts;
  row.yield = summary->yield;
  if (summary->surface) row.defects = summary->surface->defects;
  row.warnings = summary->warnings;
  for (const LimitCheck& limit : summary->limits) {
    if (!limit.passed) row.failed_limits.push_back(limit.name);
  }
  row.status = row.failed_limits.empty() ? LotStatus::passed : LotStatus::limits_fail;
  return previous;
}

}  // namespace pellucid
