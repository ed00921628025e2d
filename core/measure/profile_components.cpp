#include "core/measure/profile_components.h"

#include <Eigen/SVD>
#include <algorithm>
#include <cmath>

namespace pellucid {
namespace {

constexpr Eigen::Index kMaxComponents = 6;
constexpr double kAboveNoise = 1.3;    ///< a component must stand this far above the largest one of pure noise ...
constexpr double kMinOfPeak = 0.0002;  ///< ... and reach this share of the profile's peak

/// Coefficients in which distances are those of the surface: its singular values are the surface's own.
struct Metric {
  Eigen::LLT<Eigen::MatrixXd> x, y;
  explicit Metric(const ProfileBasis& basis) : x(basis.x.gram()), y(basis.y.gram()) {}
  [[nodiscard]] Eigen::MatrixXd apply(const ProfileBasis& basis, const Eigen::VectorXd& c) const {
    const Eigen::Map<const Eigen::MatrixXd> by_x(c.data(), basis.x.count(), basis.y.count());  // rows: x
    return (x.matrixU() * by_x * y.matrixL()).transpose();
  }
};

double largest(const ProfileAxis& p) {
  double most = 0;
  for (double d = -p.half_px(); d < p.half_px(); d += 0.125) most = std::max(most, std::abs(p.at(d)));
  return most;
}

ProfileAxis sum_of(const std::vector<std::pair<double, const ProfileAxis*>>& parts) {
  const double half = parts.front().second->half_px();
  std::vector<float> values(static_cast<std::size_t>(ProfileAxis::value_count(half)));
  for (std::size_t i = 0; i + 1 < values.size(); ++i) {
    double sum = 0;
    for (const auto& [share, axis] : parts)
      sum += share * axis->at(static_cast<double>(i) / ProfileAxis::kSteps - half);
    values[i] = static_cast<float>(sum);
  }
  ProfileAxis all(half, std::move(values));
  all.scale(1 / std::max(1e-12, all.integral()));
  return all;
}

}  // namespace

ProfileMargins margins_of(const ChipProfile& profile) {
  std::vector<std::pair<double, const ProfileAxis*>> x, y;
  for (const ProfileComponent& c : profile.components) {
    x.emplace_back(c.y.integral(), &c.x);
    y.emplace_back(c.x.integral(), &c.y);
  }
  return {sum_of(x), sum_of(y)};
}

ChipProfile components_of(const ProfileBasis& basis, const Eigen::VectorXd& coefficients,
                          const std::vector<Eigen::VectorXd>& noise, Vec2 cell_px) {
  const Metric metric(basis);
  const Eigen::JacobiSVD<Eigen::MatrixXd> svd(metric.apply(basis, coefficients),
                                              Eigen::ComputeThinU | Eigen::ComputeThinV);
  // What the first component takes of the noise is of no concern: it stays.
  const Eigen::VectorXd u = svd.matrixU().col(0);
  const Eigen::VectorXd v = svd.matrixV().col(0);
  double edge = 0;
  for (const Eigen::VectorXd& draw : noise) {
    Eigen::MatrixXd n = metric.apply(basis, draw);
    n -= (n * v) * v.transpose();
    n -= u * (u.transpose() * n);
    edge += Eigen::JacobiSVD<Eigen::MatrixXd>(n).singularValues()[0] / static_cast<double>(noise.size());
  }
  ChipProfile profile;
  double peak = 0;
  for (Eigen::Index r = 0; r < std::min(kMaxComponents, svd.singularValues().size()); ++r) {
    const double sigma = svd.singularValues()[r];
    ProfileAxis x = basis.x.tabulate(metric.x.matrixU().solve(svd.matrixV().col(r)));
    ProfileAxis y = basis.y.tabulate(metric.y.matrixU().solve(svd.matrixU().col(r)));
    const double sign = x.integral() < 0 ? -1 : 1;  // a pair of singular vectors may come with both signs turned
    x.scale(sign);
    y.scale(sign * sigma);
    const double top = largest(x) * largest(y);
    if (r == 0) peak = top;
    if (r > 0 && (sigma < kAboveNoise * edge || top < kMinOfPeak * peak)) break;
    profile.components.push_back({x, y});
  }
  // Where the profile's middle is, and where the lattice lies, are one question: the profile's is settled here.
  const ProfileMargins margins = margins_of(profile);
  const Vec2 middle{margins.x.centroid(0.5 * cell_px.x), margins.y.centroid(0.5 * cell_px.y)};
  for (ProfileComponent& c : profile.components) {
    c.x = c.x.recentred(middle.x);
    c.y = c.y.recentred(middle.y);
  }
  profile.normalize();
  return profile;
}

}  // namespace pellucid
