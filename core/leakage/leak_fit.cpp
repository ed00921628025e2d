#include "core/leakage/leak_fit.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

namespace pellucid {
namespace {

/// What it costs a chip, in chi-squared, to be an outlier of the population in s or in A: about one chip in fifty is.
constexpr double kOutlierPrice = 8;
constexpr double kNeighbourNoise = 0.003;  ///< share of a healthy chip's light to which neighbours are taken out
constexpr double kTrustedLeak_sigma = 2;   ///< a leak above is worth the full fit, even where it is not significant
constexpr double kStill = 1e-3;            ///< chi-squared that a last step may still gain
constexpr int kMostSteps = 40;
constexpr int kTrials = 32;

// The parameters of a chip: ln s, ln A, p, ln(floor / its usual value).
enum : Eigen::Index { kBrightness, kDefects, kLeak, kFloor };
using Vector4 = Eigen::Vector4d;
using Matrix4 = Eigen::Matrix4d;

double square(double x) {
  return x * x;
}

}  // namespace

/// The powers at which a chip was measured, relative to a healthy one.
struct LeakFitter::Data {
  std::size_t count = 0;
  std::array<std::size_t, kMostPowers> power{};  ///< index of each
  std::array<double, kMostPowers> value{}, variance{}, sigma{}, expected_e{};
  double extra_noise = 0;
};

struct LeakFitter::Fit {
  Vector4 x = Vector4::Zero();
  bool leak = false;                                     ///< p and the floor are free
  bool other_brightness = false, other_defects = false;  ///< an outlier: no prior, at its price
  double cost = std::numeric_limits<double>::infinity();
  Vector4 gradient = Vector4::Zero();
  Matrix4 information = Matrix4::Zero();
};

/// What a fit's parameters stand for.
struct LeakFitter::Chip {
  double brightness = 1, defects = 1, leak_w_cm2 = 0;
  double floor = 0;  ///< 0: no leak
};

/// Relative light of the model at one power, and its derivatives.
struct LeakFitter::Terms {
  double light = 0;
  Vector4 by = Vector4::Zero();
};

LeakFitter::LeakFitter(const HealthyCurve& curve, std::span<const double> power_w_cm2, LeakPriors priors,
                       const LeakOptions& options)
    : curve_(curve), power_(power_w_cm2.begin(), power_w_cm2.end()), priors_(priors), options_(options) {
  for (const double power : power_) healthy_y_.push_back(chip_point(curve_, 1, 0, power).y);
  top_ = static_cast<std::size_t>(std::ranges::max_element(power_) - power_.begin());
  const double low = 0.1 * std::ranges::min(power_), high = 1.5 * power_[top_];
  for (int i = 0; i < kTrials; ++i) {
    trial_leak_.push_back(low * std::pow(high / low, i / (kTrials - 1.0)));
    std::array<double, kMostPowers> light{};
    for (std::size_t k = 0; k < power_.size(); ++k)
      light[k] = relative_light(k, 1, 1, trial_leak_.back(), options_.floor);
    trial_light_.push_back(light);
  }
}

double LeakFitter::relative_light(std::size_t power, double brightness, double defects, double leak_w_cm2,
                                  double floor) const {
  const double healthy2 = square(healthy_y_[power]);
  const double own = square(chip_point(curve_, defects, leak_w_cm2, power_[power]).y);
  const double open = floor > 0 ? square(chip_point(curve_, defects, 0, power_[power]).y) : 0;
  return brightness * (own + floor * open) / healthy2;
}

double LeakFitter::light_at(double power_w_cm2, const LeakEstimate& chip) const {
  const double own = square(chip_point(curve_, chip.defects, chip.leak_w_cm2, power_w_cm2).y);
  const double open = chip.floor > 0 ? square(chip_point(curve_, chip.defects, 0, power_w_cm2).y) : 0;
  return chip.brightness * (own + chip.floor * open);
}

LeakFitter::Chip LeakFitter::chip_of(const Fit& fit) const {
  return {std::exp(fit.x[kBrightness]), std::exp(fit.x[kDefects]), fit.x[kLeak],
          fit.leak ? options_.floor * std::exp(fit.x[kFloor]) : 0};
}

LeakFitter::Terms LeakFitter::terms(std::size_t power, const Chip& chip) const {
  const double unit = chip.brightness / square(healthy_y_[power]);
  const ChipPoint own = chip_point(curve_, chip.defects, chip.leak_w_cm2, power_[power], healthy_y_[power]);
  Terms t;
  t.light = unit * own.y * own.y;
  t.by[kDefects] = unit * 2 * own.y * own.by_log_defects;
  t.by[kLeak] = unit * 2 * own.y * own.by_leak;
  if (chip.floor > 0) {
    const ChipPoint open = chip_point(curve_, chip.defects, 0, power_[power], healthy_y_[power]);
    t.by[kFloor] = unit * chip.floor * open.y * open.y;
    t.by[kDefects] += unit * chip.floor * 2 * open.y * open.by_log_defects;
    t.light += t.by[kFloor];
  }
  t.by[kBrightness] = t.light;
  return t;
}

/// Chi-squared with the priors. Fills gradient and information of the fit as well.
void LeakFitter::normal_equations(const Data& data, Fit& fit) const {
  fit.cost = 0;
  fit.gradient.setZero();
  fit.information.setZero();
  const Chip chip = chip_of(fit);
  for (std::size_t i = 0; i < data.count; ++i) {
    const Terms t = terms(data.power[i], chip);
    const double weight = 1 / data.variance[i], off = data.value[i] - t.light;
    fit.cost += weight * off * off;
    fit.gradient += weight * off * t.by;
    fit.information += weight * t.by * t.by.transpose();
  }
  const auto prior = [&](Eigen::Index k, double sigma, bool outlier) {
    fit.cost += outlier ? kOutlierPrice : square(fit.x[k] / sigma);
    const double weight = outlier ? 1e-3 : 1 / square(sigma);
    fit.information(k, k) += weight;
    if (!outlier) fit.gradient[k] -= weight * fit.x[k];
  };
  prior(kBrightness, priors_.brightness, fit.other_brightness);
  prior(kDefects, priors_.defects, fit.other_defects);
  prior(kFloor, options_.floor_spread, false);
  fit.information(kLeak, kLeak) += square(0.1 / power_[top_]);  // a leak beyond all powers has no upper end
}

/// Levenberg-Marquardt from where the fit stands.
LeakFitter::Fit LeakFitter::minimise(const Data& data, Fit fit) const {
  const double least_leak = -0.5 * std::ranges::min(power_), most_leak = 3 * power_[top_];
  normal_equations(data, fit);
  double damping = 1e-3;
  for (int step = 0; step < kMostSteps; ++step) {
    Matrix4 damped = fit.information;
    damped.diagonal() *= 1 + damping;
    Vector4 gradient = fit.gradient;
    if (!fit.leak) {
      damped.row(kLeak).setZero();
      damped.col(kLeak).setZero();
      damped(kLeak, kLeak) = 1;
      gradient[kLeak] = 0;
    }
    Fit next = fit;
    next.x += damped.ldlt().solve(gradient);
    next.x[kBrightness] = std::clamp(next.x[kBrightness], -8.0, 4.0);
    next.x[kDefects] = std::clamp(next.x[kDefects], -4.0, 6.0);
    next.x[kLeak] = std::clamp(next.x[kLeak], least_leak, most_leak);
    next.x[kFloor] = std::clamp(next.x[kFloor], -4 * options_.floor_spread, 4 * options_.floor_spread);
    normal_equations(data, next);
    const bool better = next.cost < fit.cost;
    const double gain = fit.cost - next.cost;
    if (better) fit = next;
    damping = better ? 0.2 * damping : 8 * damping;
    if ((better && gain < kStill) || damping > 1e6) break;
  }
  return fit;
}

/// Defects that alone would make the light at the powers, from a coarse search.
double LeakFitter::likely_defects(const Data& data) const {
  double best = 0, least = std::numeric_limits<double>::infinity();
  for (const double log_defects : {-1.5, -0.7, 0.0, 0.7, 1.4, 2.1, 2.8, 3.5}) {
    double chi2 = 0;
    for (std::size_t i = 0; i < data.count; ++i) {
      const double light = relative_light(data.power[i], 1, std::exp(log_defects), 0, 0);
      chi2 += square(data.value[i] - light) / data.variance[i];
    }
    if (chi2 < least) least = chi2, best = log_defects;
  }
  return best;
}

/// The leak on the trial grid that fits best, with brightness as it comes.
double LeakFitter::likely_leak(const Data& data) const {
  double best = trial_leak_.front(), least = std::numeric_limits<double>::infinity();
  for (std::size_t trial = 0; trial < trial_leak_.size(); ++trial) {
    const auto& light = trial_light_[trial];
    double across = 0, along = 0;
    for (std::size_t i = 0; i < data.count; ++i) {
      along += light[data.power[i]] * light[data.power[i]] / data.variance[i];
      across += light[data.power[i]] * data.value[i] / data.variance[i];
    }
    const double s = std::clamp(along > 0 ? across / along : 1, 0.01, 10.0);
    double chi2 = std::min(kOutlierPrice, square(std::log(s) / priors_.brightness));
    for (std::size_t i = 0; i < data.count; ++i)
      chi2 += square(data.value[i] - s * light[data.power[i]]) / data.variance[i];
    if (chi2 < least) least = chi2, best = trial_leak_[trial];
  }
  return best;
}

/// Healthy, an outlier in brightness, in defects, in both: what fits best without a leak.
LeakFitter::Fit LeakFitter::best_without_leak(const Data& data, const Fit& start) const {
  Fit best = minimise(data, start);
  if (best.cost < kOutlierPrice) return best;
  const auto keep = [&](const Fit& fit) {
    if (fit.cost < best.cost) best = fit;
  };
  Fit brightness;
  brightness.other_brightness = true;
  brightness.x[kBrightness] = std::log(std::max(data.value[0], 0.01));
  Fit defects;
  defects.other_defects = true;
  defects.x[kDefects] = likely_defects(data);
  defects = minimise(data, defects);
  keep(minimise(data, brightness));
  keep(defects);
  if (best.cost < 2 * kOutlierPrice) return best;
  Fit both = defects;
  both.other_brightness = true;
  keep(minimise(data, both));
  both.x = brightness.x;
  keep(minimise(data, both));
  return best;
}

LeakFitter::Fit LeakFitter::best_with_leak(const Data& data, const Fit& without) const {
  Fit start;
  start.leak = true;
  start.x[kLeak] = likely_leak(data);
  Fit best = minimise(data, start);
  const auto try_from = [&](Fit fit, bool other_brightness, bool other_defects) {
    fit.leak = true;
    fit.other_brightness = other_brightness;
    fit.other_defects = other_defects;
    fit = minimise(data, fit);
    if (fit.cost < best.cost) best = fit;
  };
  try_from(without, without.other_brightness, without.other_defects);
  if (best.cost < kOutlierPrice) return best;
  const Fit plain = best;
  try_from(plain, true, false);
  try_from(start, true, false);
  try_from(plain, false, true);
  if (best.cost < 2 * kOutlierPrice) return best;
  try_from(best, true, true);
  try_from(without, true, true);
  return best;
}

/// Photon noise is that of the light that the chip should have, not only of the light that it had. What healthy chips
/// miss the curve by is noise as well.
void LeakFitter::set_variance(Data& data, const Fit* expected) const {
  const double misfit2 = square(curve_.misfit);
  const double noise2 = square(options_.layer_noise) + square(data.extra_noise) + misfit2;
  const double neighbours2 = square(kNeighbourNoise) + misfit2;
  const Chip chip = expected != nullptr ? chip_of(*expected) : Chip{};
  for (std::size_t i = 0; i < data.count; ++i) {
    const double light = expected != nullptr ? terms(data.power[i], chip).light : data.value[i];
    const double photons = std::max(0.0, light - data.value[i]) / data.expected_e[i];
    data.variance[i] = square(data.sigma[i]) + photons + neighbours2 + noise2 * square(std::max(light, data.value[i]));
  }
}

LeakEstimate LeakFitter::estimate(const Data& data, const Fit& fit, double significance) const {
  const Chip chip = chip_of(fit);
  LeakEstimate out;
  out.brightness = chip.brightness;
  out.defects = chip.defects;
  out.floor = chip.floor;
  out.significance = significance;
  out.leaky = significance > options_.beyond_sigma && fit.x[kLeak] > 0;
  const Matrix4 covariance = fit.information.inverse();
  double leak = fit.x[kLeak];
  if (!fit.leak) leak += (covariance * fit.gradient)[kLeak];  // one step: the leak is small
  for (std::size_t i = 0; i < data.count; ++i)
    out.chi2 += square(data.value[i] - terms(data.power[i], chip).light) / data.variance[i];
  // The model's p stands at y = 1; the leak is told at the chip's own voltage under the highest power.
  const double y = chip_point(curve_, out.defects, fit.x[kLeak], power_[top_]).y;
  out.voltage = fit.leak ? std::max(0.0, 1 + curve_.voltage_slope * std::log(y)) : 1;
  out.leak_w_cm2 = leak * out.voltage;
  out.sigma_w_cm2 = std::sqrt(std::max(0.0, covariance(kLeak, kLeak))) * out.voltage;
  return out;
}

LeakEstimate LeakFitter::fit(std::span<const double> light_e, std::span<const double> sigma_e,
                             std::span<const double> expected_e, double extra_noise) const {
  Data data;
  data.extra_noise = extra_noise;
  for (std::size_t k = 0; k < power_.size(); ++k) {
    if (!(std::isfinite(light_e[k]) && sigma_e[k] > 0 && expected_e[k] > 0)) continue;
    data.power[data.count] = k;
    data.value[data.count] = light_e[k] / expected_e[k];
    data.sigma[data.count] = sigma_e[k] / expected_e[k];
    data.expected_e[data.count++] = expected_e[k];
  }
  if (data.count < 2) {
    LeakEstimate none;
    none.leak_w_cm2 = none.sigma_w_cm2 = none.chi2 = std::numeric_limits<double>::quiet_NaN();
    return none;
  }
  set_variance(data, nullptr);
  Fit without = best_without_leak(data, Fit{});
  set_variance(data, &without);
  Fit healthy = without;
  healthy.other_brightness = healthy.other_defects = false;
  without = best_without_leak(data, healthy);
  const double limit = square(options_.beyond_sigma);
  LeakEstimate out = estimate(data, without, 0);
  out.significance = std::min(options_.beyond_sigma, std::max(0.0, out.leak_w_cm2 / out.sigma_w_cm2));
  const bool trusted = out.leak_w_cm2 < kTrustedLeak_sigma * out.sigma_w_cm2;
  if (without.cost < limit && trusted) return out;
  Fit with = best_with_leak(data, without);
  const double significance = std::sqrt(std::max(0.0, without.cost - with.cost));
  if (significance < kTrustedLeak_sigma) return out;
  set_variance(data, &with);
  with = minimise(data, with);
  return estimate(data, with, with.x[kLeak] > 0 ? significance : 0);
}

}  // namespace pellucid
