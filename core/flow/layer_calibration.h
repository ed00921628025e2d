/// What turns raw DN into flat-corrected photoelectrons, ready for the pass over the pixels:
///   corrected e = (DN - dark) * scale * line_scale,   scale = gain / flat,   line_scale = relative_power^-k.
/// Made by the calibration room from files; by tests from nothing. Immutable; safe from any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "core/flow/response_frame.h"

namespace pellucid {

struct LayerCalibration {
  /// Frames of `width` x `height` values. height == 1: one line, valid for every row (raster). width == 0: no frame,
  /// the constants hold for every pixel.
  std::int64_t width = 0, height = 0;
  ResponseFrame frame;  ///< hot and dead pixels must not be used
  float constant_dark_dn = 0;
  float constant_scale_e_per_dn = 1;
  /// relative_power^-k by line of the whole layer; empty: 1 everywhere. Lines outside are an error of the maker.
  std::vector<float> line_scale;
  double gain_e_per_dn = 1;
  /// Read noise with quantisation (gain / sqrt(12)) added in quadrature [e], at a flat of 1.
  double read_noise_e = 0;
  double saturation_dn = 65535;

  [[nodiscard]] bool has_frame() const { return width > 0; }
  [[nodiscard]] std::int64_t frame_row(std::int64_t y) const { return height == 1 ? 0 : y; }
  [[nodiscard]] float line(std::int64_t layer_line) const {
    return line_scale.empty() ? 1.0F : line_scale[static_cast<std::size_t>(layer_line)];
  }
};

}  // namespace pellucid
