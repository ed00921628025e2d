/// A rectangle of one tile, as expected light [e] a pixel. Not thread-safe; one a thread.
#pragma once

#include <cstdint>
#include <vector>

#include "core/model/geometry.h"

namespace pellucid::sim {

struct LightBlock {
  PixelRect rect;               ///< in the tile's pixel frame
  std::int64_t first_line = 0;  ///< line of the whole layer of rect's first row: odd ones are shifted
  std::vector<float> light_e;   ///< rect.width * rect.height, row-major

  void reset(PixelRect r, std::int64_t line, float value) {
    rect = r;
    first_line = line;
    light_e.assign(static_cast<std::size_t>(r.width * r.height), value);
  }
  [[nodiscard]] float* row(std::int64_t y_in_rect) { return light_e.data() + y_in_rect * rect.width; }
};

}  // namespace pellucid::sim
