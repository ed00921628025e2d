#include "inspection/layer_input.h"

#include <array>
#include <utility>

#include "acquisition/frame.h"
#include "acquisition/line_power.h"
#include "calibration/layer_calibration_builder.h"
#include "core/flow/parallel.h"

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
  std::array<Result<std::optional<CalibrationFrame>>, 2> frames;  // dark, flat: read side by side
  parallel_ranges(std::ssize(frames), 1, [&](std::int64_t i, std::int64_t) {
    frames[static_cast<std::size_t>(i)] = load_frame(i == 0 ? files.dark : files.flat);
  });
  for (const auto& frame : frames) {
    if (!frame) return fail(frame.error());
  }
  images.dark = std::move(*frames[0]);
  images.flat = std::move(*frames[1]);
  if (files.line_power) {
    auto power = read_line_power(*files.line_power, count_lines(files.geometry));
    if (!power) return fail(power.error());
    images.line_power = std::move(*power);
  }
  return make_calibration(files.geometry, std::move(images), line_power_exponent);
}

}  // namespace pellucid
