/// One pass over an unpatterned layer: the intensity map and, where asked for, its defects. Every pixel is decoded
/// once; memory holds the blocks in flight, the grid and what was found.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "core/flow/block_source.h"
#include "core/flow/layer_calibration.h"
#include "core/model/progress.h"
#include "core/unpatterned/surface.h"
#include "core/unpatterned/unpatterned_options.h"
#include "core/unpatterned/wafer_outline.h"

namespace pellucid {

struct SurfaceRequest {
  const WaferOutline& outline;
  double margin_um = 0;  ///< edge exclusion and rim: what lies nearer to the edge is not looked at
  WaferGrid grid;
  bool find_defects = true;
};

struct SurfaceFindings {
  LayerGrid grid;
  std::vector<SurfaceDefect> defects;  ///< sorted by y, then x
  double measured_mm2 = 0;
  double seed_sigma = 0;           ///< beyond which something is a defect
  double texture = 1;              ///< noise found over noise expected, median of the plates
  double noise_contrast = 0;       ///< one sigma of a smoothed pixel over its background, median of the plates
  std::int64_t fixed_pattern = 0;  ///< defects left out since they stand at one place of the frame in many tiles
  std::int64_t saturated = 0;      ///< pixels
};

/// A grid of square cells that covers the outline, a corner of cells at the wafer frame's origin.
[[nodiscard]] WaferGrid lay_grid(const WaferOutline& outline, double cell_um);

/// Area inside the outline less the margin [mm2].
[[nodiscard]] double usable_mm2(const WaferOutline& outline, double margin_um);

/// Errors: those of the source, cancelled. The same result for any number of threads.
[[nodiscard]] Result<SurfaceFindings> search_surface(BlockSource& source, const LayerCalibration& calibration,
                                                     const SurfaceRequest& request, const UnpatternedOptions& options,
                                                     const Progress& progress = {}, std::stop_token stop = {});

}  // namespace pellucid
