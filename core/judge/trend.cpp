#include "core/judge/trend.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/flow/parallel.h"
#include "core/model/median.h"

namespace pellucid {
namespace {

constexpr double kOutlier = 0.12;        ///< a block whose median is off by more is a defect, not a trend
constexpr double kEmits_sigma = 4;
constexpr float kLikeMedian = 0.6F;      ///< a healthy chip's light lies within this share of the median
constexpr double kLocalReach = 1.0 / 14;  ///< of the wafer: what is smoother than this is trend

/// Blocks of chips in index space with the median light of those that emit.
struct Blocks {
  std::int32_t column0 = 0, row0 = 0, size = 1, across = 1, down = 1;
  std::vector<double> median, weight;
  [[nodiscard]] std::size_t of(std::int32_t column, std::int32_t row) const {
    return static_cast<std::size_t>((row - row0) / size) * static_cast<std::size_t>(across) + static_cast<std::size_t>((column - column0) / size);
  }
};

Blocks lay_blocks(const ChipTable& table) {
  Blocks b;
  const auto [c0, c1] = std::minmax_element(table.column.begin(), table.column.end());
  b.column0 = *c0;
  b.row0 = table.row.front();
  const double columns = *c1 - *c0 + 1;
  const double rows = table.row.back() - b.row0 + 1;
  // About 2000 blocks on a big wafer, but at least a handful of chips in each.
  b.size = static_cast<std::int32_t>(std::max(2.0, std::ceil(std::sqrt(columns * rows / 2000.0))));
  if (columns * rows / (b.size * b.size) > static_cast<double>(table.size()) / 4) ++b.size;
  b.across = static_cast<std::int32_t>(std::ceil(columns / b.size));
  b.down = static_cast<std::int32_t>(std::ceil(rows / b.size));
  b.median.assign(static_cast<std::size_t>(b.across) * static_cast<std::size_t>(b.down), std::numeric_limits<double>::quiet_NaN());
  b.weight.assign(b.median.size(), 0);
  return b;
}

/// First table row of every row of blocks; the table is sorted by chip row.
std::vector<std::size_t> block_row_starts(const ChipTable& table, const Blocks& b) {
  std::vector<std::size_t> starts;
  for (std::int32_t j = 0; j <= b.down; ++j) {
    starts.push_back(static_cast<std::size_t>(std::lower_bound(table.row.begin(), table.row.end(), b.row0 + j * b.size) - table.row.begin()));
  }
  return starts;
}

/// Median light of a block's healthy chips. Those that stand out of the noise are brighter than the rest where few do: their median
/// only says where to look, on both sides of it, among all.
std::pair<double, std::size_t> healthy_median(const std::vector<std::pair<float, float>>& chips) {
  std::vector<float> lights;
  for (const auto& [light, sigma] : chips) {
    if (static_cast<double>(light) > kEmits_sigma * static_cast<double>(sigma)) lights.push_back(light);
  }
  if (lights.empty()) return {0, 0};
  const float first = median_of(std::move(lights));
  lights = {};
  for (const auto& [light, sigma] : chips) {
    if (std::abs(light - first) < kLikeMedian * first) lights.push_back(light);
  }
  const std::size_t count = lights.size();
  return {static_cast<double>(median_of(std::move(lights))), count};
}

void fill_medians(const ChipTable& table, const LayerColumns& layer, Blocks& b) {
  const std::vector<std::size_t> starts = block_row_starts(table, b);
  parallel_ranges(b.down, 1, [&](std::int64_t j, std::int64_t) {
    std::vector<std::vector<std::pair<float, float>>> chips(static_cast<std::size_t>(b.across));
    for (std::size_t k = starts[static_cast<std::size_t>(j)]; k < starts[static_cast<std::size_t>(j) + 1]; ++k) {
      if (!std::isfinite(layer.intensity_e[k])) continue;
      chips[static_cast<std::size_t>((table.column[k] - b.column0) / b.size)].emplace_back(layer.intensity_e[k], layer.intensity_sigma_e[k]);
    }
    for (std::int32_t i = 0; i < b.across; ++i) {
      const auto [median, count] = healthy_median(chips[static_cast<std::size_t>(i)]);
      if (count == 0) continue;
      const auto at = static_cast<std::size_t>(j) * static_cast<std::size_t>(b.across) + static_cast<std::size_t>(i);
      b.median[at] = median;
      b.weight[at] = static_cast<double>(count);
    }
  });
}

double biweight(double t) { return std::abs(t) >= 1 ? 0 : (1 - t * t) * (1 - t * t); }

/// Products of Chebyshev polynomials up to a total degree, on [-1, 1]^2.
Eigen::VectorXd basis(double x, double y, int degree) {
  const auto chebyshev = [degree](double v) {
    std::vector<double> t{1, v};
    for (int n = 2; n <= degree; ++n) t.push_back(2 * v * t[static_cast<std::size_t>(n) - 1] - t[static_cast<std::size_t>(n) - 2]);
    return t;
  };
  const auto tx = chebyshev(x);
  const auto ty = chebyshev(y);
  Eigen::VectorXd row((degree + 1) * (degree + 2) / 2);
  Eigen::Index n = 0;
  for (int i = 0; i <= degree; ++i) {
    for (int j = 0; i + j <= degree; ++j) row[n++] = tx[static_cast<std::size_t>(i)] * ty[static_cast<std::size_t>(j)];
  }
  return row;
}

/// Block coordinates scaled to [-1, 1].
Vec2 scaled(const Blocks& b, double i, double j) {
  return {2 * i / std::max(1, b.across) - 1, 2 * j / std::max(1, b.down) - 1};
}

/// The basis at a block's middle.
Eigen::VectorXd block_basis(const Blocks& b, std::size_t k, int degree) {
  const auto across = static_cast<std::size_t>(b.across);
  const Vec2 p = scaled(b, static_cast<double>(k % across) + 0.5, static_cast<double>(k / across) + 0.5);
  return basis(p.x, p.y, degree);
}

/// Least squares of the block medians, reweighted until blocks far off have no weight. `start`: the levels that blocks are first
/// held against.
Eigen::VectorXd fit_degree(const Blocks& b, const std::vector<std::size_t>& used, int degree, double floor, std::vector<double>& level,
                           double& scale) {
  const Eigen::Index terms = (degree + 1) * (degree + 2) / 2;
  Eigen::VectorXd c = Eigen::VectorXd::Zero(terms);
  for (int round = 0; round < 8; ++round) {
    Eigen::MatrixXd a = 1e-9 * Eigen::MatrixXd::Identity(terms, terms);
    Eigen::VectorXd r = Eigen::VectorXd::Zero(terms);
    for (std::size_t n = 0; n < used.size(); ++n) {
      const std::size_t k = used[n];
      const double expected = std::max(floor, level[n]);
      const double w = b.weight[k] * biweight((b.median[k] / expected - 1) / (4.7 * scale)) / (expected * expected);
      if (w <= 0) continue;
      const Eigen::VectorXd row = block_basis(b, k, degree);
      a += w * row * row.transpose();
      r += w * b.median[k] * row;
    }
    c = a.ldlt().solve(r);
    std::vector<double> deviations;
    for (std::size_t n = 0; n < used.size(); ++n) {
      level[n] = block_basis(b, used[n], degree).dot(c);
      deviations.push_back(std::abs(b.median[used[n]] / std::max(floor, level[n]) - 1));
    }
    scale = std::clamp(1.4826 * median_of(std::move(deviations)), 0.01, 0.3);
  }
  return c;
}

/// From stiff to supple: a surface of high degree would bend into a large cluster of defects before it could tell it from the trend;
/// one of low degree cannot, and leaves it without weight for the next.
Eigen::VectorXd fit_surface(const Blocks& b, int degree) {
  std::vector<std::size_t> used;
  std::vector<double> medians;
  for (std::size_t k = 0; k < b.median.size(); ++k) {
    if (b.weight[k] > 0) used.push_back(k), medians.push_back(b.median[k]);
  }
  const double typical = median_of(medians);
  std::vector<double> level(used.size(), typical);
  double scale = 0.4;
  Eigen::VectorXd c;
  for (int d = std::min(2, degree); d <= degree; d = d < degree ? std::min(d + 1, degree) : d + 1) {
    c = fit_degree(b, used, d, 0.05 * typical, level, scale);
  }
  return c;
}

int affordable_degree(const Blocks& b, int degree) {
  const auto seen = static_cast<int>(std::count_if(b.weight.begin(), b.weight.end(), [](double w) { return w > 0; }));
  while (degree > 0 && (degree + 1) * (degree + 2) / 2 * 4 > seen) --degree;
  return degree;
}

/// Surface at the corners of the blocks, times the local correction: smoothed block medians over the surface, without outliers.
std::vector<double> node_levels(const Blocks& b, const Eigen::VectorXd& c, int degree) {
  std::vector<double> ratio(b.median.size(), std::numeric_limits<double>::quiet_NaN());
  for (std::size_t k = 0; k < ratio.size(); ++k) {
    if (!(b.weight[k] > 0)) continue;
    const Vec2 p = scaled(b, static_cast<double>(k % static_cast<std::size_t>(b.across)) + 0.5, static_cast<double>(k / static_cast<std::size_t>(b.across)) + 0.5);
    ratio[k] = b.median[k] / std::max(1e-9, basis(p.x, p.y, degree).dot(c)) - 1;
  }
  const double reach = std::max(1.0, kLocalReach * std::max(b.across, b.down));
  const auto window = static_cast<std::int32_t>(std::ceil(2.5 * reach));
  const std::int32_t nodes_across = b.across + 1;
  std::vector<double> nodes(static_cast<std::size_t>(nodes_across) * static_cast<std::size_t>(b.down + 1));
  parallel_ranges(b.down + 1, 1, [&](std::int64_t j, std::int64_t) {
    for (std::int32_t i = 0; i < nodes_across; ++i) {
      const Vec2 p = scaled(b, i, static_cast<double>(j));
      double up = 0;
      double down = 8;  // a few blocks' worth of "no correction": sparse surroundings do not move the surface
      for (auto y = std::max<std::int64_t>(0, j - window); y < std::min<std::int64_t>(b.down, j + window); ++y) {
        for (std::int32_t x = std::max(0, i - window); x < std::min(b.across, i + window); ++x) {
          const auto k = static_cast<std::size_t>(y) * static_cast<std::size_t>(b.across) + static_cast<std::size_t>(x);
          if (!std::isfinite(ratio[k])) continue;
          const double dx = x + 0.5 - i;
          const double dy = static_cast<double>(y) + 0.5 - static_cast<double>(j);
          const double w = std::min(b.weight[k], 50.0) * std::exp(-0.5 * (dx * dx + dy * dy) / (reach * reach)) * biweight(ratio[k] / kOutlier);
          up += w * ratio[k];
          down += w;
        }
      }
      nodes[static_cast<std::size_t>(j) * static_cast<std::size_t>(nodes_across) + static_cast<std::size_t>(i)] = basis(p.x, p.y, degree).dot(c) * (1 + up / down);
    }
  });
  return nodes;
}

}  // namespace

std::vector<float> healthy_expectation(const ChipTable& table, const LayerColumns& layer, int degree) {
  std::vector<float> expected(table.size(), std::numeric_limits<float>::quiet_NaN());
  if (table.size() == 0) return expected;
  Blocks b = lay_blocks(table);
  fill_medians(table, layer, b);
  if (std::none_of(b.weight.begin(), b.weight.end(), [](double w) { return w > 0; })) return expected;
  degree = affordable_degree(b, degree);
  const Eigen::VectorXd surface = fit_surface(b, degree);
  const std::vector<double> nodes = node_levels(b, surface, degree);
  const double least = 0.02 * *std::max_element(nodes.begin(), nodes.end());
  parallel_ranges(static_cast<std::int64_t>(table.size()), 1 << 14, [&](std::int64_t begin, std::int64_t end) {
    for (auto k = static_cast<std::size_t>(begin); k < static_cast<std::size_t>(end); ++k) {
      const double u = (table.column[k] - b.column0 + 0.5) / b.size;
      const double v = (table.row[k] - b.row0 + 0.5) / b.size;
      const auto i = static_cast<std::size_t>(u);
      const auto j = static_cast<std::size_t>(v);
      const double fx = u - static_cast<double>(i);
      const double fy = v - static_cast<double>(j);
      const auto node = [&](std::size_t x, std::size_t y) { return nodes[y * static_cast<std::size_t>(b.across + 1) + x]; };
      const double level = (1 - fy) * ((1 - fx) * node(i, j) + fx * node(i + 1, j)) + fy * ((1 - fx) * node(i, j + 1) + fx * node(i + 1, j + 1));
      expected[k] = static_cast<float>(std::max(least, level));
    }
  });
  return expected;
}

}  // namespace pellucid
