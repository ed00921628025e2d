#include "core/spectra/spectrum_moments.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "core/spectra/colour.h"

namespace pellucid {
namespace {

constexpr double kSeen = 4;          ///< sigma of a stretch of channels that holds light
constexpr double kSeenShare = 1e-5;  ///< of the line's height, at least

/// The channels of one spectrum as light above the background, with their variance.
class Channels {
 public:
  Channels(const SpectrumAxis& axis, const SpectrumSignal& signal, const SpectrumWorkspace& work)
      : axis_(axis), s_(signal), w_(work) {
    settle();
  }

  [[nodiscard]] const ChannelRange& range() const { return range_; }
  [[nodiscard]] double nm(std::size_t i) const { return static_cast<double>(axis_.nm[i]); }
  [[nodiscard]] double light(std::size_t i) const { return light_[i - range_.first]; }
  [[nodiscard]] double variance(std::size_t i) const { return variance_[i - range_.first]; }
  /// Variance of the background that is taken from every channel.
  [[nodiscard]] double level_variance() const { return level_variance_; }
  [[nodiscard]] double inverse(std::size_t i) const {
    return axis_.inverse_response.empty() ? 1.0 : static_cast<double>(axis_.inverse_response[i]);
  }

 private:
  [[nodiscard]] double drift(std::size_t i) const { return slope_ * (nm(i) - middle_nm_); }

  [[nodiscard]] double mean(std::size_t begin, std::size_t end) const {
    return (w_.sum[end] - w_.sum[begin]) / static_cast<double>(end - begin);
  }

  /// From the line outwards to the last stretch that holds light, and a full width more; the rest is background.
  void settle() {
    const auto full = std::max<std::size_t>(2, static_cast<std::size_t>(s_.left + s_.right + 0.5));
    const std::size_t stretch = std::max<std::size_t>(2, full / 3);
    const double noise = std::sqrt(s_.floor_variance / static_cast<double>(stretch));
    const double height = s_.start.height / std::max(inverse(s_.peak), 1e-30);
    const double least = std::max(kSeen * noise, kSeenShare * height);
    const auto [first, last] = s_.channels;
    range_ = {s_.peak > first + full ? s_.peak - full : first, std::min(s_.peak + full + 1, last)};
    const auto seen = [&](std::size_t begin) { return mean(begin, begin + stretch) - s_.level > least; };
    // One stretch of hundreds may reach four sigma by chance; two side by side do not.
    for (std::size_t at = range_.last; at + 2 * stretch <= last; at += stretch)
      if (seen(at) && (seen(at + stretch) || at == range_.last)) range_.last = at + 2 * stretch;
    for (std::size_t at = range_.first; at >= first + 2 * stretch; at -= stretch)
      if (seen(at - stretch) && (seen(at - 2 * stretch) || at == range_.first)) range_.first = at - 2 * stretch;
    if (s_.is_clean) range_ = s_.channels;
    range_.first = range_.first > first + full ? range_.first - full : first;
    range_.last = std::min(range_.last + full, last);
    take_background();
    light_.reserve(range_.size());
    variance_.reserve(range_.size());
    for (std::size_t i = range_.first; i < range_.last; ++i) {
      const double r = inverse(i), above = static_cast<double>(w_.light[i]) - level_ * r - drift(i);
      light_.push_back(above);
      variance_.push_back(r * (r * s_.floor_variance + s_.count_variance * std::max(above, 0.0)));
    }
  }

  /// From the channels without light: their mean, or a straight line where both sides differ. Where the light leaves
  /// none, what was fitted under the line.
  void take_background() {
    const auto [first, last] = s_.channels;
    if (s_.is_clean) return;
    const std::size_t left = range_.first - first, right = last - range_.last, outside = left + right;
    if (outside < 16 && w_.fit.converged) {
      level_ = w_.fit.background / std::max(inverse(s_.peak), 1e-30);
      slope_ = w_.fit.slope;
      middle_nm_ = w_.fit.middle_nm;
      level_variance_ = s_.floor_variance / static_cast<double>(std::max<std::size_t>(s_.window.size() / 2, 1));
      return;
    }
    if (outside < 16) {
      level_ = s_.level;
      level_variance_ = s_.floor_variance / 8;
      return;
    }
    level_ =
        (w_.sum[last] - w_.sum[first] - (w_.sum[range_.last] - w_.sum[range_.first])) / static_cast<double>(outside);
    level_variance_ = s_.floor_variance / static_cast<double>(outside);
    if (left < 8 || right < 8) return;
    const double low = mean(first, range_.first), high = mean(range_.last, last);
    const double noise =
        std::sqrt(s_.floor_variance * (1.0 / static_cast<double>(left) + 1.0 / static_cast<double>(right)));
    if (std::abs(high - low) < 5 * noise) return;
    const double low_nm = 0.5 * (nm(first) + nm(range_.first)), high_nm = 0.5 * (nm(range_.last) + nm(last - 1));
    slope_ = (high - low) / (high_nm - low_nm) * inverse(s_.peak);
    middle_nm_ = 0.5 * (low_nm + high_nm);
    level_ = 0.5 * (low + high);
  }

  const SpectrumAxis& axis_;
  const SpectrumSignal& s_;
  const SpectrumWorkspace& w_;
  ChannelRange range_;
  double level_ = 0, level_variance_ = 0;
  double slope_ = 0, middle_nm_ = 0;      ///< the background's drift
  std::vector<double> light_, variance_;  ///< of the range
};

Measured measured(double value, double sigma) {
  return {static_cast<float>(value), static_cast<float>(sigma)};
}

/// Sum over the range of `by(i)^2` times the variance of a channel, and what the background's own error adds.
template <class By>
double sigma_of(const Channels& c, const By& by) {
  double sum = 0, shared = 0;
  for (std::size_t i = c.range().first; i < c.range().last; ++i) {
    const double b = by(i);
    sum += b * b * c.variance(i);
    shared += b * c.inverse(i);
  }
  return std::sqrt(sum + shared * shared * c.level_variance());
}

void measure_colour(const SpectrumAxis& axis, const Channels& c, SpectrumFigures& f) {
  double x_sum = 0, y_sum = 0, z_sum = 0;
  for (std::size_t i = c.range().first; i < c.range().last; ++i) {
    const double light = c.light(i) * static_cast<double>(axis.width_nm[i]);
    x_sum += light * static_cast<double>(axis.x[i]);
    y_sum += light * static_cast<double>(axis.y[i]);
    z_sum += light * static_cast<double>(axis.z[i]);
  }
  const double total = x_sum + y_sum + z_sum;
  if (!(x_sum > 0) || !(y_sum > 0) || !(total > 0)) return;
  constexpr double kWhite = 1.0 / 3.0, kTurn = 1e-4;
  const double x = x_sum / total, y = y_sum / total, dx = x - kWhite, dy = y - kWhite, r = std::hypot(dx, dy);
  const DominantWavelength found = dominant_wavelength(x, y);
  f.dominant_nm.value = static_cast<float>(found.nm);
  f.purity.value = static_cast<float>(found.purity);
  if (!std::isfinite(found.nm)) return;
  const auto turned = [&](double by) {
    return dominant_wavelength(kWhite + dx * std::cos(by) - dy * std::sin(by),
                               kWhite + dx * std::sin(by) + dy * std::cos(by));
  };
  const DominantWavelength before = turned(-kTurn), after = turned(kTurn);
  const double nm_by_turn = (after.nm - before.nm) / (2 * kTurn);
  const double purity_by_turn = (after.purity - before.purity) / (2 * kTurn);
  const auto chroma = [&](std::size_t i, double along_x, double along_y) {
    const auto xi = static_cast<double>(axis.x[i]), yi = static_cast<double>(axis.y[i]);
    const double sum = xi + yi + static_cast<double>(axis.z[i]);
    return static_cast<double>(axis.width_nm[i]) * (along_x * (xi - x * sum) + along_y * (yi - y * sum)) / total;
  };
  const double turn_x = -dy / (r * r), turn_y = dx / (r * r);
  f.dominant_nm.sigma = static_cast<float>(
      sigma_of(c, [&](std::size_t i) { return chroma(i, nm_by_turn * turn_x, nm_by_turn * turn_y); }));
  const double along = found.purity / (r * r);
  f.purity.sigma = static_cast<float>(sigma_of(c, [&](std::size_t i) {
    return chroma(i, along * dx + purity_by_turn * turn_x, along * dy + purity_by_turn * turn_y);
  }));
}

/// Least-squares cubic a + b t + c t^2 + d t^3; t within [-1, 1].
class TopCubic {
 public:
  void add(double t, double light) {
    double power = 1;
    for (std::size_t k = 0; k < 7; ++k, power *= t) {
      moments_[k] += power;
      if (k < 4) right_[k] += power * light;
    }
  }
  /// The maximum nearest to the middle; NaN where there is none. `curve`: its second derivative.
  [[nodiscard]] double top(double& curve) const {
    std::array<std::array<double, 5>, 4> m{};
    for (std::size_t i = 0; i < 4; ++i) {
      for (std::size_t j = 0; j < 4; ++j) m[i][j] = moments_[i + j];
      m[i][4] = right_[i];
    }
    for (std::size_t i = 0; i < 4; ++i) {
      if (std::abs(m[i][i]) < 1e-12) return std::numeric_limits<double>::quiet_NaN();
      for (std::size_t k = i + 1; k < 4; ++k) {
        const double by = m[k][i] / m[i][i];
        for (std::size_t j = i; j < 5; ++j) m[k][j] -= by * m[i][j];
      }
    }
    std::array<double, 4> c{};
    for (std::size_t i = 4; i-- > 0;) {
      c[i] = m[i][4];
      for (std::size_t j = i + 1; j < 4; ++j) c[i] -= m[i][j] * c[j];
      c[i] /= m[i][i];
    }
    const double root = c[2] * c[2] - 3 * c[3] * c[1];
    if (root < 0 || c[2] >= 0) return std::numeric_limits<double>::quiet_NaN();
    const double at = c[1] / (-c[2] + std::sqrt(root));
    curve = 2 * c[2] + 6 * c[3] * at;
    return at;
  }

 private:
  std::array<double, 7> moments_{};
  std::array<double, 4> right_{};
};

}  // namespace

void measure_moments(const SpectrumAxis& axis, const SpectrumSignal& signal, const SpectrumWorkspace& work,
                     SpectrumFigures& f) {
  const Channels c(axis, signal, work);
  const auto width = [&](std::size_t i) { return static_cast<double>(axis.width_nm[i]); };
  double counts = 0, area = 0, moment = 0, energy = 0;
  for (std::size_t i = c.range().first; i < c.range().last; ++i) {
    const double light = c.light(i);
    counts += light;
    area += light * width(i);
    moment += light * width(i) * c.nm(i);
    energy += light * width(i) / c.nm(i);
  }
  f.counts = measured(counts, sigma_of(c, [](std::size_t) { return 1.0; }));
  if (!(area > 0)) return;
  const double centroid = moment / area;
  const double sigma = sigma_of(c, [&](std::size_t i) { return width(i) * (c.nm(i) - centroid) / area; });
  f.centroid_nm = measured(centroid, sigma);
  // In energy the light of a stretch is the same light: the mean of the photons' energies.
  f.centroid_ev = measured(kPlanckLight_ev_nm * energy / area, kPlanckLight_ev_nm / (centroid * centroid) * sigma);
  measure_colour(axis, c, f);
}

bool measure_directly(const SpectrumAxis& axis, const SpectrumSignal& signal, const SpectrumWorkspace& work,
                      SpectrumFigures& f) {
  const Channels c(axis, signal, work);
  const auto first = std::max(signal.window.first, c.range().first);
  const auto last = std::min(signal.window.last, c.range().last);
  std::size_t top = signal.peak;
  const std::size_t near = std::max<std::size_t>(1, static_cast<std::size_t>(0.5 * (signal.left + signal.right)));
  for (std::size_t i = std::max(first, top - std::min(top, near)); i < std::min(last, signal.peak + near + 1); ++i)
    if (c.light(i) > c.light(top)) top = i;
  const double reach = std::max(2.0, 0.35 * (signal.left + signal.right) / 2);
  TopCubic cubic;
  double height = 0;
  int points = 0;
  for (std::size_t i = first; i < last; ++i) {
    const double t = (static_cast<double>(i) - static_cast<double>(top)) / reach;
    if (std::abs(t) > 1.001) continue;
    cubic.add(t, c.light(i));
    height += c.light(i);
    ++points;
  }
  double curve = 0;
  double at = points >= 5 ? cubic.top(curve) : std::numeric_limits<double>::quiet_NaN();
  if (!(std::abs(at) <= 1)) at = 0, curve = -height / std::max(points, 1);
  const double step = static_cast<double>(axis.width_nm[top]);
  const double noise = std::sqrt(c.variance(top));
  const double peak = c.nm(top) + at * reach * step;
  const double peak_sigma =
      noise / std::max(std::abs(curve), 1e-300) / std::sqrt(std::max(points, 1) / 3.0) * reach * step * 2;
  const double half = 0.5 * c.light(top);
  const auto cross = [&](bool right, double& nm, double& sigma) {
    for (std::size_t i = top;;) {
      if (right ? i + 1 >= c.range().last : i <= c.range().first) return false;
      const std::size_t next = right ? i + 1 : i - 1;
      if (c.light(next) <= half) {
        const double fall = c.light(i) - c.light(next);
        nm = c.nm(i) + (c.nm(next) - c.nm(i)) * (c.light(i) - half) / fall;
        sigma = std::sqrt(c.variance(i)) / fall * step;
        return true;
      }
      i = next;
    }
  };
  double left = 0, right = 0, left_sigma = 0, right_sigma = 0;
  if (!cross(false, left, left_sigma) || !cross(true, right, right_sigma)) return false;
  f.peak_nm = measured(peak, peak_sigma);
  f.fwhm_nm = measured(right - left, std::hypot(left_sigma, right_sigma));
  const double ev_by_nm = kPlanckLight_ev_nm / (peak * peak);
  // The Jacobian's slope, 2 / lambda, moves the top to the red by that over its curvature.
  const double curvature = std::abs(curve) / (reach * step * reach * step) / std::max(c.light(top), 1e-300);
  f.peak_ev = measured(kPlanckLight_ev_nm / (peak + 2 / peak / std::max(curvature, 1e-9)), ev_by_nm * peak_sigma);
  f.fwhm_ev =
      measured(kPlanckLight_ev_nm / left - kPlanckLight_ev_nm / right, ev_by_nm * std::hypot(left_sigma, right_sigma));
  return true;
}

}  // namespace pellucid
