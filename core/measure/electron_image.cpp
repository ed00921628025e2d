#include "core/measure/electron_image.h"

#include <algorithm>
#include <cmath>

#include "core/measure/calibrate_row.h"

namespace pellucid {
namespace {

RowCalibration row_calibration(const LayerCalibration& calibration, const PixelRect& rect, std::int64_t y,
                               std::int64_t line) {
  RowCalibration row;
  row.constant_dark = calibration.constant_dark_dn;
  row.constant_scale = calibration.constant_scale_e_per_dn;
  row.line = calibration.line(line);
  row.saturation = static_cast<float>(calibration.saturation_dn);
  if (calibration.has_frame()) {
    const auto at = static_cast<std::size_t>(calibration.frame_row(rect.y + y) * calibration.width + rect.x);
    row.codes = calibration.frame.codes() + at;
    row.dark = calibration.frame.dark();
    row.scale = calibration.frame.scale();
  }
  return row;
}

template <class T>
void note_odd_pixels(const T* dn, const RowCalibration& c, std::int64_t y, ElectronImage& out) {
  float* e = out.e.data() + y * out.stride;
  for (std::int64_t x = 0; x < out.rect.width; ++x) {
    const PixelXY at{static_cast<std::int32_t>(x), static_cast<std::int32_t>(y)};
    const auto value = static_cast<float>(dn[x]);
    if (!c.usable(x) || !std::isfinite(value)) {
      e[x] = 0;
      out.masked.push_back(at);
    } else if (value >= c.saturation) {
      out.saturated.push_back(at);
    }
  }
}

template <class T>
void calibrate_rows(const RawPixels& raw, const PixelRect& part, const LayerCalibration& calibration,
                    std::int64_t first_row, ElectronImage& out) {
  const PixelRect in_tile{raw.rect.x + part.x, raw.rect.y + part.y, part.width, part.height};
  for (std::int64_t y = 0; y < part.height; ++y) {
    const RowCalibration row = row_calibration(calibration, in_tile, y, out.first_line + first_row + y);
    const T* dn = raw.row<T>(part.y + y) + part.x;
    float* e = out.e.data() + (first_row + y) * out.stride;
    const bool plain = calibrate_row(dn, part.width, row, e);
    std::fill(e + part.width, e + out.stride, 0.F);
    if (!plain) note_odd_pixels(dn, row, first_row + y, out);
  }
}

/// Gives `out` the size and the place of a part.
void lay_out(const CalibratedBlock& block, const PixelRect& part, ElectronImage& out) {
  out.tile = block.tile;
  out.rect = {block.rect.x + part.x, block.rect.y + part.y, part.width, part.height};
  out.stride = part.width + ElectronImage::kPadding;
  out.first_line = block.first_line + part.y;
  // Never smaller: growing again would clear what is overwritten anyway.
  const auto needed = static_cast<std::size_t>(out.stride * part.height);
  if (out.e.size() < needed) out.e.resize(needed);
}

/// Pixels that moved up by `rows` and are still in the image.
void move_up(std::vector<PixelXY>& pixels, std::int64_t rows) {
  std::erase_if(pixels, [&](PixelXY p) { return p.y < rows; });
  for (PixelXY& p : pixels) p.y -= static_cast<std::int32_t>(rows);
}

}  // namespace

void CalibratedBlock::read(const PixelRect& part, ElectronImage& out) const {
  lay_out(*this, part, out);
  out.masked.clear();
  out.saturated.clear();
  fill(part, 0, out);
}

void CalibratedBlock::scroll(const PixelRect& part, ElectronImage& out) const {
  const PixelRect before = out.rect;
  const std::int64_t gone = rect.y + part.y - before.y;
  const std::int64_t kept = before.height - gone;
  const bool below = out.tile == tile && before.x == rect.x + part.x && before.width == part.width && gone >= 0 &&
                     kept > 0 && kept <= part.height;
  if (!below) {
    read(part, out);
    return;
  }
  lay_out(*this, part, out);
  std::copy_n(out.e.begin() + gone * out.stride, kept * out.stride, out.e.begin());
  move_up(out.masked, gone);
  move_up(out.saturated, gone);
  fill({part.x, part.y + kept, part.width, part.height - kept}, kept, out);
}

CalibratedBlock calibrated(const RawPixels& raw, const LayerGeometry& layer, const LayerCalibration& calibration) {
  const std::int64_t top_line = layer.first_line(layer.tiles[static_cast<std::size_t>(raw.tile)]) + raw.rect.y;
  return {raw.tile, raw.rect, top_line, [&](const PixelRect& part, std::int64_t row, ElectronImage& out) {
            with_sample_type(raw.type,
                             [&](auto sample) { calibrate_rows<decltype(sample)>(raw, part, calibration, row, out); });
          }};
}

void calibrate(const RawPixels& raw, const LayerGeometry& layer, const LayerCalibration& calibration,
               ElectronImage& out) {
  calibrated(raw, layer, calibration).read({0, 0, raw.rect.width, raw.rect.height}, out);
}

double light_scale(const LayerCalibration& calibration, std::int64_t x, std::int64_t y, std::int64_t line) {
  double scale = calibration.constant_scale_e_per_dn;
  if (calibration.has_frame()) {
    scale =
        calibration.frame.scale_e_per_dn(static_cast<std::size_t>(calibration.frame_row(y) * calibration.width + x));
    if (!(scale > 0)) scale = calibration.gain_e_per_dn;
  }
  return scale * calibration.line(line) / calibration.gain_e_per_dn;
}

}  // namespace pellucid
