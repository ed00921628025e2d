/// The recipe's wafer limits against what was found. Pure function; any thread.
#pragma once

#include <optional>
#include <vector>

#include "core/correlate/el_report.h"
#include "core/model/chip_table.h"
#include "recipe/recipe.h"
#include "results/result_data.h"

namespace pellucid {

/// One check for every limit that the recipe sets; EL limits only where an EL table was scored.
[[nodiscard]] std::vector<LimitCheck> check_limits(const WaferLimits& limits, const ClassCounts& counts,
                                                   const std::optional<ElReport>& el);

}  // namespace pellucid
