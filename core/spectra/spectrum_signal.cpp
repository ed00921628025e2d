#include "core/spectra/spectrum_signal.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace pellucid {
namespace {

constexpr std::size_t kBlocks = 32;
constexpr double kSpike = 8;            ///< sigma above what neighbours say
constexpr double kSpikeFoot = 0.33;     ///< a line is not as steep: its next channel has more than this share
constexpr double kClean = 5e-3;         ///< background of the highest channel: an instrument has taken it out
constexpr double kVisible = 5;          ///< sigma of the best box: below, there is no line
constexpr double kClear = 30;           ///< sigma of a box whose place and height can be trusted
constexpr double kReach = 5;            ///< half-widths to both sides that the fit looks at
constexpr double kBinsAWidth = 15;      ///< samples a full width, where channels are finer
constexpr std::size_t kLeastReach = 8;  ///< channels

/// Counts at a ceiling are recognised by a flat top, or by a ceiling that detectors have.
bool is_clipped(std::span<const float> counts, std::optional<double> ceiling) {
  const float top = *std::max_element(counts.begin(), counts.end());
  if (ceiling) return static_cast<double>(top) >= *ceiling;
  if (top >= 65535.0F || top == 64000.0F) return true;
  if (top < 1000.0F) return false;
  std::size_t run = 0, longest = 0;
  for (const float c : counts) longest = std::max(longest, run = c == top ? run + 1 : 0);
  return longest >= 3 || (longest == 2 && (top == 4095.0F || top == 16383.0F));
}

double lower_median(std::vector<float>& sorted, const std::vector<float>& values, double quantile) {
  sorted = values;
  const auto at = sorted.begin() + static_cast<std::ptrdiff_t>(quantile * static_cast<double>(sorted.size() - 1));
  std::nth_element(sorted.begin(), at, sorted.end());
  return static_cast<double>(*at);
}

class SignalReader {
 public:
  SignalReader(const SpectrumAxis& axis, const WavelengthOptions& options, SpectrumWorkspace& work)
      : axis_(axis), options_(options), w_(work) {}

  SpectrumSignal read(std::span<const float> counts, bool counted) {
    choose_channels();
    if (s_.channels.size() < 8) return s_;
    const auto seen = counts.subspan(s_.channels.first, s_.channels.size());
    float sum = 0;
    for (const float c : seen) sum += c * 0.0F;
    if (sum != 0.0F) return s_;  // NaN or infinite
    if (is_clipped(seen, options_.saturation_counts)) return answer(SpectrumState::saturated);
    subtract_dark(counts);
    measure_noise(counted);
    bridge_spikes();
    add_up();
    if (!find_line()) return answer(SpectrumState::dark);
    find_sides();
    gather();
    return answer(SpectrumState::measured);
  }

 private:
  SpectrumSignal answer(SpectrumState state) {
    s_.state = state;
    return s_;
  }

  void choose_channels() {
    const auto& nm = axis_.nm;
    const auto from = [&](double limit) {
      return static_cast<std::size_t>(std::lower_bound(nm.begin(), nm.end(), static_cast<float>(limit)) - nm.begin());
    };
    s_.channels = {options_.range_low_nm ? from(*options_.range_low_nm) : 0,
                   options_.range_high_nm ? from(*options_.range_high_nm) : nm.size()};
    s_.channels.last = std::max(s_.channels.first, s_.channels.last);
  }

  void subtract_dark(std::span<const float> counts) {
    w_.counts.assign(counts.begin(), counts.end());
    for (std::size_t i = 0; i < axis_.dark.size(); ++i) w_.counts[i] -= axis_.dark[i];
  }

  /// Level and scatter of blocks of channels: the lower half of the levels is background, the usual scatter there (from
  /// second differences, which a slope does not reach) is the noise floor.
  void measure_noise(bool counted) {
    const auto [first, last] = s_.channels;
    const std::size_t size = std::max<std::size_t>(8, s_.channels.size() / kBlocks);
    w_.level.clear();
    w_.scatter.clear();
    for (std::size_t begin = first; begin + size <= last; begin += size) {
      float sum = 0, bends = 0;
      for (std::size_t i = begin; i < begin + size; ++i) sum += w_.counts[i];
      for (std::size_t i = begin + 1; i + 1 < begin + size; ++i) {
        const float bend = w_.counts[i - 1] - 2 * w_.counts[i] + w_.counts[i + 1];
        bends += bend * bend;
      }
      w_.level.push_back(sum / static_cast<float>(size));
      w_.scatter.push_back(bends / (6.0F * static_cast<float>(size - 2)));
    }
    const double middle = lower_median(w_.sorted, w_.level, 0.5);
    std::vector<float>& low = w_.sorted;
    low.clear();
    for (std::size_t b = 0; b < w_.level.size(); ++b)
      if (static_cast<double>(w_.level[b]) <= middle) low.push_back(w_.scatter[b]);
    std::nth_element(low.begin(), low.begin() + static_cast<std::ptrdiff_t>(low.size() / 2), low.end());
    s_.floor_variance = static_cast<double>(low[low.size() / 2]);
    s_.level = lower_median(w_.sorted, w_.level, 0.25);
    s_.count_variance = 1.0 / options_.gain_e_per_count;
    const double top = static_cast<double>(*std::max_element(w_.counts.begin() + static_cast<std::ptrdiff_t>(first),
                                                             w_.counts.begin() + static_cast<std::ptrdiff_t>(last)));
    if (counted) {
      s_.floor_variance = std::max(s_.floor_variance, 0.1 * s_.count_variance * s_.count_variance);
      return;
    }
    s_.is_clean = axis_.dark.empty() && std::abs(s_.level) < kClean * top;
    // Units unknown: as much noise as the bright blocks show, and a thousandth of the peak at least.
    double share = 0;
    for (std::size_t b = 0; b < w_.level.size(); ++b) {
      const double above = static_cast<double>(w_.level[b]) - s_.level;
      if (above > 0.2 * (top - s_.level))
        share = std::max(share, (static_cast<double>(w_.scatter[b]) - s_.floor_variance) / above);
    }
    s_.floor_variance = std::max(s_.floor_variance, 1e-10 * top * top);
    s_.count_variance = std::clamp(share, 1e-8 * std::abs(top), 1e-4 * std::abs(top));
  }

  [[nodiscard]] double variance_at(double above_level) const {
    return s_.floor_variance + s_.count_variance * std::max(above_level, 0.0);
  }

  /// One or two channels far above all around them, steeper than any line.
  void bridge_spikes() {
    w_.spikes.clear();
    const auto [first, last] = s_.channels;
    if (s_.channels.size() < 12) return;
    const auto limit = static_cast<float>(kSpike * std::sqrt(s_.floor_variance));
    float* c = w_.counts.data();
    for (std::size_t i = first + 2; i + 3 < last; ++i) {
      if (c[i] - std::max(c[i - 2], std::min(c[i + 2], c[i + 3])) < limit) continue;
      for (std::size_t width = 1; width <= 2; ++width) {
        if (!is_spike(i, width)) continue;
        for (std::size_t k = 0; k < width; ++k) {
          const float t = static_cast<float>(k + 1) / static_cast<float>(width + 1);
          c[i + k] = c[i - 1] + t * (c[i + width] - c[i - 1]);
          w_.spikes.push_back(i + k);
        }
        break;
      }
    }
  }

  [[nodiscard]] bool is_spike(std::size_t i, std::size_t width) const {
    const float* c = w_.counts.data();
    const double base = 0.5 * (static_cast<double>(c[i - 2]) + static_cast<double>(c[i + width + 1]));
    const double lowest = static_cast<double>(width == 1 ? c[i] : std::min(c[i], c[i + 1]));
    const double highest = static_cast<double>(width == 1 ? c[i] : std::max(c[i], c[i + 1]));
    const double foot = static_cast<double>(std::max(c[i - 1], c[i + width]));
    // The spike's charge tells nothing of the noise: that of the light around it does.
    const double noise = std::sqrt(1.5 * variance_at(std::max(base, foot) - s_.level));
    if (highest - std::max(base, foot) < kSpike * noise || lowest - foot < 3 * noise) return false;
    const double allowed = width == 1 ? kSpikeFoot : 0.15;
    return foot - base < allowed * (highest - base) + 3 * noise;
  }

  void add_up() {
    const auto [first, last] = s_.channels;
    w_.sum.resize(axis_.size() + 1);
    std::fill(w_.sum.begin(), w_.sum.begin() + static_cast<std::ptrdiff_t>(first + 1), 0.0);
    for (std::size_t i = first; i < last; ++i) w_.sum[i + 1] = w_.sum[i] + static_cast<double>(w_.counts[i]);
    if (axis_.inverse_response.empty()) {
      w_.light = w_.counts;
      return;
    }
    w_.light.resize(axis_.size());
    for (std::size_t i = 0; i < axis_.size(); ++i) w_.light[i] = w_.counts[i] * axis_.inverse_response[i];
  }

  /// The highest mean of ever wider boxes, up to the first that stands clear of the noise; else the clearest.
  bool find_line() {
    const auto [first, last] = s_.channels;
    double clearest = 0;
    for (std::size_t box = 3; box <= std::max<std::size_t>(3, s_.channels.size() / 3); box = 2 * box - 1) {
      double most = -std::numeric_limits<double>::infinity();
      std::size_t at = first;
      for (std::size_t i = first; i + box <= last; ++i) {
        const double sum = w_.sum[i + box] - w_.sum[i];
        if (sum > most) most = sum, at = i;
      }
      const double light = most - static_cast<double>(box) * s_.level;
      const double clear = light / std::sqrt(static_cast<double>(box) * s_.floor_variance +
                                             s_.count_variance * std::max(light, 0.0) + 1e-300);
      if (clear > clearest) clearest = clear, box_ = box, s_.peak = at + box / 2;
      if (clear > kClear) break;
    }
    is_clear_ = clearest > kClear;
    // The highest of many places: more of them need more sigma.
    return clearest > kVisible;
  }

  [[nodiscard]] double smooth_at(std::size_t i) const {
    const std::size_t begin = std::max(i, s_.channels.first + box_ / 2) - box_ / 2;
    const std::size_t end = std::min(i + box_ / 2 + 1, s_.channels.last);
    return (w_.sum[end] - w_.sum[begin]) / static_cast<double>(end - begin) - s_.level;
  }

  /// Half-widths by walking down to half of the height, the box's own width taken out.
  void find_sides() {
    const double half = 0.5 * smooth_at(s_.peak);
    if (!is_clear_) {
      s_.left = s_.right = std::max(1.0, 0.45 * static_cast<double>(box_));
      return;
    }
    double previous = 2 * half;
    std::size_t steps = 0;
    const auto walk = [&](auto next, std::size_t end) {
      std::size_t i = s_.peak;
      previous = 2 * half;
      for (steps = 0; i != end; ++steps) {
        i = next(i);
        const double now = smooth_at(i);
        if (now <= half) return static_cast<double>(steps) + (previous - half) / std::max(previous - now, 1e-300);
        previous = now;
      }
      return -1.0;  // the spectrum ends first
    };
    double left = walk([](std::size_t i) { return i - 1; }, s_.channels.first);
    double right = walk([](std::size_t i) { return i + 1; }, s_.channels.last - 1);
    if (left < 0 && right < 0) left = right = 0.5 * static_cast<double>(s_.channels.size());
    if (left < 0) left = right;
    if (right < 0) right = left;
    const double blur = static_cast<double>(box_ * box_) / 12;
    const auto sharpened = [&](double w) { return std::sqrt(std::max(w * w - 1.4 * blur, 0.36)); };
    s_.left = sharpened(left);
    s_.right = sharpened(right);
  }

  /// Channels around the line, in bins that the line does not notice.
  void gather() {
    const auto reach = [](double own, double other) {
      return std::max(kLeastReach, static_cast<std::size_t>(std::max(kReach * own, 0.7 * kReach * other) + 0.5));
    };
    const std::size_t left = reach(s_.left, s_.right), right = reach(s_.right, s_.left);
    s_.window.first = s_.peak > s_.channels.first + left ? s_.peak - left : s_.channels.first;
    s_.window.last = std::min(s_.peak + right + 1, s_.channels.last);
    const auto bin = std::max<std::size_t>(1, static_cast<std::size_t>((s_.left + s_.right) / kBinsAWidth));
    w_.samples.clear();
    std::size_t spike = 0;
    for (std::size_t begin = s_.window.first; begin < s_.window.last; begin += bin) {
      double count = 0, nm = 0, light = 0, floor = 0, by_light = 0;
      for (std::size_t i = begin; i < std::min(begin + bin, s_.window.last); ++i) {
        const double inverse = axis_.inverse_response.empty() ? 1.0 : static_cast<double>(axis_.inverse_response[i]);
        while (spike < w_.spikes.size() && w_.spikes[spike] < i) ++spike;
        if (inverse == 0 || (spike < w_.spikes.size() && w_.spikes[spike] == i)) continue;
        count += 1;
        nm += static_cast<double>(axis_.nm[i]);
        light += static_cast<double>(w_.light[i]);
        floor += s_.floor_variance * inverse * inverse;
        by_light += s_.count_variance * inverse;
      }
      if (count > 0) w_.samples.add(nm / count, light / count, floor / (count * count), by_light / (count * count));
    }
    begin_fit();
  }

  void begin_fit() {
    const double inverse =
        axis_.inverse_response.empty() ? 1.0 : std::max(1e-30, static_cast<double>(axis_.inverse_response[s_.peak]));
    const double step = static_cast<double>(axis_.width_nm[s_.peak]);
    s_.start = {smooth_at(s_.peak) * inverse,
                static_cast<double>(axis_.nm[s_.peak]),
                s_.left * step,
                s_.right * step,
                s_.level * inverse,
                false};
    const std::size_t n = w_.samples.size(), side = n / 8;
    if (side < 2) return;
    double low = 0, high = 0, variance = 0;
    for (std::size_t i = 0; i < side; ++i) {
      low += w_.samples.light[i];
      high += w_.samples.light[n - 1 - i];
      variance += w_.samples.floor_variance[i] + w_.samples.floor_variance[n - 1 - i];
    }
    const double rise = std::abs(high - low);
    s_.start.sloped = rise > 4 * std::sqrt(variance) && rise > 0.005 * static_cast<double>(side) * s_.start.height;
  }

  const SpectrumAxis& axis_;
  const WavelengthOptions& options_;
  SpectrumWorkspace& w_;
  SpectrumSignal s_;
  std::size_t box_ = 3;
  bool is_clear_ = false;
};

}  // namespace

SpectrumSignal read_signal(const SpectrumAxis& axis, const WavelengthOptions& options, std::span<const float> counts,
                           bool counted, SpectrumWorkspace& work) {
  return SignalReader(axis, options, work).read(counts, counted);
}

}  // namespace pellucid
