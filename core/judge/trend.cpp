#include "core/judge/trend.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/judge/block_medians.h"
#include "core/model/median.h"

namespace pellucid {
namespace {

constexpr double kOutlier = 0.12;         ///< a block whose median is off by more is a defect, not a trend
constexpr double kLocalReach = 1.0 / 14;  ///< of the wafer: what is smoother than this is trend
constexpr int kRounds = 8;
constexpr double kStill =
    1e-6;  ///< a round that changes no level by more than this share of the typical one was the last

double biweight(double t) {
  return std::abs(t) >= 1 ? 0 : (1 - t * t) * (1 - t * t);
}

/// Chebyshev polynomials 0 to `degree` at each of `v`, a column each.
Eigen::ArrayXXd chebyshev(const Eigen::ArrayXd& v, int degree) {
  Eigen::ArrayXXd t(v.size(), degree + 1);
  t.col(0).setOnes();
  if (degree > 0) t.col(1) = v;
  for (int n = 2; n <= degree; ++n) t.col(n) = 2 * v * t.col(n - 1) - t.col(n - 2);
  return t;
}

Eigen::Index terms_of(int degree) {
  return static_cast<Eigen::Index>(degree + 1) * (degree + 2) / 2;
}

/// Products of Chebyshev polynomials up to a total degree on [-1, 1]^2, a row a point. Lower total degrees come first,
/// so that the left columns are the matrix of a stiffer surface.
Eigen::MatrixXd basis(const Eigen::ArrayXd& x, const Eigen::ArrayXd& y, int degree) {
  const Eigen::ArrayXXd tx = chebyshev(x, degree);
  const Eigen::ArrayXXd ty = chebyshev(y, degree);
  Eigen::MatrixXd products(x.size(), terms_of(degree));
  Eigen::Index n = 0;
  for (int total = 0; total <= degree; ++total) {
    for (int i = 0; i <= total; ++i) products.col(n++) = (tx.col(i) * ty.col(total - i)).matrix();
  }
  return products;
}

/// The blocks that have a median, and the basis at their middles.
struct Seen {
  std::vector<std::size_t> block;  ///< row-major index
  Eigen::ArrayXd median, weight;
  Eigen::MatrixXd basis;
};

Seen see(const Blocks& b, int degree) {
  Seen seen;
  for (std::size_t k = 0; k < b.weight.size(); ++k) {
    if (b.weight[k] > 0) seen.block.push_back(k);
  }
  const auto n = static_cast<Eigen::Index>(seen.block.size());
  const auto across = static_cast<std::size_t>(b.across);
  seen.median.resize(n);
  seen.weight.resize(n);
  Eigen::ArrayXd x(n), y(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const std::size_t k = seen.block[static_cast<std::size_t>(i)];
    seen.median[i] = b.median[k];
    seen.weight[i] = b.weight[k];
    x[i] = 2 * (static_cast<double>(k % across) + 0.5) / b.across - 1;
    y[i] = 2 * (static_cast<double>(k / across) + 0.5) / b.down - 1;
  }
  seen.basis = basis(x, y, degree);
  return seen;
}

/// A fit on its way: the levels that blocks are held against and how far the good ones lie from them.
struct Fit {
  Eigen::VectorXd coefficients;
  Eigen::ArrayXd level;
  double scale = 0.4;
};

double robust_scale(const Eigen::ArrayXd& deviations) {
  return std::clamp(1.4826 * median_of(std::vector<double>(deviations.begin(), deviations.end())), 0.01, 0.3);
}

/// Least squares of the block medians, reweighted until blocks far off have no weight.
void fit_degree(const Seen& seen, int degree, double typical, Fit& fit) {
  const Eigen::Index terms = terms_of(degree);
  const auto rows = seen.basis.leftCols(terms);
  const double floor = 0.05 * typical;
  for (int round = 0; round < kRounds; ++round) {
    const Eigen::ArrayXd expected = fit.level.max(floor);
    const Eigen::ArrayXd far = (seen.median / expected - 1) / (4.7 * fit.scale);
    const Eigen::ArrayXd root = (seen.weight * far.unaryExpr(&biweight)).sqrt() / expected;
    const Eigen::MatrixXd weighted = root.matrix().asDiagonal() * rows;
    Eigen::MatrixXd a = 1e-9 * Eigen::MatrixXd::Identity(terms, terms);
    a.selfadjointView<Eigen::Lower>().rankUpdate(weighted.transpose());
    fit.coefficients =
        a.selfadjointView<Eigen::Lower>().ldlt().solve(weighted.transpose() * (root * seen.median).matrix());
    const Eigen::ArrayXd before = std::exchange(fit.level, (rows * fit.coefficients).array());
    const double scale_before = std::exchange(fit.scale, robust_scale((seen.median / fit.level.max(floor) - 1).abs()));
    if ((fit.level - before).abs().maxCoeff() < kStill * typical && std::abs(fit.scale - scale_before) < kStill) return;
  }
}

/// From stiff to supple: a surface of high degree would bend into a large cluster of defects before it could tell it
/// from the trend; one of low degree cannot, and leaves it without weight for the next.
Fit fit_surface(const Seen& seen, int degree) {
  const double typical = median_of(std::vector<double>(seen.median.begin(), seen.median.end()));
  Fit fit;
  fit.level.setConstant(seen.median.size(), typical);
  for (int d = std::min(2, degree); d <= degree; ++d) fit_degree(seen, d, typical, fit);
  return fit;
}

int affordable_degree(const Blocks& b, int degree) {
  const auto seen = std::count_if(b.weight.begin(), b.weight.end(), [](double w) { return w > 0; });
  while (degree > 0 && terms_of(degree) * 4 > seen) --degree;
  return degree;
}

/// Weights of a normal distribution at the blocks around a node: [0, window) to its left, [window, 2 * window) to its
/// right.
std::vector<double> smoothing(double reach, std::int32_t window) {
  std::vector<double> weights;
  for (std::int32_t t = -window; t < window; ++t)
    weights.push_back(std::exp(-0.5 * (t + 0.5) * (t + 0.5) / (reach * reach)));
  return weights;
}

/// Blocks to nodes along the columns of a matrix: one node more than there are blocks.
Eigen::MatrixXd smooth_columns(const Eigen::MatrixXd& blocks, const std::vector<double>& weights) {
  const auto window = static_cast<Eigen::Index>(weights.size() / 2);
  Eigen::MatrixXd nodes = Eigen::MatrixXd::Zero(blocks.rows() + 1, blocks.cols());
  for (Eigen::Index node = 0; node < nodes.rows(); ++node) {
    const Eigen::Index end = std::min(blocks.rows(), node + window);
    for (Eigen::Index k = std::max<Eigen::Index>(0, node - window); k < end; ++k) {
      nodes.row(node) += weights[static_cast<std::size_t>(k - node + window)] * blocks.row(k);
    }
  }
  return nodes;
}

/// A row of the matrix is a column of blocks.
Eigen::MatrixXd smooth(const Eigen::MatrixXd& blocks, const std::vector<double>& weights) {
  return smooth_columns(smooth_columns(blocks, weights).transpose(), weights).transpose();
}

/// What the smoothed block medians add to the surface at the corners of the blocks, without outliers; as a factor.
Eigen::MatrixXd local_correction(const Blocks& b, const Seen& seen, const Fit& fit) {
  Eigen::MatrixXd up = Eigen::MatrixXd::Zero(b.across, b.down);
  Eigen::MatrixXd down = up;
  const Eigen::ArrayXd ratio = seen.median / fit.level.max(1e-9) - 1;
  for (Eigen::Index i = 0; i < ratio.size(); ++i) {
    const auto k = static_cast<Eigen::Index>(seen.block[static_cast<std::size_t>(i)]);
    const double w = std::min(seen.weight[i], 50.0) * biweight(ratio[i] / kOutlier);
    up(k) = w * ratio[i];  // a column-major matrix of across x down is row-major in blocks
    down(k) = w;
  }
  const double reach = std::max(1.0, kLocalReach * std::max(b.across, b.down));
  const std::vector<double> weights = smoothing(reach, static_cast<std::int32_t>(std::ceil(2.5 * reach)));
  // A few blocks' worth of "no correction": sparse surroundings do not move the surface.
  return (1 + smooth(up, weights).array() / (8 + smooth(down, weights).array())).matrix();
}

/// Surface at the corners of the blocks, times the local correction; row-major.
std::vector<double> node_levels(const Blocks& b, const Seen& seen, const Fit& fit, int degree) {
  const Eigen::MatrixXd factor = local_correction(b, seen, fit);
  Eigen::ArrayXd x(factor.size()), y(factor.size());
  for (Eigen::Index k = 0; k < factor.size(); ++k) {
    x[k] = 2 * static_cast<double>(k % factor.rows()) / b.across - 1;
    y[k] = 2 * static_cast<double>(k / factor.rows()) / b.down - 1;
  }
  const Eigen::ArrayXd levels = (basis(x, y, degree) * fit.coefficients).array() * factor.reshaped().array();
  return {levels.begin(), levels.end()};
}

}  // namespace

HealthyLight::HealthyLight(const LayerColumns& layer, const std::vector<ChipRun>& runs, int degree) {
  if (runs.empty()) return;
  const Blocks b = block_medians(layer, runs);
  if (std::none_of(b.weight.begin(), b.weight.end(), [](double w) { return w > 0; })) return;
  degree = affordable_degree(b, degree);
  const Seen seen = see(b, degree);
  column0_ = b.column0;
  row0_ = b.row0;
  size_ = b.size;
  across_ = static_cast<std::size_t>(b.across) + 1;
  nodes_ = node_levels(b, seen, fit_surface(seen, degree), degree);
  least_ = 0.02 * *std::max_element(nodes_.begin(), nodes_.end());
}

/// Between four nodes the level is linear along a row of chips.
void HealthyLight::expect(const ChipRun& run, float* out) const {
  if (nodes_.empty()) {
    std::fill_n(out, run.size(), std::numeric_limits<float>::quiet_NaN());
    return;
  }
  const double v = (run.row - row0_ + 0.5) / size_;
  const auto j = static_cast<std::size_t>(v);
  const double fy = v - static_cast<double>(j);
  const auto level = [&](std::size_t i) {
    return (1 - fy) * nodes_[j * across_ + i] + fy * nodes_[(j + 1) * across_ + i];
  };
  for (std::int32_t column = run.begin; column < run.end;) {
    const std::int32_t block = (column - column0_) / size_;
    const std::int32_t first = column0_ + block * size_;
    const std::int32_t end = std::min(run.end, first + size_);
    const double left = level(static_cast<std::size_t>(block));
    const double slope = (level(static_cast<std::size_t>(block) + 1) - left) / size_;
    for (; column < end; ++column) *out++ = static_cast<float>(std::max(least_, left + slope * (column - first + 0.5)));
  }
}

}  // namespace pellucid
