#include "inspection/layer_input.h"

#include <utility>

#include "acquisition/frame.h"
#include "acquisition/line_power.h"
#include "calibration/layer_calibration_builder.h"

namespace pellucid {
namespace {

Result<std::optional<CalibrationFrame>> load_frame(const std::optional<std::filesystem::path>& path) {
  if (!path) return std::optional<CalibrationFrame>{};
  auto frame = read_frame(*path);
  if (!frame) return fail(frame.error());
  return std::optional<CalibrationFrame>{{path->string(), frame->width, frame->height, std::move(frame->dn)}};
}

}  // namespace

Result<LayerCalibration> load_calibration(const Scan& scan, std::size_t layer, double line_power_exponent) {
  const LayerFiles& files = scan.layers[layer];
  CalibrationImages images;
  auto dark = load_frame(files.dark);
  if (!dark) return fail(dark.error());
  images.dark = std::move(*dark);
  auto flat = load_frame(files.flat);
  if (!flat) return fail(flat.error());
  images.flat = std::move(*flat);
  if (files.line_power) {
    auto power = read_line_power(*files.line_power, count_lines(files.geometry));
    if (!power) return fail(power.error());
    images.line_power = std::move(*power);
  }
  return make_calibration(files.geometry, std::move(images), line_power_exponent);
}

}  // namespace pellucid
