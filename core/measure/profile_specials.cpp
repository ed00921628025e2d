#include "core/measure/profile_specials.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace pellucid {
namespace {

constexpr double kLeastVariance_e2 = 0.05;

/// Lights are not known well enough to be given: the level of a scene's healthy chips, and each off-level chip's light,
/// are unknowns of their own about their measured values, by which the profile of the round before is scaled.
/// Eliminated once the scene is done.
class FreeLights {
 public:
  FreeLights(const WindowScene& scene, const FoldedLevel& level) : number_(scene.chips().size(), kUnseen) {
    with_profile_.push_back(level.with_profile);
    own_ = Eigen::MatrixXd::Constant(1, 1, level.own + kKnownLevel);
    with_background_.push_back(level.with_background);
    value_.push_back(level.value);
  }
  /// A chip's part of the pixel that is being added.
  void see(std::size_t chip, const WindowScene::Chip& is, double profile) {
    if (is.state != SceneChip::off_level) {
      level_seen_ += is.light_e * profile;
      return;
    }
    if (number_[chip] == kUnseen) {
      number_[chip] = static_cast<int>(value_.size());
      with_profile_.emplace_back(Eigen::VectorXd::Zero(with_profile_.front().size()));
      own_.conservativeResizeLike(Eigen::MatrixXd::Zero(number_[chip] + 1, number_[chip] + 1));
      with_background_.push_back(0);
      value_.push_back(0);
    }
    seen_.emplace_back(number_[chip], profile);
  }
  void add(const PixelRow& row, double weight, double value) {
    seen_.emplace_back(kLevel, level_seen_);
    for (const auto& [j, p] : seen_) {
      const auto at = static_cast<std::size_t>(j);
      row.add_to(with_profile_[at], weight * p);
      for (const auto& [k, q] : seen_) own_(j, k) += weight * p * q;
      with_background_[at] += weight * p;
      value_[at] += p * value;
    }
    seen_.clear();
    level_seen_ = 0;
  }
  [[nodiscard]] Eigen::MatrixXd eliminate(ProfileEquations& equations, SceneBackground& background) const {
    const auto count = static_cast<Eigen::Index>(value_.size());
    const double floor = 1e-9 * (1 + own_.diagonal().maxCoeff());
    const Eigen::LLT<Eigen::MatrixXd> factor(own_ + floor * Eigen::MatrixXd::Identity(count, count));
    Eigen::MatrixXd profile(with_profile_.front().size(), count);
    for (Eigen::Index k = 0; k < count; ++k) profile.col(k) = with_profile_[static_cast<std::size_t>(k)];
    factor.matrixU().solveInPlace<Eigen::OnTheRight>(profile);
    const Eigen::VectorXd level =
        factor.matrixL().solve(Eigen::Map<const Eigen::VectorXd>(with_background_.data(), count));
    // The unknowns are deviations from the measured lights, which the equations have in their rows.
    const Eigen::VectorXd value = factor.matrixL().solve(Eigen::Map<const Eigen::VectorXd>(value_.data(), count));
    equations.b -= profile * value;
    background.ab -= profile * level;
    background.bb -= level.squaredNorm();
    background.br -= level.dot(value);
    return profile;
  }

 private:
  static constexpr int kLevel = 0, kUnseen = -1;
  static constexpr double kKnownLevel = 100;  ///< 1 / 0.1^2: a scene's level is known to a tenth
  std::vector<int> number_;                   ///< by chip of the scene
  std::vector<Eigen::VectorXd> with_profile_;
  Eigen::MatrixXd own_;
  std::vector<double> with_background_, value_;
  std::vector<std::pair<int, double>> seen_;
  double level_seen_ = 0;
};

/// The chips that may reach a line, from left to right; the list is made anew only where it changes.
class ChipsNear {
 public:
  ChipsNear(const WindowScene& scene, double half_y) : chips_(&scene.chips()), half_y_(half_y) {
    for (std::size_t i = 0; i < chips_->size(); ++i) {
      if ((*chips_)[i].light_e != 0) down_.push_back(i);
    }
    std::sort(down_.begin(), down_.end(), [&](auto a, auto b) { return y(a) < y(b); });
  }
  [[nodiscard]] const std::vector<std::size_t>& at(double line_y) {
    const std::size_t end_before = end_, begin_before = begin_;
    while (end_ < down_.size() && y(down_[end_]) < line_y + half_y_) ++end_;
    while (begin_ < end_ && y(down_[begin_]) <= line_y - half_y_) ++begin_;
    if (end_ != end_before || begin_ != begin_before) {
      near_.assign(down_.begin() + static_cast<std::ptrdiff_t>(begin_),
                   down_.begin() + static_cast<std::ptrdiff_t>(end_));
      std::sort(near_.begin(), near_.end(),
                [&](auto a, auto b) { return (*chips_)[a].centre_px.x < (*chips_)[b].centre_px.x; });
    }
    return near_;
  }

 private:
  [[nodiscard]] double y(std::size_t chip) const { return (*chips_)[chip].centre_px.y; }
  const std::vector<WindowScene::Chip>* chips_;
  double half_y_;
  std::vector<std::size_t> down_, near_;  ///< numbers of chips: from above to below; from left to right
  std::size_t begin_ = 0, end_ = 0;
};

}  // namespace

double PixelNoise::weight(double expected_e) const {
  return 1 / (dispersion * (kLeastVariance_e2 + read_noise_e * read_noise_e + std::max(0.0, expected_e)));
}

Eigen::MatrixXd add_special(const WindowScene& scene, const ProfileBasis& basis, const ChipProfile& profile,
                            const PixelNoise& noise, const FoldedLevel& level, ProfileEquations& equations,
                            SceneBackground& background) {
  const auto& chips = scene.chips();
  FreeLights lights(scene, level);
  ChipsNear chips_near(scene, basis.y.half_px());
  PixelRow row(basis);
  for (std::int64_t y = 0; y < scene.height(); ++y) {
    const double at_y = static_cast<double>(y) + 0.5;
    const WindowScene::Line pixels = scene.line(y);
    const std::vector<std::size_t>* near = nullptr;
    std::size_t first = 0;
    for (std::int64_t x = 0; x < scene.width(); ++x) {
      if (!pixels.is_special(x)) continue;
      if (near == nullptr) near = &chips_near.at(at_y);
      const double at_x = static_cast<double>(x) + 0.5 - scene.row_shift_px(y);
      while (first < near->size() && chips[(*near)[first]].centre_px.x <= at_x - basis.x.half_px()) ++first;
      row.clear();
      double model = scene.background_e();
      for (std::size_t k = first; k < near->size(); ++k) {
        const WindowScene::Chip& chip = chips[(*near)[k]];
        if (chip.centre_px.x >= at_x + basis.x.half_px()) break;
        const Vec2 d = Vec2{at_x, at_y} - chip.centre_px;
        const double p = profile.at(d.x, d.y);
        row.add(d.x, d.y, chip.light_e);
        lights.see((*near)[k], chip, p);
        model += chip.light_e * p;
      }
      const double weight = noise.weight(model);
      const double value = weight * static_cast<double>(pixels.at(x));
      equations.add(row, weight, value);
      lights.add(row, weight, value);
      row.add_to(background.ab, weight);
      background.bb += weight;
      background.br += value;
    }
  }
  return lights.eliminate(equations, background);
}

}  // namespace pellucid
