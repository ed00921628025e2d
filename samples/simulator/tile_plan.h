/// How the wafer is cut into image files, where each one really is, and where the stage says it is. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/model/geometry.h"
#include "samples/simulator/options.h"

namespace pellucid::sim {

struct PlannedTile {
  std::string file;             ///< inside the scan folder
  Vec2 reported_um;             ///< outer top-left corner of the first pixel, as the manifest tells it
  Vec2 true_um;                 ///< where it really is: reported + the stage's error
  std::int64_t first_line = 0;  ///< of the whole layer
};

struct TilePlan {
  std::int64_t width = 0, height = 0;  ///< of every tile [px]
  std::int64_t lines = 0;              ///< of the whole layer
  std::vector<PlannedTile> tiles;
};

[[nodiscard]] TilePlan plan_tiles(const SimulationOptions& options, std::size_t layer);

}  // namespace pellucid::sim
