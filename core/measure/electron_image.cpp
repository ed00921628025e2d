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
    row.dark = calibration.dark_dn.data() + at;
    row.scale = calibration.scale_e_per_dn.data() + at;
  }
  return row;
}

template <class T>
void note_odd_pixels(const T* dn, const RowCalibration& c, std::int64_t y, ElectronImage& out) {
  float* e = out.e.data() + y * out.stride;
  for (std::int64_t x = 0; x < out.rect.width; ++x) {
    const PixelXY at{static_cast<std::int32_t>(x), static_cast<std::int32_t>(y)};
    const auto value = static_cast<float>(dn[x]);
    const bool dead = c.scale != nullptr && !(c.scale[x] > 0.F);
    if (dead || !std::isfinite(value)) {
      e[x] = 0;
      out.masked.push_back(at);
    } else if (value >= c.saturation) {
      out.saturated.push_back(at);
    }
  }
}

template <class T>
void calibrate_rows(const RawPixels& raw, const LayerCalibration& calibration, ElectronImage& out) {
  for (std::int64_t y = 0; y < raw.rect.height; ++y) {
    const RowCalibration row = row_calibration(calibration, raw.rect, y, out.first_line + y);
    const T* dn = raw.row<T>(y);
    float* e = out.e.data() + y * out.stride;
    const bool plain = calibrate_row(dn, raw.rect.width, row, e);
    std::fill(e + raw.rect.width, e + out.stride, 0.F);
    if (!plain) note_odd_pixels(dn, row, y, out);
  }
}

}  // namespace

void calibrate(const RawPixels& raw, const LayerGeometry& layer, const LayerCalibration& calibration,
               ElectronImage& out) {
  out.tile = raw.tile;
  out.rect = raw.rect;
  out.stride = raw.rect.width + ElectronImage::kPadding;
  out.first_line = layer.first_line(layer.tiles[static_cast<std::size_t>(raw.tile)]) + raw.rect.y;
  // Never smaller: growing again would clear what is overwritten anyway.
  const auto needed = static_cast<std::size_t>(out.stride * raw.rect.height);
  if (out.e.size() < needed) out.e.resize(needed);
  out.masked.clear();
  out.saturated.clear();
  with_sample_type(raw.type, [&](auto sample) { calibrate_rows<decltype(sample)>(raw, calibration, out); });
}

double light_scale(const LayerCalibration& calibration, std::int64_t x, std::int64_t y, std::int64_t line) {
  double scale = calibration.constant_scale_e_per_dn;
  if (calibration.has_frame()) {
    scale = calibration.scale_e_per_dn[static_cast<std::size_t>(calibration.frame_row(y) * calibration.width + x)];
    if (!(scale > 0)) scale = calibration.gain_e_per_dn;
  }
  return scale * calibration.line(line) / calibration.gain_e_per_dn;
}

}  // namespace pellucid
