#include "core/measure/electron_image.h"

#include <algorithm>
#include <cmath>

namespace pellucid {
namespace {

constexpr float kLowest = -3.0e38F;  ///< below: minus infinity, no measurement

struct RowCalibration {
  const float* dark = nullptr;  ///< nullptr: constant
  const float* scale = nullptr;
  float constant_dark = 0, constant_scale = 1, line = 1;
};

RowCalibration row_calibration(const LayerCalibration& calibration, const PixelRect& rect, std::int64_t y,
                               std::int64_t line) {
  RowCalibration row;
  row.constant_dark = calibration.constant_dark_dn;
  row.constant_scale = calibration.constant_scale_e_per_dn;
  row.line = calibration.line(line);
  if (calibration.has_frame()) {
    const auto at = static_cast<std::size_t>(calibration.frame_row(rect.y + y) * calibration.width + rect.x);
    row.dark = calibration.dark_dn.data() + at;
    row.scale = calibration.scale_e_per_dn.data() + at;
  }
  return row;
}

/// Returns false where the row holds a pixel that needs a second look (masked, saturated or not a number).
bool calibrate_row(const float* dn, std::int64_t width, const RowCalibration& c, float saturation, float* out) {
  bool plain = true;
  if (c.dark == nullptr) {
    const float scale = c.constant_scale * c.line;
    for (std::int64_t x = 0; x < width; ++x) {
      out[x] = (dn[x] - c.constant_dark) * scale;
      plain &= (dn[x] < saturation) & (dn[x] > kLowest);
    }
    return plain;
  }
  for (std::int64_t x = 0; x < width; ++x) {
    out[x] = (dn[x] - c.dark[x]) * (c.scale[x] * c.line);
    plain &= (dn[x] < saturation) & (dn[x] > kLowest) & (c.scale[x] > 0.F);
  }
  return plain;
}

void note_odd_pixels(const float* dn, const RowCalibration& c, float saturation, std::int64_t y, ElectronImage& out) {
  float* e = out.e.data() + y * out.stride;
  for (std::int64_t x = 0; x < out.rect.width; ++x) {
    const PixelXY at{static_cast<std::int32_t>(x), static_cast<std::int32_t>(y)};
    const bool dead = c.scale != nullptr && !(c.scale[x] > 0.F);
    if (dead || !std::isfinite(dn[x])) {
      e[x] = 0;
      out.masked.push_back(at);
    } else if (dn[x] >= saturation) {
      out.saturated.push_back(at);
    }
  }
}

}  // namespace

void calibrate(const RawPixels& raw, const LayerGeometry& layer, const LayerCalibration& calibration,
               ElectronImage& out) {
  out.tile = raw.tile;
  out.rect = raw.rect;
  out.stride = raw.rect.width + ElectronImage::kPadding;
  out.first_line = layer.first_line(layer.tiles[static_cast<std::size_t>(raw.tile)]) + raw.rect.y;
  out.e.resize(static_cast<std::size_t>(out.stride * raw.rect.height));
  out.masked.clear();
  out.saturated.clear();
  const auto saturation = static_cast<float>(calibration.saturation_dn);
  for (std::int64_t y = 0; y < raw.rect.height; ++y) {
    const RowCalibration row = row_calibration(calibration, raw.rect, y, out.first_line + y);
    float* e = out.e.data() + y * out.stride;
    const bool plain = calibrate_row(raw.row(y), raw.rect.width, row, saturation, e);
    std::fill(e + raw.rect.width, e + out.stride, 0.F);
    if (!plain) note_odd_pixels(raw.row(y), row, saturation, y, out);
  }
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
