/// What light falls on a part of a tile, before the detector. Implementations are immutable; any thread.
#pragma once

#include <cstddef>

#include "samples/simulator/light_block.h"
#include "samples/simulator/tile_plan.h"

namespace pellucid::sim {

class LightSource {
 public:
  virtual ~LightSource() = default;
  /// Fills the block for `rect` of a tile's pixel frame.
  virtual void render(std::size_t layer, const PlannedTile& tile, PixelRect rect, LightBlock& block) const = 0;
};

}  // namespace pellucid::sim
