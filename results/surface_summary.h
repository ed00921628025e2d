/// What summary.json says of a wafer without chips: everything but the lists. Plain values; pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "core/unpatterned/surface.h"

namespace pellucid {

struct SurfaceSummary {
  std::string layer;  ///< that was searched
  std::int64_t defects = 0;
  std::array<std::int64_t, kSurfaceClasses.size()> counts{};  ///< in the order of kSurfaceClasses
  double defects_per_cm2 = kNotMeasured;
  SurfaceUniformity uniformity;
  SurfaceCoverage coverage;
  WaferGrid grid;
  double noise_limit_sigma = kNotMeasured, least_contrast = kNotMeasured, texture = kNotMeasured;
};

[[nodiscard]] SurfaceSummary summarize(const Surface& surface);

}  // namespace pellucid
