#include "acquisition/block_layout.h"

#include <algorithm>

namespace pellucid {
namespace {

constexpr std::int64_t kMaxCameraBlockPixels = std::int64_t{64} << 20;
constexpr std::int64_t kGroupSide_px = 1024;
constexpr std::int64_t kMinBandRows = 256;
constexpr std::int64_t kMaxBandPixels = std::int64_t{16} << 20;

/// The whole number of cells that comes nearest to `side` from below, at least one.
std::int64_t grouped(std::int64_t cell, std::int64_t side) {
  return cell * std::max<std::int64_t>(1, side / cell);
}

}  // namespace

PixelRect BlockLayout::rect(std::int64_t block) const {
  const std::int64_t x = block % across() * width;
  const std::int64_t y = block / across() * height;
  return {x, y, std::min(width, image_width - x), std::min(height, image_height - y)};
}

BlockLayout lay_out_blocks(const TiffHeader& header, ScanMethod method) {
  BlockLayout layout{header.width, header.height, header.width, header.height};
  if (method == ScanMethod::camera && header.pixels() <= kMaxCameraBlockPixels) return layout;
  if (header.tiled) {
    layout.width = grouped(header.cell_width, kGroupSide_px);
    layout.height = grouped(header.cell_height, kGroupSide_px);
    return layout;
  }
  // Rows of an uncompressed strip can be read one by one; a compressed strip only as a whole.
  const std::int64_t strip_rows = header.compressed ? header.cell_height : 1;
  const std::int64_t wanted = strip_rows * ((kMinBandRows + strip_rows - 1) / strip_rows);
  const std::int64_t affordable = grouped(strip_rows, kMaxBandPixels / header.width);
  layout.height = std::min(wanted, affordable);
  return layout;
}

}  // namespace pellucid
