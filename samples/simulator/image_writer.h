/// Writes all image files of one layer: bands are rendered, digitised and encoded in parallel, and appended in order.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>

#include "core/model/error.h"
#include "core/model/progress.h"
#include "samples/simulator/detector.h"
#include "samples/simulator/light_source.h"
#include "samples/simulator/tile_plan.h"

namespace pellucid::sim {

struct ImageCount {
  std::int64_t files = 0, pixels = 0, bytes = 0;
};

/// What all layers share.
struct ImageSources {
  const SimulationOptions& options;
  const LightSource& light;
  const Digitiser& digitiser;
};

/// Writes the files of `plan` below `folder`, holding few bands at once. Runs in the caller's TBB arena of `threads`.
/// Errors: internal (disk), cancelled.
[[nodiscard]] Result<ImageCount> write_layer_images(const std::filesystem::path& folder, const ImageSources& sources,
                                                    std::size_t layer, const TilePlan& plan, int threads,
                                                    const Progress& progress, const std::stop_token& stop);

}  // namespace pellucid::sim
