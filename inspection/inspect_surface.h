/// The way of a wafer without chips through the verb `inspect`: outline, intensity map, defects, their pictures.
#pragma once

#include <stop_token>

#include "acquisition/scan.h"
#include "core/model/error.h"
#include "core/model/progress.h"
#include "recipe/recipe.h"
#include "results/result_data.h"

namespace pellucid {

/// Fills data.surface, data.limits and adds warnings. Defects are sought in the first PL layer, a map is made of every
/// layer. The same for any number of threads. Errors: of the scan's files, "inspection.grid" (recipe), cancelled.
[[nodiscard]] Result<void> inspect_surface(const Scan& scan, const Recipe& recipe, ResultData& data,
                                           const Progress& progress, const std::stop_token& stop);

}  // namespace pellucid
