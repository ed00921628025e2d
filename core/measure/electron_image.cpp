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
void calibrate_rows(const RawPixels& raw, const PixelRect& part, std::int64_t top_line,
                    const LayerCalibration& calibration, std::int64_t first_row, ElectronImage& out) {
  const PixelRect in_tile{raw.rect.x + part.x, raw.rect.y + part.y, part.width, part.height};
  for (std::int64_t y = 0; y < part.height; ++y) {
    const RowCalibration row = row_calibration(calibration, in_tile, y, top_line + part.y + y);
    const T* dn = raw.row<T>(part.y + y) + part.x;
    float* e = out.e.data() + (first_row + y) * out.stride;
    const bool plain = calibrate_row(dn, part.width, row, e);
    std::fill(e + part.width, e + out.stride, 0.F);
    if (!plain) note_odd_pixels(dn, row, first_row + y, out);
  }
}

}  // namespace

void ElectronImage::lay_out(std::int32_t of_tile, const PixelRect& area, std::int64_t line) {
  tile = of_tile;
  rect = area;
  stride = area.width + kPadding;
  first_line = line;
  // Never smaller: growing again would clear what is overwritten anyway.
  const auto needed = static_cast<std::size_t>(stride * area.height);
  if (e.size() < needed) e.resize(needed);
  masked.clear();
  saturated.clear();
}

void calibrate_part(const RawPixels& raw, const PixelRect& part, std::int64_t top_line,
                    const LayerCalibration& calibration, std::int64_t row, ElectronImage& out) {
  with_sample_type(raw.type,
                   [&](auto sample) { calibrate_rows<decltype(sample)>(raw, part, top_line, calibration, row, out); });
}

void calibrate(const RawPixels& raw, const LayerGeometry& layer, const LayerCalibration& calibration,
               ElectronImage& out) {
  const std::int64_t top_line = layer.first_line(layer.tiles[static_cast<std::size_t>(raw.tile)]) + raw.rect.y;
  out.lay_out(raw.tile, raw.rect, top_line);
  calibrate_part(raw, {0, 0, raw.rect.width, raw.rect.height}, top_line, calibration, 0, out);
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
