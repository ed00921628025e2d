/// The part of summary.json that tells of a wafer without chips. Private to the room; pure; any thread.
#pragma once

#include "results/detail/json.h"
#include "results/surface_summary.h"

namespace pellucid::detail {

[[nodiscard]] Json surface_counts_json(const SurfaceSummary& surface);
[[nodiscard]] Json surface_uniformity_json(const SurfaceUniformity& uniformity);
/// All else: layer, density, coverage, grid, limits of what could be seen.
[[nodiscard]] Json surface_json(const SurfaceSummary& surface);
/// From the whole summary.
[[nodiscard]] SurfaceSummary surface_from(const Json& summary);

}  // namespace pellucid::detail
