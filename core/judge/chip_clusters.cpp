#include "core/judge/chip_clusters.h"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "core/model/disjoint_sets.h"

namespace pellucid {
namespace {

constexpr double kChance = 0.01;    ///< groups by chance, a wafer
constexpr std::int64_t kLeast = 5;  ///< chips

/// How far failing chips may lie apart and be neighbours, and from which size on their groups are no chance.
struct Link {
  std::int32_t reach = 0;
  std::int64_t least = 0;
};

/// Shapes of s chips in which each touches another are about growth^s, whatever the lattice: n (growth * rate)^s groups
/// are there by chance. Source: growth rates of lattice animals (king's graph 9.4; two steps, bounded by its 24
/// neighbours).
std::optional<Link> link_for(double chips, double rate) {
  constexpr std::array<std::pair<std::int32_t, double>, 2> kGrowth{{{2, 30}, {1, 9.4}}};
  for (const auto& [reach, growth] : kGrowth) {
    const double base = growth * rate;
    if (base > 0.6) continue;
    const double size = std::log(kChance / chips) / std::log(std::max(base, 1e-9));
    return Link{reach, std::max(kLeast, static_cast<std::int64_t>(std::ceil(size)))};
  }
  return std::nullopt;
}

/// The failing chips, as table rows, and where each row of chips begins among them.
struct Failing {
  std::vector<std::size_t> chip;
  std::vector<std::size_t> row_begin;  ///< one more than there are rows
};

Failing failing_chips(const ChipTable& table, std::int32_t rows) {
  Failing f;
  f.row_begin.assign(static_cast<std::size_t>(rows) + 1, 0);
  for (std::size_t k = 0; k < table.size(); ++k) {
    if (!is_failing(table.chip_class[k])) continue;
    f.chip.push_back(k);
    ++f.row_begin[static_cast<std::size_t>(table.row[k]) + 1];
  }
  std::partial_sum(f.row_begin.begin(), f.row_begin.end(), f.row_begin.begin());
  return f;
}

/// Chips at most `reach` columns and rows apart belong together. Every row is walked beside those above it.
DisjointSets join_neighbours(const ChipTable& table, const Failing& f, std::int32_t reach) {
  DisjointSets groups(f.chip.size());
  const std::size_t rows = f.row_begin.size() - 1;
  const auto column = [&](std::size_t i) { return table.column[f.chip[i]]; };
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t other = row; other <= std::min(rows - 1, row + static_cast<std::size_t>(reach)); ++other) {
      std::size_t first = f.row_begin[other];
      for (std::size_t i = f.row_begin[row]; i < f.row_begin[row + 1]; ++i) {
        while (first < f.row_begin[other + 1] && column(first) < column(i) - reach) ++first;
        for (std::size_t j = first; j < f.row_begin[other + 1] && column(j) <= column(i) + reach; ++j)
          groups.join(i, j);
      }
    }
  }
  return groups;
}

ChipCluster describe_cluster(const ChipTable& table, const std::vector<std::size_t>& chips, Vec2 pitch_um) {
  ChipCluster c;
  c.chips = std::ssize(chips);
  ClassCounts of_class{};
  constexpr double kFar = std::numeric_limits<double>::max();
  c.low_um = {kFar, kFar};
  c.high_um = {-kFar, -kFar};
  Eigen::Vector2d mean = Eigen::Vector2d::Zero();
  const auto at = [&](std::size_t k) {
    return Eigen::Vector2d(static_cast<double>(table.x_um[k]), static_cast<double>(table.y_um[k]));
  };
  for (const std::size_t k : chips) {
    const Eigen::Vector2d p = at(k);
    mean += p / static_cast<double>(chips.size());
    c.low_um = {std::min(c.low_um.x, p.x()), std::min(c.low_um.y, p.y())};
    c.high_um = {std::max(c.high_um.x, p.x()), std::max(c.high_um.y, p.y())};
    ++of_class[class_index(table.chip_class[k])];
  }
  c.mostly = commonest(of_class);
  Eigen::Matrix2d spread = Eigen::Matrix2d::Zero();
  for (const std::size_t k : chips)
    spread += (at(k) - mean) * (at(k) - mean).transpose() / static_cast<double>(c.chips);
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix2d> axes(spread);
  const Eigen::Vector2d along = axes.eigenvectors().col(1);
  double low = kFar, high = -kFar;
  for (const std::size_t k : chips) {
    const double t = along.dot(at(k) - mean);
    low = std::min(low, t), high = std::max(high, t);
  }
  const auto end = [&](double t) { return Vec2{mean.x() + t * along.x(), mean.y() + t * along.y()}; };
  c.first_um = end(low);
  c.last_um = end(high);
  const double pitch = std::min(pitch_um.x, pitch_um.y);
  c.length_um = std::sqrt(12 * std::max(0.0, axes.eigenvalues()[1])) + pitch;
  c.width_um = std::sqrt(12 * std::max(0.0, axes.eigenvalues()[0])) + pitch;
  return c;
}

}  // namespace

ChipClass commonest(const ClassCounts& counts) {
  return kAllClasses[static_cast<std::size_t>(std::ranges::max_element(counts) - counts.begin())];
}

std::vector<ChipCluster> find_clusters(const ChipTable& table, const ChipGrid& grid, double rate) {
  const auto link = link_for(static_cast<double>(table.size()), rate);
  std::vector<ChipCluster> clusters;
  if (!link) return clusters;
  const Failing f = failing_chips(table, grid.rows);
  DisjointSets groups = join_neighbours(table, f, link->reach);
  std::vector<std::size_t> root(f.chip.size());
  std::vector<std::int64_t> size(f.chip.size(), 0);
  for (std::size_t i = 0; i < root.size(); ++i) ++size[root[i] = groups.find(i)];
  std::vector<std::size_t> large;  // members of large groups, group by group
  for (std::size_t i = 0; i < root.size(); ++i) {
    if (size[root[i]] >= link->least) large.push_back(i);
  }
  std::ranges::stable_sort(large, {}, [&](std::size_t i) { return root[i]; });
  for (std::size_t begin = 0; begin < large.size();) {
    std::vector<std::size_t> chips;
    const std::size_t group = root[large[begin]];
    for (; begin < large.size() && root[large[begin]] == group; ++begin) chips.push_back(f.chip[large[begin]]);
    clusters.push_back(describe_cluster(table, chips, grid.pitch_um));
  }
  std::ranges::stable_sort(clusters, std::greater<>(), &ChipCluster::chips);
  return clusters;
}

}  // namespace pellucid
