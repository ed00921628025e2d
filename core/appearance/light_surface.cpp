#include "core/appearance/light_surface.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "core/model/median.h"

namespace pellucid {
namespace {

constexpr int kRounds = 5;
constexpr double kFar = 4.5;  ///< robust sigmas at which a chip has no say
constexpr std::size_t kForPlane = 8, kForQuadratic = 24;

using Terms = Eigen::Matrix<double, 6, 1>;

Terms terms_at(Vec2 p, int count) {
  Terms t;
  t << 1, p.x, p.y, p.x * p.x, p.x * p.y, p.y * p.y;
  for (int k = count; k < 6; ++k) t[k] = 0;
  return t;
}

}  // namespace

LightSurface::LightSurface(const std::vector<LightAt>& chips) {
  if (chips.empty()) return;
  Vec2 low = chips.front().place_px, high = low;
  std::vector<double> values;
  for (const LightAt& c : chips) {
    low = {std::min(low.x, c.place_px.x), std::min(low.y, c.place_px.y)};
    high = {std::max(high.x, c.place_px.x), std::max(high.y, c.place_px.y)};
    values.push_back(c.value);
  }
  centre_ = 0.5 * (low + high);
  reach_px_ = std::max({1.0, 0.5 * (high.x - low.x), 0.5 * (high.y - low.y)});
  const int count = chips.size() >= kForQuadratic ? 6 : chips.size() >= kForPlane ? 3 : 1;
  const double middle = median_of(values);
  std::vector<double> weight(chips.size());
  for (std::size_t k = 0; k < chips.size(); ++k)
    weight[k] = std::abs(chips[k].value - middle) <= 0.5 * std::abs(middle) ? 1.0 : 0.0;
  Terms c = Terms::Zero();
  c[0] = middle;
  for (int round = 0; round < kRounds; ++round) {
    Eigen::Matrix<double, 6, 6> a = Eigen::Matrix<double, 6, 6>::Zero();
    Terms b = Terms::Zero();
    for (std::size_t k = 0; k < chips.size(); ++k) {
      if (weight[k] <= 0) continue;
      const Terms t = terms_at((1 / reach_px_) * (chips[k].place_px - centre_), count);
      a += weight[k] * t * t.transpose();
      b += weight[k] * (chips[k].value - middle) * t;
    }
    a.diagonal().array() += 1e-6;
    a.diagonal().tail<5>().array() += 0.5;  // slopes need more than a chip or two to speak
    c = a.ldlt().solve(b);
    c[0] += middle;
    std::vector<double> off(chips.size());
    for (std::size_t k = 0; k < chips.size(); ++k)
      off[k] = std::abs(chips[k].value - c.dot(terms_at((1 / reach_px_) * (chips[k].place_px - centre_), count)));
    const double limit = kFar * std::max(1.4826 * median_of(off), 1e-6 * std::abs(middle));
    for (std::size_t k = 0; k < chips.size(); ++k) {
      const double q = off[k] / limit;
      weight[k] = q < 1 ? (1 - q * q) * (1 - q * q) : 0;
    }
  }
  for (std::size_t k = 0; k < 6; ++k) c_[k] = c[static_cast<Eigen::Index>(k)];
}

LightSurface::Value LightSurface::at(Vec2 place_px) const {
  const Vec2 p = (1 / reach_px_) * (place_px - centre_);
  const double x = c_[1] + 2 * c_[3] * p.x + c_[4] * p.y, y = c_[2] + c_[4] * p.x + 2 * c_[5] * p.y;
  return {c_[0] + c_[1] * p.x + c_[2] * p.y + c_[3] * p.x * p.x + c_[4] * p.x * p.y + c_[5] * p.y * p.y,
          (1 / reach_px_) * Vec2{x, y}};
}

}  // namespace pellucid
