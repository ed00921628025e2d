/// Maps of a wafer without chips: where the defects are, and every plane of the grid. Pure; any thread.
#pragma once

#include <stop_token>
#include <vector>

#include "core/model/error.h"
#include "results/result_data.h"
#include "results/wafer_map.h"

namespace pellucid {

/// "defects" first, then a map a plane and layer. Requires data.surface. Errors: results.drawing, cancelled.
[[nodiscard]] Result<std::vector<WaferMap>> draw_surface_maps(const ResultData& data, std::stop_token stop = {});

}  // namespace pellucid
