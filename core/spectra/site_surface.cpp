#include "core/spectra/site_surface.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/flow/parallel.h"
#include "core/model/median.h"

namespace pellucid {
namespace {

constexpr std::size_t kNodes = 96;      ///< across the longer side
constexpr int kRounds = 6;              ///< of robust weights
constexpr double kBiweight = 4.7;       ///< Tukey's constant: 95 percent efficiency
constexpr double kLeastScatter = 1e-6;  ///< nm

}  // namespace

double SurfacePoint::prediction_sigma() const {
  return std::hypot(fit_sigma, place_sigma);
}

/// Sites by cells of a grid, for the nearest ones.
class SiteSurface::Index {
 public:
  explicit Index(const std::vector<SiteValue>& sites) : sites_(sites) {
    low_ = high_ = sites.front().at_um;
    for (const SiteValue& s : sites) {
      low_ = {std::min(low_.x, s.at_um.x), std::min(low_.y, s.at_um.y)};
      high_ = {std::max(high_.x, s.at_um.x), std::max(high_.y, s.at_um.y)};
    }
    const double area = std::max((high_.x - low_.x) * (high_.y - low_.y), 1.0);
    const double longest = std::max({high_.x - low_.x, high_.y - low_.y, 1.0});
    cell_um_ = std::max(std::sqrt(4 * area / static_cast<double>(sites.size())), longest / 1000);
    across_ = static_cast<std::ptrdiff_t>((high_.x - low_.x) / cell_um_) + 1;
    down_ = static_cast<std::ptrdiff_t>((high_.y - low_.y) / cell_um_) + 1;
    start_.assign(static_cast<std::size_t>(across_ * down_ + 1), 0);
    for (const SiteValue& s : sites) ++start_[cell_of(s.at_um) + 1];
    std::partial_sum(start_.begin(), start_.end(), start_.begin());
    order_.resize(sites.size());
    std::vector<std::size_t> next(start_.begin(), start_.end() - 1);
    for (std::size_t i = 0; i < sites.size(); ++i) order_[next[cell_of(sites[i].at_um)]++] = i;
  }

  [[nodiscard]] Vec2 low() const { return low_; }
  [[nodiscard]] Vec2 high() const { return high_; }

  /// The `count` nearest sites with their distances, the nearest first.
  void nearest(Vec2 at, std::size_t count, std::vector<std::pair<double, std::size_t>>& found) const {
    found.clear();
    const std::ptrdiff_t cx = column(at.x), cy = row(at.y);
    const std::ptrdiff_t most = std::max(across_, down_);
    for (std::ptrdiff_t ring = 0; ring <= most; ++ring) {
      for (std::ptrdiff_t y = std::max<std::ptrdiff_t>(cy - ring, 0); y <= std::min(cy + ring, down_ - 1); ++y) {
        const bool whole = std::abs(y - cy) == ring;
        const std::ptrdiff_t step = whole || ring == 0 ? 1 : 2 * ring;
        for (std::ptrdiff_t x = cx - ring; x <= cx + ring; x += step) add_cell(x, y, at, found);
      }
      // A ring further out holds nothing nearer than `ring` cells: then the nearest are found.
      if (found.size() < count) continue;
      std::nth_element(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count - 1), found.end());
      if (found[count - 1].first <= static_cast<double>(ring) * cell_um_) break;
    }
    std::sort(found.begin(), found.end());
    if (found.size() > count) found.resize(count);
  }

 private:
  void add_cell(std::ptrdiff_t x, std::ptrdiff_t y, Vec2 at, std::vector<std::pair<double, std::size_t>>& found) const {
    if (x < 0 || x >= across_) return;
    const auto cell = static_cast<std::size_t>(y * across_ + x);
    for (std::size_t k = start_[cell]; k < start_[cell + 1]; ++k) {
      const Vec2 off = sites_[order_[k]].at_um - at;
      found.emplace_back(std::hypot(off.x, off.y), order_[k]);
    }
  }
  [[nodiscard]] std::ptrdiff_t column(double x) const {
    return std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>((x - low_.x) / cell_um_), 0, across_ - 1);
  }
  [[nodiscard]] std::ptrdiff_t row(double y) const {
    return std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>((y - low_.y) / cell_um_), 0, down_ - 1);
  }
  [[nodiscard]] std::size_t cell_of(Vec2 at) const {
    return static_cast<std::size_t>(row(at.y) * across_ + column(at.x));
  }

  const std::vector<SiteValue>& sites_;
  Vec2 low_, high_;
  double cell_um_ = 1;
  std::ptrdiff_t across_ = 1, down_ = 1;
  std::vector<std::size_t> start_, order_;
};

SiteSurface::SiteSurface(std::vector<SiteValue> sites, int neighbours) : sites_(std::move(sites)) {
  std::erase_if(sites_, [](const SiteValue& s) { return !std::isfinite(s.value) || !std::isfinite(s.sigma); });
  if (sites_.empty()) return;
  const Index index(sites_);
  const Vec2 size = index.high() - index.low();
  const double longest = std::max({size.x, size.y, 1.0});
  const auto nodes = [&](double length) {
    return 2 + static_cast<std::size_t>(std::lround(static_cast<double>(kNodes) * length / longest));
  };
  across_ = nodes(size.x);
  down_ = nodes(size.y);
  low_um_ = index.low();
  step_um_ = {std::max(size.x, 1.0) / static_cast<double>(across_ - 1),
              std::max(size.y, 1.0) / static_cast<double>(down_ - 1)};
  nodes_.resize(across_ * down_);
  parallel_ranges(static_cast<std::int64_t>(nodes_.size()), 16, [&](std::int64_t begin, std::int64_t end) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
      const Vec2 place{low_um_.x + static_cast<double>(i % across_) * step_um_.x,
                       low_um_.y + static_cast<double>(i / across_) * step_um_.y};
      nodes_[i] = fit(index, place, static_cast<std::size_t>(std::max(neighbours, 1)));
    }
  });
}

SurfacePoint SiteSurface::fit(const Index& index, Vec2 place_um, std::size_t neighbours) const {
  std::vector<std::pair<double, std::size_t>> near;
  index.nearest(place_um, std::min(neighbours, sites_.size()), near);
  const std::size_t n = near.size();
  const Eigen::Index terms = n >= 12 ? 6 : n >= 5 ? 3 : 1;
  const double reach = std::max(near.back().first * 1.05, 1e-6);
  Eigen::MatrixXd design(static_cast<Eigen::Index>(n), terms);
  Eigen::VectorXd value(design.rows()), closeness(design.rows()), robust = Eigen::VectorXd::Ones(design.rows());
  std::vector<double> list(n), own(n);
  for (std::size_t k = 0; k < n; ++k) {
    const SiteValue& s = sites_[near[k].second];
    const auto row = static_cast<Eigen::Index>(k);
    const double x = (s.at_um.x - place_um.x) / reach, y = (s.at_um.y - place_um.y) / reach;
    const double row_terms[6] = {1, x, y, x * x, x * y, y * y};
    for (Eigen::Index t = 0; t < terms; ++t) design(row, t) = row_terms[t];
    const double d = near[k].first / reach, fall = 1 - d * d * d;
    closeness(row) = std::max(fall * fall * fall, 1e-3) / (s.sigma * s.sigma + kLeastScatter);
    value(row) = s.value;
    list[k] = s.value;
    own[k] = s.sigma;
  }
  // Beginning: places far off the usual value count little.
  const double middle = median_of(list);
  for (std::size_t k = 0; k < n; ++k) list[k] = std::abs(list[k] - middle);
  const double spread = std::max(2 * median_of(list), kLeastScatter);
  for (Eigen::Index k = 0; k < robust.size(); ++k) {
    const double off = (value(k) - middle) / spread;
    robust(k) = 1 / (1 + off * off);
  }
  Eigen::VectorXd c;
  Eigen::MatrixXd normal;
  double scatter = 0;
  for (int round = 0; round < kRounds; ++round) {
    const Eigen::VectorXd weight = closeness.cwiseProduct(robust);
    normal = design.transpose() * weight.asDiagonal() * design;
    normal.diagonal() += 1e-9 * normal.diagonal();
    c = normal.ldlt().solve(design.transpose() * weight.cwiseProduct(value));
    const Eigen::VectorXd off = value - design * c;
    for (std::size_t k = 0; k < n; ++k) list[k] = std::abs(off(static_cast<Eigen::Index>(k)));
    const double lost = static_cast<double>(n) / std::max(static_cast<double>(n) - static_cast<double>(terms), 1.0);
    scatter = std::max(1.4826 * median_of(list) * std::sqrt(lost), kLeastScatter);
    for (Eigen::Index k = 0; k < robust.size(); ++k) {
      const double u = off(k) / (kBiweight * scatter);
      robust(k) = std::abs(u) < 1 ? (1 - u * u) * (1 - u * u) : 0;
    }
    if (robust.sum() < static_cast<double>(terms) + 1) break;
  }
  // Sandwich: each site lies off by the scatter seen, not only by its own sigma.
  const Eigen::VectorXd weight = closeness.cwiseProduct(robust);
  const Eigen::VectorXd unit = Eigen::VectorXd::Unit(terms, 0);
  const Eigen::VectorXd pick = design * normal.ldlt().solve(unit);
  const double usual = median_of(own);
  SurfacePoint p;
  p.value = c(0);
  p.fit_sigma = std::max(scatter, usual) * weight.cwiseProduct(pick).norm();
  p.place_sigma = std::sqrt(std::max(scatter * scatter - usual * usual, 0.0));
  return p;
}

SurfacePoint SiteSurface::at(Vec2 place_um) const {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  if (nodes_.empty()) return {kNone, kNone, kNone};
  const double x = (place_um.x - low_um_.x) / step_um_.x, y = (place_um.y - low_um_.y) / step_um_.y;
  const auto column = static_cast<std::size_t>(std::clamp(x, 0.0, static_cast<double>(across_ - 2)));
  const auto row = static_cast<std::size_t>(std::clamp(y, 0.0, static_cast<double>(down_ - 2)));
  // Beyond the sites the last cell's slope goes on, and is trusted less with each step.
  const double u = x - static_cast<double>(column), v = y - static_cast<double>(row);
  const auto mix = [&](double SurfacePoint::*member) {
    const SurfacePoint* at = &nodes_[row * across_ + column];
    return (1 - v) * ((1 - u) * at->*member + u * (at + 1)->*member) +
           v * ((1 - u) * (at + across_)->*member + u * (at + across_ + 1)->*member);
  };
  const double beyond = std::max({-u, u - 1, -v, v - 1, 0.0});
  return {mix(&SurfacePoint::value), std::abs(mix(&SurfacePoint::fit_sigma)) * (1 + beyond),
          std::abs(mix(&SurfacePoint::place_sigma))};
}

}  // namespace pellucid
