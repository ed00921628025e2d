/// Makes a layer's calibration from its dark, flat and line power (spec: scan folder, keys "dark", "flat" and
/// "raster.line_power"). Knows arrays, no files. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/flow/layer_calibration.h"
#include "core/model/error.h"
#include "core/model/layer.h"

namespace pellucid {

namespace calibration_code {
inline constexpr std::string_view kSize = "calibration.size";             ///< a frame does not fit the layer's tiles
inline constexpr std::string_view kFlat = "calibration.flat";             ///< too much of the flat is unusable
inline constexpr std::string_view kDark = "calibration.dark";             ///< too much of the dark is unusable
inline constexpr std::string_view kLinePower = "calibration.line_power";  ///< too short, or not positive
inline constexpr std::string_view kExponent = "calibration.exponent";     ///< not a finite number
}  // namespace calibration_code

/// A dark or flat image [DN], row-major; a raster's has one row.
struct CalibrationFrame {
  std::string path;  ///< for messages
  std::int64_t width = 0, height = 0;
  std::vector<float> dn;  ///< width * height finite values
};

struct CalibrationImages {
  std::optional<CalibrationFrame> dark, flat;
  std::vector<float> line_power;  ///< relative power by line of the whole layer; empty: 1 everywhere
};

/// corrected e = (DN - dark) / flat * gain / relative_power^k, where
/// - dark is the dark frame, which holds the offset; without one, detector.offset_dn;
/// - flat is the flat frame minus that dark, divided by its own mean over the usable pixels; without one, 1;
/// - k is `line_power_exponent` (1: PL linear in power);
/// - read noise^2 = read_noise_e^2 + gain^2 / 12 (quantisation; not for float images, bits = 32).
/// A pixel gets scale 0 (not to be used) where the flat is not positive or saturated, and where dark or flat stand out
/// from their neighbourhood as a hot or dead pixel does (see bad_pixels.h).
/// Errors: calibration.{size, flat, dark, line_power, exponent}; a frame with more than 5 percent of unusable pixels is
/// refused, as the frame itself must then be wrong.
/// The images are used up: the calibration keeps their memory. Same result for any number of threads.
[[nodiscard]] Result<LayerCalibration> make_calibration(const LayerGeometry& geometry, CalibrationImages images,
                                                        double line_power_exponent);

}  // namespace pellucid
