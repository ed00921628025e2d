/// How an image file is cut into blocks. Pure arithmetic; private to the room.
#pragma once

#include <cstdint>

#include "acquisition/tiff_header.h"
#include "core/model/geometry.h"
#include "core/model/layer.h"

namespace pellucid {

/// Blocks are rectangles of `width` x `height` pixels (less at the right and lower rim), row after row of them.
struct BlockLayout {
  std::int64_t image_width = 0, image_height = 0;
  std::int64_t width = 0, height = 0;

  [[nodiscard]] std::int64_t across() const { return (image_width + width - 1) / width; }
  [[nodiscard]] std::int64_t count() const { return across() * ((image_height + height - 1) / height); }
  [[nodiscard]] PixelRect rect(std::int64_t block) const;
};

[[nodiscard]] BlockLayout lay_out_blocks(const TiffHeader& header, ScanMethod method);

}  // namespace pellucid
