#include "calibration/layer_calibration_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <utility>

#include "calibration/bad_pixels.h"
#include "core/flow/parallel.h"

namespace pellucid {
namespace {

namespace code = calibration_code;

constexpr double kMaxUnusableShare = 0.05;
/// A pixel with 25 percent more or less response than its neighbours is damaged; what lies within is pattern and is
/// calibrated.
constexpr double kFlatRelativeFloor = 0.25;
constexpr int kFloatBits = 32;
constexpr std::int64_t kGrain = 1 << 16;  ///< pixels a range
constexpr std::size_t kStretch = 256;     ///< pixels that are tested together: few of them hold an unusable one

constexpr std::size_t kSums = 8;

using Indices = std::vector<std::int64_t>;  ///< of pixels, rising

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

Indices united(const Indices& a, const Indices& b) {
  Indices both;
  std::ranges::set_union(a, b, std::back_inserter(both));
  return both;
}

/// The float that a float is not below exactly where it is not below `limit`.
float float_limit(double limit) {
  const auto near = static_cast<float>(limit);
  return static_cast<double>(near) < limit ? std::nextafter(near, std::numeric_limits<float>::infinity()) : near;
}

/// What a pass over a range of pixels finds.
struct Found {
  Indices unusable;
  std::int64_t not_above = 0;  ///< number of pixels whose flat is not above the dark
  double sum = 0;
};

/// part(begin, end) of ranges of [0, count) in parallel, put together in their order: the same for any number of
/// threads.
template <class Part>
Found over_ranges(std::size_t count, const Part& part) {
  const auto pixels = static_cast<std::int64_t>(count);
  std::vector<Found> parts(static_cast<std::size_t>((pixels + kGrain - 1) / kGrain));
  parallel_ranges(pixels, kGrain, [&](std::int64_t begin, std::int64_t end) {
    parts[static_cast<std::size_t>(begin / kGrain)] =
        part(static_cast<std::size_t>(begin), static_cast<std::size_t>(end));
  });
  Found all;
  for (const Found& found : parts) {
    all.unusable.insert(all.unusable.end(), found.unusable.begin(), found.unusable.end());
    all.not_above += found.not_above;
    all.sum += found.sum;
  }
  return all;
}

/// Adds the pixels of a stretch that `is_unusable`.
template <class Test>
void collect(std::size_t begin, std::size_t end, const Test& is_unusable, Indices& unusable) {
  std::int32_t count = 0;
  for (std::size_t i = begin; i < end; ++i) count += is_unusable(i) ? 1 : 0;
  for (std::size_t i = begin; count > 0 && i < end; ++i) {
    if (is_unusable(i)) unusable.push_back(static_cast<std::int64_t>(i));
  }
}

Result<void> check_share(std::int64_t count, const CalibrationFrame& frame, std::string_view error_code,
                         std::string_view what) {
  if (static_cast<double>(count) <= kMaxUnusableShare * static_cast<double>(frame.dn.size())) return {};
  return fail(bad_input(error_code, frame.path, what, fmt::format("at most {} percent", 100 * kMaxUnusableShare),
                        fmt::format("{} of {} pixels", count, frame.dn.size())));
}

/// Pixels that the dark shows to be unusable.
Result<Indices> unusable_in_dark(const Detector& detector, const CalibrationFrame& dark) {
  const float saturation = float_limit(detector.saturation_dn);
  const Found saturated = over_ranges(dark.dn.size(), [&](std::size_t begin, std::size_t end) {
    Found found;
    for (std::size_t i = begin; i < end; i += kStretch) {
      collect(
          i, std::min(end, i + kStretch), [&](std::size_t k) { return dark.dn[k] >= saturation; }, found.unusable);
    }
    return found;
  });
  Indices unusable = united(saturated.unusable,
                            find_bad_pixels({dark.dn.data(), dark.width, dark.height}, dark_floor_dn(detector), 0));
  auto share = check_share(std::ssize(unusable), dark, code::kDark, "too many hot pixels in the dark");
  if (!share) return fail(std::move(share.error()));
  return unusable;
}

/// Turns a flat into the response, the flat minus the dark; finds where that is none, or was saturated, and its sum.
Found subtract_dark(const Detector& detector, const std::vector<float>& dark_dn, std::vector<float>& dn) {
  const float saturation = float_limit(detector.saturation_dn);
  return over_ranges(dn.size(), [&](std::size_t begin, std::size_t end) {
    Found found;
    std::array<double, kSums> sums{};  // several, so that no addition waits for the one before
    for (std::size_t from = begin; from < end; from += kStretch) {
      const std::size_t to = std::min(end, from + kStretch);
      collect(
          from, to, [&](std::size_t i) { return !(dn[i] - dark_dn[i] > 0) | (dn[i] >= saturation); }, found.unusable);
      std::int32_t above = 0;
      for (std::size_t i = from; i < to; ++i) {
        dn[i] -= dark_dn[i];
        above += dn[i] > 0 ? 1 : 0;
      }
      for (std::size_t i = from; i < to; i += kSums) {
        const std::size_t some = std::min(kSums, to - i);
        for (std::size_t n = 0; n < some; ++n) sums[n] += static_cast<double>(dn[i + n]);
      }
      found.not_above += static_cast<std::int64_t>(to - from) - above;
    }
    found.sum = std::accumulate(sums.begin(), sums.end(), 0.0);
    return found;
  });
}

/// Turns the flat into the response; adds to `unusable` what the flat shows. Gives the response's mean over the others.
Result<double> make_response(const Detector& detector, const std::vector<float>& dark_dn, CalibrationFrame& flat,
                             Indices& unusable) {
  const Found found = subtract_dark(detector, dark_dn, flat.dn);
  const auto check = [&](std::int64_t count, std::string_view what) {
    return check_share(count, flat, code::kFlat, what);
  };
  if (auto share = check(found.not_above, "the flat is not above the dark"); !share)
    return fail(std::move(share.error()));
  if (auto share = check(std::ssize(found.unusable), "the flat is saturated"); !share)
    return fail(std::move(share.error()));
  const Indices faulty =
      united(found.unusable, find_bad_pixels({flat.dn.data(), flat.width, flat.height}, 0, kFlatRelativeFloor));
  if (auto share = check(std::ssize(faulty), "too many hot or dead pixels in the flat"); !share)
    return fail(std::move(share.error()));
  unusable = united(unusable, faulty);
  double sum = found.sum;
  for (const std::int64_t i : unusable) sum -= static_cast<double>(flat.dn[static_cast<std::size_t>(i)]);
  return sum / static_cast<double>(std::ssize(flat.dn) - std::ssize(unusable));
}

/// Turns the response into the scale: `level`, the gain times the mean response, over the pixel's own.
void divide_by_response(float level, std::vector<float>& response) {
  parallel_ranges(std::ssize(response), kGrain, [&](std::int64_t begin, std::int64_t end) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i)
      response[i] = level / response[i];
  });
}

Result<void> set_frames(const LayerGeometry& geometry, CalibrationImages& images, LayerCalibration& calibration) {
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
  Indices unusable;
  std::vector<float> dark_dn, scale_e_per_dn;
  if (images.dark) {
    Result<Indices> hot = unusable_in_dark(geometry.detector, *images.dark);
    if (!hot) return fail(std::move(hot.error()));
    unusable = std::move(*hot);
    dark_dn = std::move(images.dark->dn);
  } else {
    dark_dn.assign(any.dn.size(), calibration.constant_dark_dn);
  }
  if (images.flat) {
    const Result<double> mean = make_response(geometry.detector, dark_dn, *images.flat, unusable);
    if (!mean) return fail(mean.error());
    scale_e_per_dn = std::move(images.flat->dn);
    divide_by_response(static_cast<float>(calibration.gain_e_per_dn * *mean), scale_e_per_dn);
  } else {
    scale_e_per_dn.assign(dark_dn.size(), calibration.constant_scale_e_per_dn);
  }
  for (const std::int64_t i : unusable) scale_e_per_dn[static_cast<std::size_t>(i)] = 0;
  calibration.frame = ResponseFrame(dark_dn, scale_e_per_dn);
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

Result<LayerCalibration> make_calibration(const LayerGeometry& geometry, CalibrationImages images,
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
