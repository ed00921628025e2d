#include "core/measure/profile_cell.h"

#include <algorithm>
#include <cmath>

namespace pellucid {
namespace {

constexpr int kFineBins = 16;       ///< a pixel
constexpr int kCoarseBins = 8;      ///< where the profile is smooth, and of big cells
constexpr double kSmooth_px = 0.5;  ///< knots farther apart than this
constexpr double kManyBins = 40'000;

using Weights = Eigen::Map<const Eigen::Vector4d>;

Weights weights(const SplineReach& r) {
  return Weights(r.weight.data());
}

}  // namespace

ProfileCell::ProfileCell(const WindowScene& scene, const ProfileBasis& basis)
    : nx_(basis.x.count()), n_(basis.count()) {
  const Vec2 column = scene.column_step_px(), row = scene.row_step_px();
  const double pitch_x = std::max(std::abs(column.x), std::abs(row.x));
  const double pitch_y = std::max(std::abs(column.y), std::abs(row.y));
  const bool coarse = pitch_x * pitch_y * kFineBins * kFineBins > kManyBins ||
                      std::min(basis.x.finest_px(), basis.y.finest_px()) > kSmooth_px;
  bins_a_px_ = coarse ? kCoarseBins : kFineBins;
  half_x_ = 0.5 * pitch_x - 0.5;  // whole pixels inside the cell
  half_y_ = 0.5 * pitch_y - 0.5;
  across_ = std::max(1, static_cast<int>(std::ceil(2 * half_x_ * bins_a_px_)));
  down_ = std::max(1, static_cast<int>(std::ceil(2 * half_y_ * bins_a_px_)));
  const auto reaches = [](const SplineAxis& axis, int bins, const auto& offset_px) {
    Reaches r{std::vector<SplineReach>(static_cast<std::size_t>(bins)), bins, 0};
    for (int k = 0; k < bins; ++k) {
      if (!axis.reach(offset_px(k), r.at[static_cast<std::size_t>(k)])) continue;
      r.begin = std::min(r.begin, k);
      r.end = k + 1;
    }
    return r;
  };
  const int far = static_cast<int>(std::max(basis.x.half_px() / pitch_x, basis.y.half_px() / pitch_y) + 0.5);
  for (int j = -far; j <= far; ++j) {
    for (int i = -far; i <= far; ++i) {
      Neighbour chip;
      chip.offset_px = static_cast<double>(i) * column + static_cast<double>(j) * row;
      chip.x = reaches(basis.x, across_, [&](int k) { return x_px(k) - chip.offset_px.x; });
      chip.y = reaches(basis.y, down_, [&](int k) { return y_px(k) - chip.offset_px.y; });
      if (chip.x.begin < chip.x.end && chip.y.begin < chip.y.end) neighbours_.push_back(std::move(chip));
    }
  }
}

std::vector<ProfileCell::Bin> ProfileCell::fold(const WindowScene& scene) const {
  std::vector<Bin> f(static_cast<std::size_t>(bins()));
  /// Pixels of the cell along one axis, half-open, and the bin of the first one: they are bins_a_px_ apart.
  struct Span {
    std::int64_t begin, end;
    int bin;
  };
  const auto span = [&](double centre, double half, int bins) {
    const auto begin = static_cast<std::int64_t>(std::ceil(centre - 0.5 - half));
    const auto end =
        std::min(static_cast<std::int64_t>(std::floor(centre - 0.5 + half)) + 1, begin + (bins - 1) / bins_a_px_ + 1);
    const auto bin = static_cast<int>((static_cast<double>(begin) + 0.5 - centre + half) * bins_a_px_);
    return Span{begin, end, std::clamp(bins - 1 - static_cast<int>(end - 1 - begin) * bins_a_px_, 0, bin)};
  };
  for (const WindowScene::Chip& chip : scene.chips()) {
    if (!chip.plain) continue;
    const Span ys = span(chip.centre_px.y, half_y_, down_);
    auto line = static_cast<std::ptrdiff_t>(ys.bin) * across_;
    for (std::int64_t y = ys.begin; y < ys.end; ++y, line += static_cast<std::ptrdiff_t>(bins_a_px_) * across_) {
      const Span xs = span(chip.centre_px.x + scene.row_shift_px(y), half_x_, across_);
      const WindowScene::Line pixels = scene.line(y);
      Bin* bin = f.data() + line + xs.bin;
      for (std::int64_t x = xs.begin; x < xs.end; ++x, bin += bins_a_px_) {
        if (pixels.is_masked(x)) continue;
        bin->count += 1;
        bin->sum += pixels.at(x);
      }
    }
  }
  return f;
}

std::vector<float> ProfileCell::lattice_light(const ChipProfile& profile) const {
  std::vector<float> light(static_cast<std::size_t>(bins()));
  std::vector<float> x(static_cast<std::size_t>(across_));
  for (const Neighbour& chip : neighbours_) {
    for (const ProfileComponent& c : profile.components) {
      for (int k = 0; k < across_; ++k)
        x[static_cast<std::size_t>(k)] = static_cast<float>(c.x.at(x_px(k) - chip.offset_px.x));
      for (int line = chip.y.begin; line < chip.y.end; ++line) {
        const auto y = static_cast<float>(c.y.at(y_px(line) - chip.offset_px.y));
        float* row = light.data() + static_cast<std::ptrdiff_t>(line) * across_;
        for (int k = 0; k < across_; ++k) row[k] += y * x[static_cast<std::size_t>(k)];
      }
    }
  }
  return light;
}

Eigen::VectorXd ProfileCell::project(const std::vector<float>& value) const {
  Eigen::VectorXd to = Eigen::VectorXd::Zero(n_);
  Eigen::VectorXd line_sum(nx_);
  for (const Neighbour& chip : neighbours_) {
    const int low = chip.x.at[static_cast<std::size_t>(chip.x.begin)].first;
    const int high = chip.x.at[static_cast<std::size_t>(chip.x.end) - 1].first + 4;
    for (int line = chip.y.begin; line < chip.y.end; ++line) {
      const float* v = value.data() + static_cast<std::ptrdiff_t>(line) * across_;
      line_sum.segment(low, high - low).setZero();
      for (int k = chip.x.begin; k < chip.x.end; ++k) {
        const SplineReach& r = chip.x.at[static_cast<std::size_t>(k)];
        line_sum.segment<4>(r.first) += static_cast<double>(v[k]) * weights(r);
      }
      const SplineReach& y = chip.y.at[static_cast<std::size_t>(line)];
      for (int j = 0; j < 4; ++j)
        to.segment((y.first + j) * nx_ + low, high - low) +=
            y.weight[static_cast<std::size_t>(j)] * line_sum.segment(low, high - low);
    }
  }
  return to;
}

void ProfileCell::add_squares(const std::vector<double>& weight, int first_line, int end_line,
                              Eigen::MatrixXd& a) const {
  for (std::size_t u = 0; u < neighbours_.size(); ++u) {
    for (std::size_t v = u; v < neighbours_.size(); ++v) {
      const Neighbour& one = neighbours_[u];
      const Neighbour& other = neighbours_[v];
      const int begin = std::max(one.x.begin, other.x.begin), end = std::min(one.x.end, other.x.end);
      const int last = std::min({end_line, one.y.end, other.y.end});
      for (int line = std::max({first_line, one.y.begin, other.y.begin}); line < last && begin < end; ++line) {
        const SplineReach& y1 = one.y.at[static_cast<std::size_t>(line)];
        const SplineReach& y2 = other.y.at[static_cast<std::size_t>(line)];
        const double* w = weight.data() + static_cast<std::ptrdiff_t>(line) * across_;
        Eigen::Matrix4d along;  // of bins between the same knots
        const auto enter = [&](int x1, int x2) {
          for (int i = 0; i < 4; ++i) {
            for (int j = 0; j < (u == v ? i + 1 : 4); ++j) {
              const double share = y1.weight[static_cast<std::size_t>(i)] * y2.weight[static_cast<std::size_t>(j)];
              a.block<4, 4>((y1.first + i) * nx_ + x1, (y2.first + j) * nx_ + x2) +=
                  (u == v && i == j ? 0.5 * share : share) * along;
            }
          }
        };
        for (int k = begin; k < end;) {
          const int x1 = one.x.at[static_cast<std::size_t>(k)].first;
          const int x2 = other.x.at[static_cast<std::size_t>(k)].first;
          along.setZero();
          for (; k < end && one.x.at[static_cast<std::size_t>(k)].first == x1 &&
                 other.x.at[static_cast<std::size_t>(k)].first == x2;
               ++k) {
            along += w[k] * weights(one.x.at[static_cast<std::size_t>(k)]) *
                     weights(other.x.at[static_cast<std::size_t>(k)]).transpose();
          }
          enter(x1, x2);
        }
      }
    }
  }
}

}  // namespace pellucid
