#include "samples/simulator/detector.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <type_traits>

#include "samples/simulator/noise.h"
#include "samples/simulator/random.h"

namespace pellucid::sim {
namespace {

/// Loss towards the corners (frame) or the ends (line), quadratic.
double vignette(double loss, std::int64_t x, std::int64_t y, std::int64_t width, std::int64_t height) {
  const double u = (static_cast<double>(x) + 0.5) / static_cast<double>(width) * 2.0 - 1.0;
  const double v = height == 1 ? 0.0 : (static_cast<double>(y) + 0.5) / static_cast<double>(height) * 2.0 - 1.0;
  return 1.0 - loss * (u * u + v * v) / (height == 1 ? 1.0 : 2.0);
}

void scale_to_mean_one(std::vector<float>& values) {
  double sum = 0;
  for (const float v : values) sum += v;
  const double scale = static_cast<double>(values.size()) / sum;
  for (float& v : values) v = static_cast<float>(v * scale);
}

/// The excitation itself; PL follows it with an exponent that the digitiser applies.
double slow_drift(const RasterOptions& o, std::int64_t line) {
  const double t = 2.0 * std::numbers::pi * static_cast<double>(line) / o.power_drift_lines;
  return 1.0 + o.power_drift * (0.8 * std::sin(t) + 0.2 * std::sin(2.7 * t + 1.0));
}

}  // namespace

FixedPattern make_fixed_pattern(const SimulationOptions& o, std::int64_t width, std::int64_t height) {
  FixedPattern p{width, height, {}, {}, {}};
  const auto n = static_cast<std::size_t>(width * height);
  p.flat.resize(n);
  p.dark_dn.resize(n);
  const double hot_share = o.tiling.method == ScanMethod::camera ? o.noise.hot_pixel_fraction : 0;
  if (hot_share > 0) p.hot_dn.assign(n, 0.0F);
  for (std::size_t i = 0; i < n; ++i) {
    const auto x = static_cast<std::int64_t>(i) % width, y = static_cast<std::int64_t>(i) / width;
    double flat = vignette(o.calibration.vignetting, x, y, width, height);
    if (o.calibration.pixel_gain_sigma > 0)
      flat *= 1.0 + o.calibration.pixel_gain_sigma * normal_of(hash(o.seed, Stream::gain, i));
    double dark = o.detector.offset_dn;
    if (o.calibration.dark_pattern_dn > 0)
      dark += o.calibration.dark_pattern_dn * normal_of(hash(o.seed, Stream::dark, i));
    const std::uint64_t h = hash(o.seed, Stream::hot, i);
    if (to_unit(h) < hot_share) {
      p.hot_dn[i] = static_cast<float>(o.noise.hot_pixel_dn * (0.5 + to_unit(mix(h))));
      dark += p.hot_dn[i];
    }
    p.flat[i] = static_cast<float>(std::max(flat, 0.05));
    p.dark_dn[i] = static_cast<float>(std::max(dark, 0.0));
  }
  scale_to_mean_one(p.flat);
  return p;
}

std::vector<float> measured_dark(const SimulationOptions& o, const FixedPattern& pattern) {
  std::vector<float> frame = pattern.dark_dn;
  if (o.calibration.averaged_frames <= 0) return frame;
  const double sigma = o.detector.read_noise_e / o.detector.gain_e_per_dn / std::sqrt(o.calibration.averaged_frames);
  for (std::size_t i = 0; i < frame.size(); ++i) {
    frame[i] += static_cast<float>(sigma * normal_of(hash(o.seed, Stream::calibration, 0, i)));
  }
  return frame;
}

std::vector<float> measured_flat(const SimulationOptions& o, const FixedPattern& pattern) {
  std::vector<float> frame(pattern.flat.size());
  const double frames = o.calibration.averaged_frames, gain = o.detector.gain_e_per_dn;
  for (std::size_t i = 0; i < frame.size(); ++i) {
    double dn = o.calibration.flat_level_dn * pattern.flat[i];
    if (frames > 0) {
      const double sigma_e = std::sqrt((dn * gain + o.detector.read_noise_e * o.detector.read_noise_e) / frames);
      dn += sigma_e / gain * normal_of(hash(o.seed, Stream::calibration, 1, i));
    }
    frame[i] = static_cast<float>(dn + pattern.dark_dn[i]);
  }
  return frame;
}

std::vector<double> line_power(const SimulationOptions& o, std::size_t layer, std::int64_t lines) {
  std::vector<double> power(static_cast<std::size_t>(lines), 1.0);
  for (std::size_t i = 0; i < power.size(); ++i) {
    power[i] = slow_drift(o.raster, static_cast<std::int64_t>(i));
    if (o.raster.power_jitter > 0)
      power[i] *= 1.0 + o.raster.power_jitter * normal_of(hash(o.seed, Stream::line_power, layer, i));
    power[i] = std::round(std::max(power[i], 0.01) * 1e6) * 1e-6;  // as the monitor's file tells it
  }
  return power;
}

Digitiser::Digitiser(const SimulationOptions& options, const FixedPattern& pattern) : o_(options), pattern_(pattern) {}

void Digitiser::add_spikes(std::vector<float>& e, const RowPlace& place) const {
  Random random(hash(o_.seed, Stream::spike, place.layer << 32 | place.tile,
                     static_cast<std::uint64_t>(place.y) << 24 ^ static_cast<std::uint64_t>(place.x)));
  const double expected = o_.noise.spikes_per_mpx * 1e-6 * static_cast<double>(e.size());
  const int count = NoiseSource::instance().poisson(std::min(expected, NoiseSource::kExactMean - 1), random);
  for (int i = 0; i < count; ++i) {
    const auto x = static_cast<std::size_t>(random.unit() * static_cast<double>(e.size()));
    e[x] += static_cast<float>(-o_.noise.spike_e * std::log(1.0 - random.unit()));
  }
}

template <class Pixel>
void Digitiser::digitise_as(const float* light_e, std::int64_t count, const RowPlace& place, Pixel* out) const {
  const NoiseSource& noise = NoiseSource::instance();
  Random random(hash(o_.seed, Stream::pixel, place.layer << 32 | place.tile,
                     static_cast<std::uint64_t>(place.y) << 24 ^ static_cast<std::uint64_t>(place.x)));
  const std::size_t at = pattern_.at(place.y) + static_cast<std::size_t>(place.x);
  const float* flat = pattern_.flat.data() + at;
  const float* dark = pattern_.dark_dn.data() + at;
  const float* hot = pattern_.hot_dn.empty() ? nullptr : pattern_.hot_dn.data() + at;
  const double power = std::pow(place.relative_power, o_.raster.power_exponent);
  const double gain = o_.detector.gain_e_per_dn, per_gain = 1.0 / gain;
  const double read = o_.noise.read ? o_.detector.read_noise_e : 0.0;
  thread_local std::vector<float> electrons;
  electrons.resize(static_cast<std::size_t>(count));
  const auto level = static_cast<float>(power);
  for (std::int64_t x = 0; x < count; ++x) electrons[static_cast<std::size_t>(x)] = light_e[x] * flat[x] * level;
  const auto dark_current = static_cast<float>(gain);  // electrons a DN of a hot pixel's excess, which fluctuates too
  for (std::int64_t x = 0; hot != nullptr && x < count; ++x)
    electrons[static_cast<std::size_t>(x)] += hot[x] * dark_current;
  if (o_.noise.photon) {
    noise.expose(electrons, read, random);
  } else if (read > 0) {
    for (float& e : electrons) e += static_cast<float>(read * noise.normal(random));
  }
  // The excess itself stands in the dark frame.
  for (std::int64_t x = 0; hot != nullptr && x < count; ++x)
    electrons[static_cast<std::size_t>(x)] -= hot[x] * dark_current;
  if (o_.noise.spikes_per_mpx > 0) add_spikes(electrons, place);
  const double half = o_.detector.pmt_half_e, top = o_.detector.saturation_dn;
  for (std::int64_t x = 0; x < count; ++x) {
    double e = electrons[static_cast<std::size_t>(x)];
    if (half > 0 && e > 0) e /= 1.0 + e / half;
    const double dn = std::min(dark[x] + e * per_gain, top);
    if constexpr (std::is_floating_point_v<Pixel>) {
      out[x] = static_cast<Pixel>(dn);
    } else {
      out[x] = static_cast<Pixel>(std::max(dn, 0.0) + 0.5);
    }
  }
}

void Digitiser::digitise(const float* light_e, std::int64_t count, const RowPlace& place, std::byte* out) const {
  switch (o_.detector.bits) {
    case 8:
      return digitise_as(light_e, count, place, reinterpret_cast<std::uint8_t*>(out));
    case 16:
      return digitise_as(light_e, count, place, reinterpret_cast<std::uint16_t*>(out));
    default:
      return digitise_as(light_e, count, place, reinterpret_cast<float*>(out));
  }
}

}  // namespace pellucid::sim
