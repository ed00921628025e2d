/// One plate: a rectangle of a tile, about a megapixel, searched as a whole. What a thread reuses from plate to plate.
#pragma once

#include <cstdint>
#include <vector>

#include "core/measure/electron_image.h"

namespace pellucid {

/// Why a pixel of a plate does not count.
enum class PixelUse : std::uint8_t {
  none = 0,     ///< off the wafer, or no measurement
  context = 1,  ///< on the wafer, but another tile's: helps the background
  own = 2,      ///< searched and summed
};

/// Light of a plate and what of it counts; row-major, width x height.
struct Plate {
  std::int64_t width = 0, height = 0;
  Vec2 corner_um;  ///< wafer place of the outer top-left corner
  Vec2 pixel_um;
  std::vector<float> light_e;
  std::vector<PixelUse> use;

  [[nodiscard]] std::size_t at(std::int64_t x, std::int64_t y) const { return static_cast<std::size_t>(y * width + x); }
  [[nodiscard]] Vec2 wafer_um(double x, double y) const {
    return {corner_um.x + x * pixel_um.x, corner_um.y - y * pixel_um.y};
  }
};

}  // namespace pellucid
