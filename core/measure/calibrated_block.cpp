#include "core/measure/calibrated_block.h"

#include <algorithm>
#include <utility>

namespace pellucid {
namespace {

constexpr std::int64_t kDecodedAtOnce = 32 << 10;  ///< pixels: half of a core's fast cache or so

std::int64_t top_line_of(const LayerGeometry& layer, std::int32_t tile, const PixelRect& rect) {
  return layer.first_line(layer.tiles[static_cast<std::size_t>(tile)]) + rect.y;
}

/// Pixels that moved up by `rows` and are still in the image.
std::vector<PixelXY> moved_up(std::vector<PixelXY> pixels, std::int64_t rows) {
  std::erase_if(pixels, [&](PixelXY p) { return p.y < rows; });
  for (PixelXY& p : pixels) p.y -= static_cast<std::int32_t>(rows);
  return pixels;
}

}  // namespace

CalibratedBlock::CalibratedBlock(const RawPixels& raw, const LayerGeometry& layer, const LayerCalibration& calibration)
    : tile_(raw.tile),
      rect_(raw.rect),
      first_line_(top_line_of(layer, raw.tile, raw.rect)),
      fill_([&raw, &calibration, first_line = first_line_](const PixelRect& part, std::int64_t row,
                                                           ElectronImage& out) -> Result<void> {
        calibrate_part(raw, part, first_line, calibration, row, out);
        return {};
      }) {}

Result<CalibratedBlock> CalibratedBlock::open(const BlockSource& source, const EncodedBlock& block,
                                              const LayerCalibration& calibration, RawPixels& raw) {
  const LayerGeometry& layer = source.geometry();
  if (!source.cuts(block)) {
    if (auto decoded = source.decode(block, raw); !decoded) return fail(std::move(decoded.error()));
    return CalibratedBlock(raw, layer, calibration);
  }
  const std::int64_t first_line = top_line_of(layer, block.tile, block.rect);
  const auto fill = [&source, &block, &calibration, &raw, first_line](const PixelRect& part, std::int64_t row,
                                                                      ElectronImage& out) -> Result<void> {
    EncodedBlock some = block;
    const std::int64_t rows = std::max<std::int64_t>(1, kDecodedAtOnce / part.width);
    for (std::int64_t y = 0; y < part.height; y += rows) {
      some.rect = {block.rect.x + part.x, block.rect.y + part.y + y, part.width, std::min(rows, part.height - y)};
      if (auto decoded = source.decode(some, raw); !decoded) return decoded;
      calibrate_part(raw, {0, 0, some.rect.width, some.rect.height}, first_line + part.y + y, calibration, row + y,
                     out);
    }
    return {};
  };
  return CalibratedBlock(block.tile, block.rect, first_line, fill);
}

void CalibratedBlock::lay_out(const PixelRect& part, ElectronImage& out) const {
  out.lay_out(tile_, {rect_.x + part.x, rect_.y + part.y, part.width, part.height}, first_line_ + part.y);
}

Result<void> CalibratedBlock::read(const PixelRect& part, ElectronImage& out) const {
  lay_out(part, out);
  return fill_(part, 0, out);
}

Result<void> CalibratedBlock::scroll(const PixelRect& part, ElectronImage& out) const {
  const PixelRect before = out.rect;
  const std::int64_t gone = rect_.y + part.y - before.y;
  const std::int64_t kept = before.height - gone;
  const bool below = out.tile == tile_ && before.x == rect_.x + part.x && before.width == part.width && gone >= 0 &&
                     kept > 0 && kept <= part.height;
  if (!below) return read(part, out);
  std::vector<PixelXY> masked = moved_up(std::move(out.masked), gone);
  std::vector<PixelXY> saturated = moved_up(std::move(out.saturated), gone);
  lay_out(part, out);
  out.masked = std::move(masked);
  out.saturated = std::move(saturated);
  std::copy_n(out.e.begin() + gone * out.stride, kept * out.stride, out.e.begin());
  return fill_({part.x, part.y + kept, part.width, part.height - kept}, kept, out);
}

Result<void> CalibratedBlock::stack(std::int64_t x, std::int64_t width, const std::vector<std::int64_t>& tops,
                                    std::int64_t height, ElectronImage& out) const {
  lay_out({x, 0, width, height * std::ssize(tops)}, out);
  for (std::size_t k = 0; k < tops.size(); ++k) {
    auto filled = fill_({x, tops[k], width, height}, static_cast<std::int64_t>(k) * height, out);
    if (!filled) return filled;
  }
  return {};
}

}  // namespace pellucid
