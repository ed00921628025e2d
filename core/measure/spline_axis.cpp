#include "core/measure/spline_axis.h"

#include <algorithm>
#include <cmath>

namespace pellucid {
namespace {

constexpr double kFineInBlurs = 0.6;  ///< a knot every 0.6 sigma of the blur follows it to 0.01 percent
constexpr double kFinest_px = 0.25;
constexpr double kWidening = 0.35;  ///< growth of the knots' distance away from the edges
constexpr double kWidestInside_px = 1.5;
constexpr double kWidestOutside_px = 2;
constexpr int kLooksAPixel = 8;

/// Knots from 0 to half_px.
std::vector<double> half_breaks(double half_px, double mesa_px, double blur_px, double fine_px) {
  std::vector<double> breaks{0};
  while (breaks.back() < half_px) {
    const double from_edge = breaks.back() - 0.5 * mesa_px;
    const double widest = std::max(fine_px, from_edge < 0 ? kWidestInside_px : kWidestOutside_px);
    breaks.push_back(breaks.back() +
                     std::min(widest, fine_px + kWidening * std::max(0.0, std::abs(from_edge) - 2 * blur_px)));
  }
  const double fit = half_px / breaks.back();
  for (double& b : breaks) b *= fit;
  return breaks;
}

}  // namespace

SplineAxis::SplineAxis(double half_px, double mesa_px, double blur_px, int most) : half_px_(half_px) {
  double fine = std::clamp(kFineInBlurs * blur_px, kFinest_px, 1.0);
  std::vector<double> breaks = half_breaks(half_px, mesa_px, blur_px, fine);
  while (2 * static_cast<int>(breaks.size()) + 1 > most && fine < half_px) {
    fine *= 1.1;
    breaks = half_breaks(half_px, mesa_px, blur_px, fine);
  }
  finest_px_ = fine;
  const double last = breaks.back() - breaks[breaks.size() - 2];
  for (int i = 0; i < 3; ++i) breaks.push_back(breaks.back() + last);
  for (std::size_t i = breaks.size(); i-- > 1;) knots_.push_back(-breaks[i]);
  knots_.insert(knots_.end(), breaks.begin(), breaks.end());
  int interval = 3;
  for (int i = 0; i <= static_cast<int>(2 * half_px_ * kLooksAPixel); ++i) {
    const double d = static_cast<double>(i) / kLooksAPixel - half_px_;
    while (interval + 1 < count() && knots_[static_cast<std::size_t>(interval) + 1] <= d) ++interval;
    interval_at_.push_back(interval);
  }
}

bool SplineAxis::reach(double offset_px, SplineReach& out) const {
  if (!(offset_px >= -half_px_) || offset_px >= half_px_) return false;
  int k = interval_at_[static_cast<std::size_t>((offset_px + half_px_) * kLooksAPixel)];
  while (k + 1 < count() && knots_[static_cast<std::size_t>(k) + 1] <= offset_px) ++k;
  // Cox and de Boor's recursion for the interval's four splines.
  std::array<double, 4> left{}, right{};
  auto& n = out.weight;
  n = {1, 0, 0, 0};
  for (std::size_t j = 1; j <= 3; ++j) {
    left[j] = offset_px - knots_[static_cast<std::size_t>(k) + 1 - j];
    right[j] = knots_[static_cast<std::size_t>(k) + j] - offset_px;
    double saved = 0;
    for (std::size_t r = 0; r < j; ++r) {
      const double part = n[r] / (right[r + 1] + left[j - r]);
      n[r] = saved + right[r + 1] * part;
      saved = left[j - r] * part;
    }
    n[j] = saved;
  }
  out.first = k - 3;
  return true;
}

Eigen::MatrixXd SplineAxis::gram() const {
  constexpr double kStep = 1.0 / 16;
  Eigen::MatrixXd g = Eigen::MatrixXd::Zero(count(), count());
  SplineReach r;
  for (double d = -half_px_ + 0.5 * kStep; d < half_px_; d += kStep) {
    if (!reach(d, r)) continue;
    for (int i = 0; i < 4; ++i) {
      for (int j = 0; j < 4; ++j)
        g(r.first + i, r.first + j) +=
            kStep * r.weight[static_cast<std::size_t>(i)] * r.weight[static_cast<std::size_t>(j)];
    }
  }
  return g;
}

ProfileAxis SplineAxis::tabulate(const Eigen::VectorXd& coefficients) const {
  std::vector<float> values(static_cast<std::size_t>(ProfileAxis::value_count(half_px_)));
  SplineReach r;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!reach(static_cast<double>(i) / ProfileAxis::kSteps - half_px_, r)) continue;
    double sum = 0;
    for (int k = 0; k < 4; ++k) sum += r.weight[static_cast<std::size_t>(k)] * coefficients[r.first + k];
    values[i] = static_cast<float>(sum);
  }
  return {half_px_, std::move(values)};
}

}  // namespace pellucid
