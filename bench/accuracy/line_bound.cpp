#include "bench/accuracy/line_bound.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace pellucid::bench {
namespace {

/// Bisection for the sign change of `of` in [low, high].
double root_of(double low, double high, const std::function<double(double)>& of) {
  const bool rising = of(low) < 0;
  for (int i = 0; i < 80; ++i) {
    const double middle = 0.5 * (low + high);
    ((of(middle) < 0) == rising ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

double mode_of(const TrueLine& line, const std::vector<double>& p) {
  double best = 0, step = p[0] / 10;
  for (double at = -4 * p[0]; at <= 4 * p[0]; at += step)
    if (line.shape(at, p) > line.shape(best, p)) best = at;
  double low = best - step, high = best + step;
  for (int i = 0; i < 100; ++i) {
    const double a = low + (high - low) / 3, b = high - (high - low) / 3;
    (line.shape(a, p) < line.shape(b, p) ? low : high) = line.shape(a, p) < line.shape(b, p) ? a : b;
  }
  return 0.5 * (low + high);
}

double fwhm_of(const TrueLine& line, const std::vector<double>& p) {
  const double mode = mode_of(line, p), half = 0.5 * line.shape(mode, p);
  const auto above = [&](double at) { return line.shape(at, p) - half; };
  return root_of(mode, mode + 20 * p[0], above) - root_of(mode - 20 * p[0], mode, above);
}

double peak_bound_nm(const TrueLine& line, double reach) {
  const std::size_t shapes = line.parameters.size(), n = 3 + shapes;
  const double top = line.shape(mode_of(line, line.parameters), line.parameters);
  const double mode = mode_of(line, line.parameters), width = fwhm_of(line, line.parameters);
  // Order: height, centre, background, width, shapes.
  const auto expected = [&](const Eigen::VectorXd& q, double nm) {
    std::vector<double> p(shapes);
    for (std::size_t k = 0; k < shapes; ++k) p[k] = q(static_cast<Eigen::Index>(3 + k));
    return q(0) * line.shape(nm - q(1), p) / top + q(2);
  };
  Eigen::VectorXd q(static_cast<Eigen::Index>(n));
  q << line.peak_counts, line.centre_nm, line.background_counts,
      Eigen::Map<const Eigen::VectorXd>(line.parameters.data(), static_cast<Eigen::Index>(shapes));
  const auto step = [&](Eigen::Index k) {
    return k == 1 ? 1e-4 * line.parameters[0] : 1e-4 * std::max(std::abs(q(k)), 0.1);
  };
  Eigen::MatrixXd fisher = Eigen::MatrixXd::Zero(q.size(), q.size());
  for (std::size_t i = 0; i < line.channels; ++i) {
    const double nm = line.nm(i);
    if (std::abs(nm - line.centre_nm - mode) > reach * width) continue;
    Eigen::VectorXd slope(q.size());
    for (Eigen::Index k = 0; k < q.size(); ++k) {
      Eigen::VectorXd up = q, down = q;
      up(k) += step(k);
      down(k) -= step(k);
      slope(k) = (expected(up, nm) - expected(down, nm)) / (2 * step(k));
    }
    const double variance = expected(q, nm) + line.read_noise * line.read_noise + 1.0 / 12;
    fisher += slope * slope.transpose() / variance;
  }
  Eigen::VectorXd by = Eigen::VectorXd::Zero(q.size());
  by(1) = 1;
  for (std::size_t k = 0; k < shapes; ++k) {
    std::vector<double> up = line.parameters, down = line.parameters;
    const double h = 1e-3 * std::max(std::abs(up[k]), 0.1);
    up[k] += h;
    down[k] -= h;
    by(static_cast<Eigen::Index>(3 + k)) = (mode_of(line, up) - mode_of(line, down)) / (2 * h);
  }
  return std::sqrt(by.dot(fisher.ldlt().solve(by)));
}

void draw_spectrum(const TrueLine& line, double centre_nm, const std::vector<double>& p, std::mt19937_64& random,
                   std::vector<float>& counts) {
  std::normal_distribution<double> normal;
  const double top = line.shape(mode_of(line, p), p);
  counts.resize(line.channels);
  for (std::size_t i = 0; i < line.channels; ++i) {
    const double light = line.peak_counts * line.shape(line.nm(i) - centre_nm, p) / top + line.background_counts;
    const double seen = light > 0 ? static_cast<double>(std::poisson_distribution<long>(light)(random)) : 0;
    counts[i] =
        static_cast<float>(std::max(0.0, std::round(seen + kDetectorOffset + line.read_noise * normal(random))));
  }
}

}  // namespace pellucid::bench
