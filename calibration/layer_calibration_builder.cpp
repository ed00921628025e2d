#include "calibration/layer_calibration_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "calibration/bad_pixels.h"

namespace pellucid {
namespace {

namespace code = calibration_code;

constexpr double kMaxUnusableShare = 0.05;
/// A pixel with 25 percent more or less response than its neighbours is damaged; what lies within is pattern and is
/// calibrated.
constexpr double kFlatRelativeFloor = 0.25;
constexpr int kFloatBits = 32;

using Mask = std::vector<std::uint8_t>;

Result<void> check_size(const LayerGeometry& geometry, const CalibrationFrame& frame, std::string_view role) {
  const bool camera = geometry.method == ScanMethod::camera;
  const auto refuse = [&](std::string_view what, std::string_view expected, std::string_view found) {
    return fail(bad_input(code::kSize, frame.path, what, expected, found));
  };
  const std::string size = fmt::format("{} x {} pixels", frame.width, frame.height);
  for (const TilePlacement& tile : geometry.tiles) {
    const std::int64_t height = camera ? tile.height : 1;
    if (!tile.present || (frame.width == tile.width && frame.height == height)) continue;
    return refuse(fmt::format("wrong size of the {} of layer \"{}\"", role, geometry.name),
                  fmt::format("{} x {} pixels, as tile {}", tile.width, height, tile.file), size);
  }
  const auto values = static_cast<std::int64_t>(frame.dn.size());
  if (frame.width <= 0 || frame.height <= 0 || values != frame.width * frame.height) {
    return refuse(fmt::format("the {} has no values for its size", role), size, fmt::format("{} values", values));
  }
  return {};
}

/// A hot pixel's dark can be subtracted, its noise cannot: below this difference [DN] the shot noise of the dark
/// current stays under about twice the read noise (with a 5 e floor for quiet detectors).
double dark_floor_dn(const Detector& detector) {
  return 4.0 * (detector.read_noise_e * detector.read_noise_e + 25.0) / detector.gain_e_per_dn;
}

Result<void> check_share(const Mask& bad, std::string_view error_code, const std::string& path, std::string_view what) {
  const auto count = std::count(bad.begin(), bad.end(), 1);
  if (static_cast<double>(count) <= kMaxUnusableShare * static_cast<double>(bad.size())) return {};
  return fail(bad_input(error_code, path, what, fmt::format("at most {} percent", 100 * kMaxUnusableShare),
                        fmt::format("{} of {} pixels", count, bad.size())));
}

Result<void> mark_dark(const Detector& detector, const CalibrationFrame& dark, Mask& bad) {
  for (std::size_t i = 0; i < dark.dn.size(); ++i) bad[i] = dark.dn[i] >= detector.saturation_dn ? 1 : 0;
  for (const std::int64_t i : find_bad_pixels({dark.dn.data(), dark.width, dark.height}, dark_floor_dn(detector), 0)) {
    bad[static_cast<std::size_t>(i)] = 1;
  }
  return check_share(bad, code::kDark, dark.path, "too many hot pixels in the dark");
}

/// The flat minus the dark; adds to `bad` what the flat shows.
Result<std::vector<float>> usable_flat(const Detector& detector, const CalibrationFrame& flat,
                                       const std::vector<float>& dark_dn, Mask& bad) {
  std::vector<float> response(flat.dn.size());
  Mask faulty(flat.dn.size(), 0);
  for (std::size_t i = 0; i < response.size(); ++i) {
    response[i] = flat.dn[i] - dark_dn[i];
    faulty[i] = response[i] > 0 ? 0 : 1;
  }
  if (auto share = check_share(faulty, code::kFlat, flat.path, "the flat is not above the dark"); !share) {
    return fail(std::move(share.error()));
  }
  for (std::size_t i = 0; i < response.size(); ++i) {
    if (flat.dn[i] >= detector.saturation_dn) faulty[i] = 1;
  }
  if (auto share = check_share(faulty, code::kFlat, flat.path, "the flat is saturated"); !share)
    return fail(std::move(share.error()));
  for (const std::int64_t i : find_bad_pixels({response.data(), flat.width, flat.height}, 0, kFlatRelativeFloor)) {
    faulty[static_cast<std::size_t>(i)] = 1;
  }
  if (auto share = check_share(faulty, code::kFlat, flat.path, "too many hot or dead pixels in the flat"); !share) {
    return fail(std::move(share.error()));
  }
  for (std::size_t i = 0; i < bad.size(); ++i) bad[i] |= faulty[i];
  return response;
}

void set_scale(LayerCalibration& calibration, const std::vector<float>& response, const Mask& bad) {
  double sum = 0;
  std::int64_t count = 0;
  for (std::size_t i = 0; i < response.size(); ++i) {
    if (bad[i] != 0) continue;
    sum += response[i];
    ++count;
  }
  const double mean = response.empty() ? 1.0 : sum / static_cast<double>(count);
  calibration.scale_e_per_dn.resize(bad.size());
  for (std::size_t i = 0; i < bad.size(); ++i) {
    const double flat = response.empty() ? 1.0 : response[i] / mean;
    calibration.scale_e_per_dn[i] = bad[i] != 0 ? 0.0F : static_cast<float>(calibration.gain_e_per_dn / flat);
  }
}

Result<void> set_frames(const LayerGeometry& geometry, const CalibrationImages& images, LayerCalibration& calibration) {
  const CalibrationFrame& any = images.dark ? *images.dark : *images.flat;
  for (const auto& [frame, role] : {std::pair(&images.dark, "dark"), std::pair(&images.flat, "flat")}) {
    if (!*frame) continue;
    if (auto size = check_size(geometry, **frame, role); !size) return size;
    if ((*frame)->width != any.width || (*frame)->height != any.height) {
      return fail(bad_input(code::kSize, (*frame)->path, "dark and flat are not of one size",
                            fmt::format("{} x {} pixels", any.width, any.height),
                            fmt::format("{} x {} pixels", (*frame)->width, (*frame)->height)));
    }
  }
  calibration.width = any.width;
  calibration.height = any.height;
  calibration.dark_dn = images.dark ? images.dark->dn : std::vector<float>(any.dn.size(), calibration.constant_dark_dn);
  Mask bad(any.dn.size(), 0);
  if (images.dark) {
    if (auto marked = mark_dark(geometry.detector, *images.dark, bad); !marked) return marked;
  }
  std::vector<float> response;
  if (images.flat) {
    Result<std::vector<float>> usable = usable_flat(geometry.detector, *images.flat, calibration.dark_dn, bad);
    if (!usable) return fail(std::move(usable.error()));
    response = std::move(*usable);
  }
  set_scale(calibration, response, bad);
  return {};
}

Result<void> set_lines(const LayerGeometry& geometry, const std::vector<float>& power, double exponent,
                       LayerCalibration& calibration) {
  if (!std::isfinite(exponent)) {
    return fail(bad_input(code::kExponent, {}, "line power exponent is not a number", "a finite number",
                          fmt::format("{}", exponent)));
  }
  if (power.empty()) return {};
  std::int64_t lines = 0;
  for (const TilePlacement& tile : geometry.tiles) lines = std::max(lines, geometry.first_line(tile) + tile.height);
  if (static_cast<std::int64_t>(power.size()) < lines) {
    return fail(bad_input(code::kLinePower, {}, fmt::format("line power of layer \"{}\" is too short", geometry.name),
                          fmt::format("{} lines", lines), fmt::format("{} lines", power.size())));
  }
  for (std::size_t line = 0; line < power.size(); ++line) {
    if (!(power[line] > 0) || !std::isfinite(power[line])) {
      return fail(bad_input(code::kLinePower, {}, fmt::format("relative power of line {} is not a power", line),
                            "a number above 0", fmt::format("{}", power[line])));
    }
    calibration.line_scale.push_back(static_cast<float>(std::pow(static_cast<double>(power[line]), -exponent)));
  }
  return {};
}

}  // namespace

Result<LayerCalibration> make_calibration(const LayerGeometry& geometry, const CalibrationImages& images,
                                          double line_power_exponent) {
  const Detector& detector = geometry.detector;
  LayerCalibration calibration;
  calibration.gain_e_per_dn = detector.gain_e_per_dn;
  calibration.saturation_dn = detector.saturation_dn;
  calibration.constant_dark_dn = static_cast<float>(detector.offset_dn);
  calibration.constant_scale_e_per_dn = static_cast<float>(detector.gain_e_per_dn);
  const double quantisation_e = detector.bits == kFloatBits ? 0 : detector.gain_e_per_dn / std::sqrt(12.0);
  calibration.read_noise_e = std::hypot(detector.read_noise_e, quantisation_e);
  if (images.dark || images.flat) {
    if (auto frames = set_frames(geometry, images, calibration); !frames) return fail(std::move(frames.error()));
  }
  if (auto lines = set_lines(geometry, images.line_power, line_power_exponent, calibration); !lines) {
    return fail(std::move(lines.error()));
  }
  return calibration;
}

}  // namespace pellucid
