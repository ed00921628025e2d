#include "core/leakage/leak_model.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

namespace pellucid {
namespace {

constexpr double kThermal_v = 8.617333262e-5 * 300;  // kT / q
constexpr int kMostSteps = 80;
constexpr double kLowest = -80;  ///< ln y: no light at all

/// Relative least squares of the powers with the terms of `chosen` (bit i: y^(i+1)); negative where not allowed.
Eigen::Vector3d solve_terms(const Eigen::MatrixX3d& rows, unsigned chosen) {
  Eigen::MatrixXd part(rows.rows(), 0);
  for (int i = 0; i < 3; ++i) {
    if ((chosen >> i & 1U) == 0) continue;
    part.conservativeResize(Eigen::NoChange, part.cols() + 1);
    part.rightCols(1) = rows.col(i);
  }
  const Eigen::VectorXd found = part.colPivHouseholderQr().solve(Eigen::VectorXd::Ones(rows.rows()));
  Eigen::Vector3d all = Eigen::Vector3d::Zero();
  for (int i = 0, k = 0; i < 3; ++i) {
    if ((chosen >> i & 1U) != 0) all[i] = found[k++];
  }
  return all;
}

}  // namespace

double voltage_slope_of(double open_circuit_v) {
  return 2 * kThermal_v / open_circuit_v;
}

HealthyCurve fit_healthy_curve(std::span<const double> power_w_cm2, std::span<const double> light,
                               double voltage_slope) {
  const auto n = static_cast<Eigen::Index>(power_w_cm2.size());
  const auto top = std::ranges::max_element(power_w_cm2) - power_w_cm2.begin();
  Eigen::MatrixX3d rows(n, 3);  // of y^k / P: 1 is a perfect fit
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto k = static_cast<std::size_t>(i);
    const double y = std::sqrt(light[k] / light[static_cast<std::size_t>(top)]);
    rows.row(i) = Eigen::RowVector3d(y, y * y, y * y * y) / power_w_cm2[k];
  }
  HealthyCurve best;
  double least = std::numeric_limits<double>::infinity();
  for (const unsigned chosen : {1U, 2U, 4U, 3U, 5U, 6U, 7U}) {  // few terms first: more must be better
    if (__builtin_popcount(chosen) > n) continue;
    const Eigen::Vector3d terms = solve_terms(rows, chosen);
    const Eigen::VectorXd off = rows * terms - Eigen::VectorXd::Ones(n);
    if (terms.minCoeff() < 0 || !(off.squaredNorm() < least - 1e-12)) continue;
    least = off.squaredNorm();
    best = {terms[0], terms[1], terms[2], voltage_slope, off.cwiseAbs().maxCoeff()};
  }
  return best;
}

namespace {

/// A y that no chip under the power exceeds: one of its terms alone takes all.
double highest_y(const HealthyCurve& curve, double a, double power_w_cm2) {
  double y = std::numeric_limits<double>::infinity();
  if (a > 0) y = power_w_cm2 / a;
  if (curve.b > 0) y = std::min(y, std::sqrt(power_w_cm2 / curve.b));
  if (curve.c > 0) y = std::min(y, std::cbrt(power_w_cm2 / curve.c));
  return y;
}

/// Without a leak P is a cubic: convex and rising in y, so that Newton finds the root from either side.
ChipPoint tight_chip_point(const HealthyCurve& curve, double a, double power_w_cm2, double near) {
  double y = near > 0 && std::isfinite(near) ? near : highest_y(curve, a, power_w_cm2);
  for (int step = 0; step < kMostSteps; ++step) {
    const double excess = y * (a + y * (curve.b + y * curve.c)) - power_w_cm2;
    const double change = excess / (a + y * (2 * curve.b + y * 3 * curve.c));
    y -= change;
    if (std::abs(change) < 1e-6 * y) break;  // what is left is about the square of that
  }
  const double rise = std::max(a + y * (2 * curve.b + y * 3 * curve.c), 1e-300);
  return {y, -a * y / rise, -(1 + curve.voltage_slope * std::log(y)) / rise};
}

}  // namespace

ChipPoint chip_point(const HealthyCurve& curve, double defects, double leak_w_cm2, double power_w_cm2, double near) {
  const double a = curve.a * defects;
  if (leak_w_cm2 == 0) return tight_chip_point(curve, a, power_w_cm2, near);
  double y = highest_y(curve, a, power_w_cm2 + std::max(0.0, -leak_w_cm2));
  // Convex and rising in u = ln y: Newton from above comes down to the root without overshooting; from below its first
  // step leads above it.
  const double highest = std::log(y);
  double u = near < y ? std::log(near) : highest;
  const double linear = leak_w_cm2 * curve.voltage_slope;
  double rise = 1;
  for (int step = 0; step < kMostSteps && u > kLowest; ++step) {
    y = std::exp(u);
    const double excess = y * (a + y * (curve.b + y * curve.c)) + leak_w_cm2 + linear * u - power_w_cm2;
    rise = y * (a + y * (2 * curve.b + y * 3 * curve.c)) + linear;
    const double change = excess / rise;
    u = std::min(u - change, highest);
    if (std::abs(change) < 1e-9) break;  // squared by the last step
  }
  u = std::max(u, kLowest);
  y = std::exp(u);
  rise = std::max(y * (a + y * (2 * curve.b + y * 3 * curve.c)) + linear, 1e-300);
  return {y, -a * y * y / rise, -(1 + curve.voltage_slope * u) * y / rise};
}

double defects_slope(const HealthyCurve& curve, double power_w_cm2) {
  const ChipPoint healthy = chip_point(curve, 1, 0, power_w_cm2);
  return 2 * healthy.by_log_defects / healthy.y;
}

}  // namespace pellucid
