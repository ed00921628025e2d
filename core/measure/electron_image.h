/// A calibrated rectangle of one tile in photoelectrons, ready to be summed. Owned by one thread, reused for one
/// rectangle after the other.
#pragma once

#include <cstdint>
#include <vector>

#include "core/flow/block_source.h"
#include "core/flow/layer_calibration.h"

namespace pellucid {

struct PixelXY {
  std::int32_t x = 0, y = 0;  ///< in the image
};

struct ElectronImage {
  static constexpr std::int64_t kPadding =
      32;  ///< zeros to the right of each row: vectors may read past the last pixel

  std::int32_t tile = -1;
  PixelRect rect;                  ///< in the tile
  std::int64_t stride = 0;         ///< floats a row
  std::int64_t first_line = 0;     ///< line of the whole layer of the first row
  std::vector<float> e;            ///< at least height * stride; a masked pixel holds 0
  std::vector<PixelXY> masked;     ///< hot, dead or not a number: sorted by row
  std::vector<PixelXY> saturated;  ///< at or above saturation_dn: sorted by row

  /// Gives it a size and a place. Its pixels are to be written; none of them is masked or saturated yet.
  void lay_out(std::int32_t of_tile, const PixelRect& area, std::int64_t line);
  [[nodiscard]] const float* row(std::int64_t y) const { return e.data() + y * stride; }
  [[nodiscard]] bool odd_line(std::int64_t y) const { return ((first_line + y) & 1) != 0; }
};

/// corrected = (DN - dark) * scale * line_scale (LayerCalibration) of all raw pixels. `out`'s buffers are reused.
void calibrate(const RawPixels& raw, const LayerGeometry& layer, const LayerCalibration& calibration,
               ElectronImage& out);

/// The same of a part, in the raw rectangle's own pixels, written to the rows of `out` from `row` on: there must be
/// room for it. Its masked and saturated pixels are added. `top_line`: line of the whole layer of the raw rectangle's
/// first row.
void calibrate_part(const RawPixels& raw, const PixelRect& part, std::int64_t top_line,
                    const LayerCalibration& calibration, std::int64_t row, ElectronImage& out);

/// 1 / throughput of a pixel: by how much its light was scaled up, relative to the gain alone (flat and line power).
[[nodiscard]] double light_scale(const LayerCalibration& calibration, std::int64_t x_in_tile, std::int64_t y_in_tile,
                                 std::int64_t line);

}  // namespace pellucid
