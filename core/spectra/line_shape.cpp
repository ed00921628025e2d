#include "core/spectra/line_shape.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/spectra/crossing.h"

namespace pellucid {
namespace {

constexpr double kHalfWidth = 1.1774100225154747;             ///< sqrt(2 ln 2): half-width of exp(-u^2 / 2)
constexpr double kLorentz = 1.0 / (kHalfWidth * kHalfWidth);  ///< 1 / (1 + kLorentz u^2) has the same
constexpr double kLeastTail = 0.15;                           ///< below, a tail is a Gaussian

/// exp(z^2) erfc(z) for z >= 0, to 1.2e-7 (Press et al., Numerical Recipes, "erfcc").
double scaled_erfc(double z) {
  const double t = 1.0 / (1.0 + 0.5 * z);
  return t *
         std::exp(
             -1.26551223 +
             t * (1.00002368 +
                  t * (0.37409196 +
                       t * (0.09678418 +
                            t * (-0.18628806 +
                                 t * (0.27886807 +
                                      t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277)))))))));
}

ShapeValue split_at(double skew, double lorentz, double u, bool tails) {
  const double stretch = std::exp(u < 0 ? skew : -skew);
  const double z = u * stretch;
  const double gauss = std::exp(-0.5 * z * z);
  const double lorentzian = tails ? 1.0 / (1.0 + kLorentz * z * z) : 0.0;
  const double by_z = -(1.0 - lorentz) * z * gauss - lorentz * 2 * kLorentz * z * lorentzian * lorentzian;
  ShapeValue v;
  v.value = (1.0 - lorentz) * gauss + lorentz * lorentzian;
  v.slope = by_z * stretch;
  v.by_shape[0] = by_z * (u < 0 ? z : -z);
  if (tails) v.by_shape[1] = lorentzian - gauss;
  return v;
}

/// A Gaussian convolved with exp(-x / t) / t. Its slope follows from t h' = gauss - h; its change with t from the
/// convolution with the decay once more.
ShapeValue tailed_at(double tail, double u) {
  const double sign = tail < 0 ? -1.0 : 1.0;
  const double t = std::abs(tail), at = sign * u;
  const double gauss = std::exp(-0.5 * at * at);
  const double z = (1.0 / t - at) * std::numbers::sqrt2 / 2;
  const double norm = std::sqrt(std::numbers::pi / 2) / t;
  const double h =
      z >= 0 ? norm * gauss * scaled_erfc(z) : norm * (2 * std::exp(0.5 / (t * t) - at / t) - gauss * scaled_erfc(-z));
  const double twice = ((at - 1.0 / t) * t * h + gauss) / (t * t);
  ShapeValue v;
  v.value = h;
  v.slope = sign * (gauss - h) / t;
  v.by_shape[0] = sign * (twice - h) / t;
  return v;
}

ShapeValue skewed_at(double skew, double u) {
  const double gauss = std::exp(-0.5 * u * u);
  const double z = -skew * u * std::numbers::sqrt2 / 2;
  const double fall = std::exp(-z * z);
  const double share = z >= 0 ? fall * scaled_erfc(z) : 2 - fall * scaled_erfc(-z);
  const double turn = std::sqrt(2 / std::numbers::pi) * gauss * fall;
  ShapeValue v;
  v.value = gauss * share;
  v.slope = turn * skew - u * v.value;
  v.by_shape[0] = turn * u;
  return v;
}

ShapeValue bent_at(double skew, double log_tail, double u) {
  const double tail = std::exp(log_tail), root = std::sqrt(1 + u * u);
  const double arc = u < 0 ? -std::log(root - u) : std::log(root + u);
  const double rise = std::exp(tail * arc - skew);
  const double z = 0.5 * (rise - 1 / rise), by_arc = 0.5 * (rise + 1 / rise);
  ShapeValue v;
  v.value = std::exp(-0.5 * z * z);
  const double by_z = -z * v.value;
  v.slope = by_z * by_arc * tail / root;
  v.by_shape[0] = -by_z * by_arc;
  v.by_shape[1] = by_z * by_arc * tail * arc;
  return v;
}

ShapeValue series_at(const ShapeParameters& s, double u) {
  const double u2 = u * u;
  const double gauss = std::exp(-0.5 * u2);
  // Hermite's polynomials over sqrt(n!), so that the parameters are of one size.
  const std::array<double, 4> hermite{u * (u2 - 3) * 0.408248290463863, (u2 * (u2 - 6) + 3) * 0.204124145231932,
                                      u * (u2 * (u2 - 10) + 15) * 0.0912870929175277,
                                      (u2 * (u2 * (u2 - 15) + 45) - 15) * 0.0372677996249965};
  const std::array<double, 4> slopes{(u2 - 1) * 1.224744871391589, u * (u2 - 3) * 0.816496580927726,
                                     (u2 * (u2 - 6) + 3) * 0.456435464587638,
                                     u * (u2 * (u2 - 10) + 15) * 0.223606797749979};
  double sum = 1, slope = 0;
  ShapeValue v;
  for (std::size_t k = 0; k < kMostShapes; ++k) {
    sum += s[k] * hermite[k];
    slope += s[k] * slopes[k];
    v.by_shape[k] = gauss * hermite[k];
  }
  v.value = gauss * sum;
  v.slope = gauss * (slope - u * sum);
  return v;
}

}  // namespace

std::string_view name_of(LineFamily family) {
  switch (family) {
    case LineFamily::gaussian:
      return "gaussian";
    case LineFamily::split:
      return "split_gaussian";
    case LineFamily::split_voigt:
      return "split_pseudo_voigt";
    case LineFamily::tailed:
      return "exponentially_modified_gaussian";
    case LineFamily::skewed:
      return "skew_normal";
    case LineFamily::bent:
      return "sinh_arcsinh";
    case LineFamily::series:
      break;
  }
  return "gauss_hermite";
}

std::size_t shape_count(LineFamily family) {
  constexpr std::array<std::size_t, 7> kCounts{0, 1, 2, 1, 1, 2, 4};
  return kCounts[static_cast<std::size_t>(family)];
}

void limit_shape(LineFamily family, ShapeParameters& s) {
  if (family == LineFamily::split || family == LineFamily::split_voigt) s[0] = std::clamp(s[0], -1.5, 1.5);
  if (family == LineFamily::split_voigt) s[1] = std::clamp(s[1], -0.3, 1.3);
  if (family == LineFamily::tailed) s[0] = std::copysign(std::clamp(std::abs(s[0]), kLeastTail, 12.0), s[0]);
  if (family == LineFamily::skewed) s[0] = std::clamp(s[0], -12.0, 12.0);
  if (family == LineFamily::bent) s[0] = std::clamp(s[0], -2.0, 2.0), s[1] = std::clamp(s[1], -1.2, 0.7);
  if (family == LineFamily::series)
    for (double& h : s) h = std::clamp(h, -0.45, 0.45);
}

ShapeValue shape_at(LineFamily family, const ShapeParameters& s, double u) {
  switch (family) {
    case LineFamily::gaussian: {
      const double gauss = std::exp(-0.5 * u * u);
      return {gauss, -u * gauss, {}};
    }
    case LineFamily::split:
      return split_at(s[0], 0, u, false);
    case LineFamily::split_voigt:
      return split_at(s[0], s[1], u, true);
    case LineFamily::tailed:
      return tailed_at(s[0], u);
    case LineFamily::skewed:
      return skewed_at(s[0], u);
    case LineFamily::bent:
      return bent_at(s[0], s[1], u);
    case LineFamily::series:
      break;
  }
  return series_at(s, u);
}

ShapeLandmarks landmarks_of(LineFamily family, const ShapeParameters& s) {
  if (family == LineFamily::gaussian) return {0, -kHalfWidth, kHalfWidth};
  if (family == LineFamily::split || family == LineFamily::split_voigt)
    return {0, -kHalfWidth * std::exp(-s[0]), kHalfWidth * std::exp(s[0])};
  if (family == LineFamily::bent) {
    const double reach = std::asinh(kHalfWidth), tail = std::exp(s[1]);
    return {std::sinh(s[0] / tail), std::sinh((s[0] - reach) / tail), std::sinh((s[0] + reach) / tail)};
  }
  double low = -0.9, high = 0.9;
  if (family == LineFamily::tailed) low = std::min(s[0], 0.0), high = std::max(s[0], 0.0);
  ShapeLandmarks marks;
  marks.mode = crossing(low, high, [&](double u) { return shape_at(family, s, u).slope; });
  const double half = 0.5 * shape_at(family, s, marks.mode).value;
  const auto above_half = [&](double u) { return shape_at(family, s, u).value - half; };
  const auto beyond = [&](double step) {
    double near = marks.mode, far = marks.mode + step;
    for (int i = 0; i < 20 && above_half(far) > 0; ++i) near = far, far += step;
    return step > 0 ? crossing(near, far, above_half) : crossing(far, near, above_half);
  };
  marks.left = beyond(-1.0);
  marks.right = beyond(1.0);
  return marks;
}

}  // namespace pellucid
