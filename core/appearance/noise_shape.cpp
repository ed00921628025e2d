#include "core/appearance/noise_shape.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace pellucid {
namespace {

constexpr float kMost_sigma = 4;    ///< residuals beyond are cut: defects among the teachers hardly count
constexpr double kUnlinked = 0.04;  ///< neighbours' correlation that is not worth undoing
constexpr double kUnknown = 0.02;   ///< of each pixel's variance that nothing is believed to predict

}  // namespace

/// Half of the lags: the other half is the same.
void ResidualCovariance::add(const SigmaMap& map) {
  const auto cut = [](float v) { return std::clamp(v, -kMost_sigma, kMost_sigma); };
  for (int dy = 0; dy <= kReach; ++dy) {
    for (int dx = -kReach; dx <= kReach; ++dx) {
      double sum = 0, count = 0;
      const int begin = std::max(0, -dx), end = map.width - std::max(0, dx);
      for (int y = 0; y + dy < map.height; ++y) {
        const float *a = map.row(y), *b = map.row(y + dy);
        float line = 0;
        for (int x = begin; x < end; ++x) line += cut(a[x]) * cut(b[x + dx]);
        sum += static_cast<double>(line);
        count += std::max(0, end - begin);
      }
      const auto k = static_cast<std::size_t>(dy * kSide + dx + kReach);
      sum_[k] += sum;
      count_[k] += count;
    }
  }
}

void ResidualCovariance::merge(const ResidualCovariance& other) {
  for (std::size_t k = 0; k < sum_.size(); ++k) {
    sum_[k] += other.sum_[k];
    count_[k] += other.count_[k];
  }
}

double ResidualCovariance::at(int dx, int dy) const {
  if (dy < 0) {
    dx = -dx;
    dy = -dy;
  }
  if (std::abs(dx) > kReach || dy > kReach) return 0;
  const auto mean = [&](std::size_t k) { return count_[k] > 0 ? sum_[k] / count_[k] : 0; };
  const double own = mean(kReach);
  return own > 0 ? mean(static_cast<std::size_t>(dy * kSide + dx + kReach)) / own : 0;
}

NoiseShape::NoiseShape(const ResidualCovariance& covariance) {
  const double beside =
      std::max({std::abs(covariance.at(1, 0)), std::abs(covariance.at(0, 1)), std::abs(covariance.at(1, 1)),
                std::abs(covariance.at(-1, 1)), std::abs(covariance.at(2, 0)), std::abs(covariance.at(0, 2))});
  plain_ = beside < kUnlinked;
  if (plain_) return;
  constexpr int kCount = kWidth * kWidth;
  Eigen::MatrixXd a(kCount, kCount);
  for (int i = 0; i < kCount; ++i) {
    for (int j = 0; j < kCount; ++j)
      a(i, j) = covariance.at(i % kWidth - j % kWidth, i / kWidth - j / kWidth) + (i == j ? kUnknown : 0);
  }
  // Estimated covariances need not be those of anything: directions of no or negative variance are left alone.
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> modes(a);
  const Eigen::VectorXd variance = modes.eigenvalues().cwiseMax(kUnknown);
  const Eigen::VectorXd own = modes.eigenvectors().row(kCount / 2).transpose();
  const Eigen::VectorXd kernel = modes.eigenvectors() * own.cwiseQuotient(variance);
  const double unit = 1 / std::sqrt(kernel[kCount / 2]);
  for (int k = 0; k < kCount; ++k) kernel_[static_cast<std::size_t>(k)] = static_cast<float>(unit * kernel[k]);
}

void NoiseShape::apply(const SigmaMap& in, SigmaMap& out) const {
  out.lay_out(in.width, in.height);
  for (int y = 0; y < in.height; ++y) {
    float* to = out.row(y);
    for (int j = -kHalf; j <= kHalf; ++j) {
      if (y + j < 0 || y + j >= in.height) continue;
      const float* from = in.row(y + j);
      for (int i = -kHalf; i <= kHalf; ++i) {
        const float weight = kernel_[static_cast<std::size_t>((j + kHalf) * kWidth + i + kHalf)];
        const int begin = std::max(0, -i), end = std::min(in.width, in.width - i);
        for (int x = begin; x < end; ++x) to[x] += weight * from[x + i];
      }
    }
  }
}

}  // namespace pellucid
