#include "core/correlate/trend_surface.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace pellucid {
namespace {

constexpr std::uint64_t kMaxFitted = 200000;
constexpr int kDegree = 4;
constexpr int kIterations = 8;    // the degree grows during the first four
constexpr double kTukey = 4.685;  // 95 percent efficiency for Gaussian residuals

constexpr int term_count(int degree) {
  return (degree + 1) * (degree + 2) / 2;
}

/// Every u^i v^j of total degree at most `degree`, lowest first.
std::array<double, term_count(kDegree)> terms(double u, double v, int degree) {
  std::array<double, kDegree + 1> pu{1};
  std::array<double, kDegree + 1> pv{1};
  for (std::size_t i = 1; i < pu.size(); ++i) {
    pu[i] = pu[i - 1] * u;
    pv[i] = pv[i - 1] * v;
  }
  std::array<double, term_count(kDegree)> out{};
  std::size_t at = 0;
  for (std::size_t total = 0; total <= static_cast<std::size_t>(degree); ++total)
    for (std::size_t power_v = 0; power_v <= total; ++power_v) out[at++] = pu[total - power_v] * pv[power_v];
  return out;
}

double median_of(std::vector<float>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Tukey's bisquare weights of residuals; false where they have no spread left.
bool reweight(const Eigen::VectorXd& residual, Eigen::VectorXd& weight) {
  std::vector<float> absolute(static_cast<std::size_t>(residual.size()));
  for (Eigen::Index k = 0; k < residual.size(); ++k)
    absolute[static_cast<std::size_t>(k)] = static_cast<float>(std::abs(residual[k]));
  const double limit = kTukey * 1.4826 * median_of(absolute);
  if (!(limit > 0)) return false;
  weight = residual.unaryExpr([limit](double r) {
    const double t = r / limit;
    return std::abs(t) < 1 ? (1 - t * t) * (1 - t * t) : 0.0;
  });
  return true;
}

/// Coefficients of the full degree. It begins with the median and lets the degree grow: a quartic fitted to all chips
/// at once bends into a dead cluster at the edge, and never finds out.
Eigen::VectorXd robust_solve(const Eigen::MatrixXd& design, const Eigen::VectorXd& value, int degree) {
  std::vector<float> copy(static_cast<std::size_t>(value.size()));
  for (Eigen::Index k = 0; k < value.size(); ++k) copy[static_cast<std::size_t>(k)] = static_cast<float>(value[k]);
  const double median = median_of(copy);
  Eigen::VectorXd solution = Eigen::VectorXd::Zero(design.cols());
  solution[0] = median;
  Eigen::VectorXd weight = Eigen::VectorXd::Ones(value.size());
  bool goes_on = degree > 0 && reweight(value.array() - median, weight);
  for (int step = 0; goes_on && step < kIterations; ++step) {
    const Eigen::Index used = term_count(std::min(step + 1, degree));
    const auto part = design.leftCols(used);
    const Eigen::MatrixXd weighted = part.array().colwise() * weight.array();
    solution.setZero();
    solution.head(used) = (weighted.transpose() * part).ldlt().solve(weighted.transpose() * value);
    goes_on = reweight(value - design * solution, weight);
  }
  return solution;
}

}  // namespace

bool in_sample(std::uint64_t index, std::uint64_t wanted, std::uint64_t total) {
  if (wanted >= total) return true;
  // splitmix64's finaliser: every bit of the index reaches the high bits of the result.
  std::uint64_t h = index + 0x9e3779b97f4a7c15ULL;
  h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9ULL;
  h = (h ^ (h >> 27)) * 0x94d049bb133111ebULL;
  h ^= h >> 31;
  return static_cast<double>(h >> 11) * 0x1p-53 * static_cast<double>(total) < static_cast<double>(wanted);
}

RobustSpread robust_spread(std::vector<float>& values) {
  if (values.empty()) return {std::numeric_limits<double>::quiet_NaN(), 0};
  const double median = median_of(values);
  for (float& v : values) v = static_cast<float>(std::abs(static_cast<double>(v) - median));
  return {median, 1.4826 * median_of(values)};
}

TrendSurface TrendSurface::fit(std::span<const std::int32_t> column, std::span<const std::int32_t> row,
                               std::span<const float> value) {
  std::vector<std::size_t> used;
  for (std::size_t i = 0; i < value.size(); ++i)
    if (std::isfinite(value[i]) && in_sample(i, kMaxFitted, value.size())) used.push_back(i);
  TrendSurface surface;
  if (used.empty()) return surface;
  double low[2] = {1e300, 1e300};
  double high[2] = {-1e300, -1e300};
  for (const std::size_t i : used) {
    low[0] = std::min<double>(low[0], column[i]);
    high[0] = std::max<double>(high[0], column[i]);
    low[1] = std::min<double>(low[1], row[i]);
    high[1] = std::max<double>(high[1], row[i]);
  }
  surface.centre_column_ = (low[0] + high[0]) / 2;
  surface.centre_row_ = (low[1] + high[1]) / 2;
  surface.scale_column_ = std::max(1.0, (high[0] - low[0]) / 2);
  surface.scale_row_ = std::max(1.0, (high[1] - low[1]) / 2);
  const double narrow = std::min(high[0] - low[0], high[1] - low[1]) + 1;
  surface.degree_ = kDegree;
  // A polynomial must not follow single chips: ten chips a coefficient, four chips a degree along the short side.
  while (surface.degree_ > 0 &&
         (used.size() < 10 * static_cast<std::size_t>(term_count(surface.degree_)) || narrow < 4 * surface.degree_))
    --surface.degree_;

  const auto count = static_cast<Eigen::Index>(used.size());
  Eigen::MatrixXd design(count, term_count(surface.degree_));
  Eigen::VectorXd values(count);
  for (Eigen::Index k = 0; k < count; ++k) {
    const std::size_t i = used[static_cast<std::size_t>(k)];
    const auto row_terms = terms((column[i] - surface.centre_column_) / surface.scale_column_,
                                 (row[i] - surface.centre_row_) / surface.scale_row_, surface.degree_);
    for (Eigen::Index t = 0; t < design.cols(); ++t) design(k, t) = row_terms[static_cast<std::size_t>(t)];
    values[k] = value[i];
  }
  const Eigen::VectorXd solution = robust_solve(design, values, surface.degree_);
  surface.coefficients_.assign(solution.data(), solution.data() + solution.size());
  return surface;
}

double TrendSurface::at(std::int32_t column, std::int32_t row) const {
  if (coefficients_.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto at_chip = terms((column - centre_column_) / scale_column_, (row - centre_row_) / scale_row_, degree_);
  double sum = 0;
  for (std::size_t t = 0; t < coefficients_.size(); ++t) sum += coefficients_[t] * at_chip[t];
  return sum;
}

std::vector<float> divided_by_trend(std::span<const std::int32_t> column, std::span<const std::int32_t> row,
                                    std::span<const float> value) {
  constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
  const TrendSurface surface = TrendSurface::fit(column, row, value);
  std::vector<float> sample;
  for (std::size_t i = 0; i < value.size(); ++i)
    if (in_sample(i, kMaxFitted, value.size()))
      if (const double t = surface.at(column[i], row[i]); std::isfinite(t)) sample.push_back(static_cast<float>(t));
  const double floor = sample.empty() ? 0 : 0.02 * median_of(sample);
  std::vector<float> out(value.size(), kNone);
  for (std::size_t i = 0; i < value.size(); ++i) {
    const double trend = surface.at(column[i], row[i]);
    if (trend > std::max(floor, 0.0) && std::isfinite(value[i])) out[i] = static_cast<float>(value[i] / trend);
  }
  return out;
}

}  // namespace pellucid
