#include "core/unpatterned/smooth_background.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "core/model/median.h"

namespace pellucid {
namespace {

constexpr std::int64_t kCell_px = 32;
constexpr std::int64_t kNode_px = 128;
constexpr int kSteps = 8;            // of reweighting
constexpr double kTukey = 4.685;     // 95 percent efficiency on Gaussian scatter
constexpr double kLeastShare = 0.1;  // of a cell's pixels, for it to count
constexpr double kLeastCells = 4;    // of weight, to say anything

struct Cell {
  double x = 0, y = 0;  ///< mean place of its pixels
  double level = 0;
  double weight = 0;  ///< share of its pixels that count
};

/// Mean of the pixels within three robust sigma of the cell's median.
Cell cell_of(const Plate& plate, std::int64_t x0, std::int64_t y0, std::vector<float>& room) {
  const std::int64_t x1 = std::min(plate.width, x0 + kCell_px), y1 = std::min(plate.height, y0 + kCell_px);
  room.clear();
  for (std::int64_t y = y0; y < y1; y += 3) {
    for (std::int64_t x = x0 + y % 2; x < x1; x += 2) {
      if (plate.use[plate.at(x, y)] != PixelUse::none) room.push_back(plate.light_e[plate.at(x, y)]);
    }
  }
  Cell cell;
  if (room.size() < 24) return cell;
  const auto quantile = [&](double share) {
    const auto at = room.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(room.size() - 1));
    std::nth_element(room.begin(), at, room.end());
    return *at;
  };
  const float median = quantile(0.5);
  const float limit = 3.0F * std::max(quantile(0.84) - median, median - quantile(0.16));
  double n = 0, sum = 0, sx = 0, sy = 0, all = 0;
  for (std::int64_t y = y0; y < y1; ++y) {
    double row = 0, row_n = 0, row_x = 0;
    const std::size_t at = plate.at(0, y);
    for (std::int64_t x = x0; x < x1; ++x) {
      const bool counts = plate.use[at + static_cast<std::size_t>(x)] != PixelUse::none;
      const float e = plate.light_e[at + static_cast<std::size_t>(x)];
      const bool kept = counts && std::abs(e - median) <= limit;
      all += counts ? 1 : 0;
      row += kept ? double{e} : 0.0;
      row_n += kept ? 1 : 0;
      row_x += kept ? static_cast<double>(x) + 0.5 : 0;
    }
    sum += row, n += row_n, sx += row_x, sy += row_n * (static_cast<double>(y) + 0.5);
  }
  if (n < 1) return cell;
  return {sx / n, sy / n, sum / n, all / static_cast<double>((x1 - x0) * (y1 - y0))};
}

/// A robust quadratic surface through cells around a place; its value there.
class LocalFit {
 public:
  /// NaN where too few cells are near.
  double value(const std::vector<Cell>& cells, std::int64_t across, std::int64_t down, Vec2 at, Vec2 reach) {
    gather(cells, across, down, at, reach);
    if (weight_sum_ < kLeastCells) return std::nan("");
    std::vector<double> levels = level_;
    const double median = median_of(std::move(levels));
    std::vector<double> residual(level_.size()), sorted;
    for (std::size_t i = 0; i < level_.size(); ++i) residual[i] = level_[i] - median;
    Vector c = Vector::Zero();
    for (int step = 0; step < kSteps; ++step) {
      sorted.assign(residual.size(), 0);
      for (std::size_t i = 0; i < residual.size(); ++i) sorted[i] = std::abs(residual[i]);
      const double scale = std::max(1.4826 * median_of(sorted), 1e-6 * std::abs(median) + 1e-9);
      c = solve(residual, scale, step < kSteps / 2);
      for (std::size_t i = 0; i < residual.size(); ++i) residual[i] = level_[i] - basis_[i].dot(c);
    }
    return c[0];
  }

 private:
  using Vector = Eigen::Matrix<double, 6, 1>;
  using Matrix = Eigen::Matrix<double, 6, 6>;

  void gather(const std::vector<Cell>& cells, std::int64_t across, std::int64_t down, Vec2 at, Vec2 reach) {
    basis_.clear(), level_.clear(), weight_.clear();
    weight_sum_ = 0;
    const auto first = [](double low) { return std::max<std::int64_t>(0, static_cast<std::int64_t>(low / kCell_px)); };
    const auto last = [](double high, std::int64_t count) {
      return std::min(count, static_cast<std::int64_t>(high / kCell_px) + 1);
    };
    // Never one-sided: at an edge the window reaches as far inwards instead.
    const auto middle = [](double place, double half, std::int64_t count) {
      const double size = static_cast<double>(count * kCell_px);
      return size > 2 * half ? std::clamp(place, half, size - half) : 0.5 * size;
    };
    const Vec2 centre{middle(at.x, reach.x, across), middle(at.y, reach.y, down)};
    for (std::int64_t j = first(centre.y - reach.y); j < last(centre.y + reach.y, down); ++j) {
      for (std::int64_t i = first(centre.x - reach.x); i < last(centre.x + reach.x, across); ++i) {
        const Cell& cell = cells[static_cast<std::size_t>(j * across + i)];
        if (cell.weight < kLeastShare) continue;
        const double u = (cell.x - at.x) / reach.x, v = (cell.y - at.y) / reach.y;
        basis_.push_back((Vector() << 1, u, v, u * u, u * v, v * v).finished());
        level_.push_back(cell.level);
        weight_.push_back(cell.weight);
        weight_sum_ += cell.weight;
      }
    }
  }

  /// First by least absolute deviations, which a third of foreign cells does not turn over, then by Tukey's biweight.
  [[nodiscard]] Vector solve(const std::vector<double>& residual, double scale, bool absolute) const {
    Matrix a = Matrix::Zero();
    Vector b = Vector::Zero();
    for (std::size_t i = 0; i < level_.size(); ++i) {
      const double r = std::abs(residual[i]) / scale;
      double w = weight_[i];
      if (absolute) {
        w /= std::max(r, 0.3);
      } else {
        w *= r < kTukey ? std::pow(1 - r * r / (kTukey * kTukey), 2) : 0;
      }
      a.selfadjointView<Eigen::Lower>().rankUpdate(basis_[i], w);
      b += w * level_[i] * basis_[i];
    }
    // Where cells lie on a strip or are few, curvature and slope across are not told: held to nothing.
    const double ridge = 1e-4 * std::max(a(0, 0), 1.0);
    a.diagonal() += (Vector() << 0, ridge, ridge, 3 * ridge, 3 * ridge, 3 * ridge).finished();
    return a.selfadjointView<Eigen::Lower>().ldlt().solve(b);
  }

  std::vector<Vector> basis_;
  std::vector<double> level_, weight_;
  double weight_sum_ = 0;
};

}  // namespace

std::optional<NodeSurface> smooth_background(const Plate& plate, Vec2 reach_px) {
  const std::int64_t across = (plate.width + kCell_px - 1) / kCell_px, down = (plate.height + kCell_px - 1) / kCell_px;
  std::vector<Cell> cells;
  std::vector<float> room;
  std::vector<double> levels;
  for (std::int64_t j = 0; j < down; ++j) {
    for (std::int64_t i = 0; i < across; ++i) {
      cells.push_back(cell_of(plate, i * kCell_px, j * kCell_px, room));
      if (cells.back().weight >= kLeastShare) levels.push_back(cells.back().level);
    }
  }
  if (static_cast<double>(levels.size()) < kLeastCells) return std::nullopt;
  const auto fallback = static_cast<float>(median_of(std::move(levels)));
  NodeSurface surface(plate.width, plate.height, kNode_px);
  LocalFit fit;
  for (std::size_t node = 0; node < surface.size(); ++node) {
    const double value = fit.value(cells, across, down, surface.place(node), reach_px);
    surface[node] = std::isfinite(value) ? static_cast<float>(value) : fallback;
  }
  return surface;
}

}  // namespace pellucid
