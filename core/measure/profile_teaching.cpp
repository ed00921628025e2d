#include "core/measure/profile_teaching.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/flow/parallel.h"

namespace pellucid {
namespace {

constexpr int kFineBins = 16;       ///< a pixel
constexpr int kCoarseBins = 8;      ///< where the profile is smooth, and of big cells
constexpr double kSmooth_px = 0.5;  ///< knots farther apart than this
constexpr double kManyBins = 40'000;
constexpr double kLeastVariance_e2 = 0.05;
constexpr std::int64_t kGroups = 4;  ///< of work, each with equations of its own

/// The cell of a plain chip, divided into bins, and what the lattice around it sends into each.
class Cell {
 public:
  Cell(const WindowScene& scene, const ProfileBasis& basis)
      : basis_(&basis), column_(scene.column_step_px()), row_(scene.row_step_px()) {
    const double pitch_x = std::max(std::abs(column_.x), std::abs(row_.x));
    const double pitch_y = std::max(std::abs(column_.y), std::abs(row_.y));
    const bool coarse = pitch_x * pitch_y * kFineBins * kFineBins > kManyBins ||
                        std::min(basis.x.finest_px(), basis.y.finest_px()) > kSmooth_px;
    bins_a_px_ = coarse ? kCoarseBins : kFineBins;
    half_x_ = 0.5 * pitch_x - 0.5;  // whole pixels inside the cell
    half_y_ = 0.5 * pitch_y - 0.5;
    across_ = std::max(1, static_cast<int>(std::ceil(2 * half_x_ * bins_a_px_)));
    down_ = std::max(1, static_cast<int>(std::ceil(2 * half_y_ * bins_a_px_)));
    reach_ = static_cast<int>(std::max(basis.x.half_px() / pitch_x, basis.y.half_px() / pitch_y) + 0.5);
  }
  [[nodiscard]] int bins() const { return across_ * down_; }
  [[nodiscard]] double half_x() const { return half_x_; }
  [[nodiscard]] double half_y() const { return half_y_; }
  /// Bin of an offset from the chip's centre; -1 outside.
  [[nodiscard]] int bin(double dx, double dy) const {
    const double x = (dx + half_x_) * bins_a_px_;
    const double y = (dy + half_y_) * bins_a_px_;
    if (!(x >= 0) || !(y >= 0) || x >= across_ || y >= down_) return -1;
    return static_cast<int>(y) * across_ + static_cast<int>(x);
  }
  /// Calls visit(dx, dy) with the offset of every chip of the lattice that may reach the bin.
  template <class Visit>
  void around(int bin, const Visit& visit) const {
    const Vec2 p{(bin % across_ + 0.5) / bins_a_px_ - half_x_, (bin / across_ + 0.5) / bins_a_px_ - half_y_};
    for (int j = -reach_; j <= reach_; ++j) {
      for (int i = -reach_; i <= reach_; ++i) {
        const Vec2 d = p - static_cast<double>(i) * column_ - static_cast<double>(j) * row_;
        if (std::abs(d.x) < basis_->x.half_px() && std::abs(d.y) < basis_->y.half_px()) visit(d.x, d.y);
      }
    }
  }
  void row(int bin, PixelRow& out) const {
    out.clear();
    around(bin, [&](double dx, double dy) { out.add(dx, dy, 1); });
  }

 private:
  const ProfileBasis* basis_;
  Vec2 column_, row_;
  int bins_a_px_ = kFineBins, across_ = 1, down_ = 1, reach_ = 1;
  double half_x_ = 0, half_y_ = 0;
};

/// The plain pixels of one scene by bin.
struct Fold {
  std::vector<float> count, sum;
};

Fold fold(const WindowScene& scene, const Cell& cell) {
  Fold f{std::vector<float>(static_cast<std::size_t>(cell.bins())),
         std::vector<float>(static_cast<std::size_t>(cell.bins()))};
  for (const WindowScene::Chip& chip : scene.chips()) {
    if (!chip.plain) continue;
    const auto y0 = static_cast<std::int64_t>(std::ceil(chip.centre_px.y - 0.5 - cell.half_y()));
    const auto y1 = static_cast<std::int64_t>(std::floor(chip.centre_px.y - 0.5 + cell.half_y()));
    for (std::int64_t y = y0; y <= y1; ++y) {
      const double centre_x = chip.centre_px.x + scene.row_shift_px(y);
      const auto x0 = static_cast<std::int64_t>(std::ceil(centre_x - 0.5 - cell.half_x()));
      const auto x1 = static_cast<std::int64_t>(std::floor(centre_x - 0.5 + cell.half_x()));
      for (std::int64_t x = x0; x <= x1; ++x) {
        const int bin =
            cell.bin(static_cast<double>(x) + 0.5 - centre_x, static_cast<double>(y) + 0.5 - chip.centre_px.y);
        if (bin < 0 || scene.is_masked(x, y)) continue;
        f.count[static_cast<std::size_t>(bin)] += 1;
        f.sum[static_cast<std::size_t>(bin)] += scene.pixel(x, y);
      }
    }
  }
  return f;
}

/// Sums over all scenes: of weight * light^2 and of weight * light * value.
struct FoldTotals {
  std::vector<double> square, value;
};

/// The folds' share of the equations, less what concerns the backgrounds.
void add_bins(const Cell& cell, const FoldTotals& totals, std::int64_t group, PixelRow& row,
              ProfileEquations& equations) {
  const std::int64_t begin = cell.bins() * group / kGroups;
  const std::int64_t end = cell.bins() * (group + 1) / kGroups;
  for (std::int64_t bin = begin; bin < end; ++bin) {
    const auto at = static_cast<std::size_t>(bin);
    if (!(totals.square[at] > 0)) continue;
    cell.row(static_cast<int>(bin), row);
    equations.add(row, totals.square[at], totals.value[at]);
  }
}

/// What the folded pixels of a scene say about its common level: cross terms, own term, cross term with background,
/// right-hand side.
struct FoldedLevel {
  Eigen::VectorXd with_profile;
  double own = 0, with_background = 0, value = 0;
};

/// Lights are not known well enough to be given: the level of a scene's healthy chips, and each off-level chip's light,
/// are unknowns of their own about their measured values, by which the profile of the round before is scaled.
/// Eliminated once the scene is done.
class FreeLights {
 public:
  FreeLights(const WindowScene& scene, const FoldedLevel& level) {
    for (const WindowScene::Chip& chip : scene.chips()) {
      number_.push_back(chip.state == SceneChip::off_level ? count_++ : kLevel);
      scale_.push_back(chip.state == SceneChip::off_level ? 1 : chip.light_e);
    }
    with_profile_ = Eigen::MatrixXd::Zero(level.with_profile.size(), count_);
    own_ = 1e-9 * Eigen::MatrixXd::Identity(count_, count_);
    with_background_ = value_ = Eigen::VectorXd::Zero(count_);
    with_profile_.col(kLevel) = level.with_profile;
    own_(kLevel, kLevel) += level.own + kKnownLevel;
    with_background_[kLevel] = level.with_background;
    value_[kLevel] = level.value;
  }
  /// A chip's part of the pixel that is being added.
  void see(std::size_t chip, double profile) { seen_.emplace_back(number_[chip], scale_[chip] * profile); }
  void add(const PixelRow& row, double weight, double value) {
    for (const auto& [j, p] : seen_) {
      row.add_to(with_profile_.col(j), weight * p);
      for (const auto& [k, q] : seen_) own_(j, k) += weight * p * q;
      with_background_[j] += weight * p;
      value_[j] += p * value;
    }
    seen_.clear();
  }
  /// What they take of the coefficients' equations: a - P P^T / 2. The caller gathers the columns P.
  [[nodiscard]] Eigen::MatrixXd eliminate(ProfileEquations& equations, SceneBackground& background) const {
    const Eigen::LLT<Eigen::MatrixXd> factor(own_ + own_.diagonal().maxCoeff() * 1e-9 *
                                                        Eigen::MatrixXd::Identity(count_, count_));
    Eigen::MatrixXd profile = factor.matrixL().solve(with_profile_.transpose()).transpose();
    const Eigen::VectorXd level = factor.matrixL().solve(with_background_);
    // The unknowns are deviations from the measured lights, which the equations have in their rows.
    const Eigen::VectorXd value = factor.matrixL().solve(value_);
    equations.b -= profile * value;
    background.ab -= profile * level;
    background.bb -= level.squaredNorm();
    background.br -= level.dot(value);
    return profile;
  }

 private:
  static constexpr int kLevel = 0;
  static constexpr double kKnownLevel = 100;  ///< 1 / 0.1^2: a scene's level is known to a tenth
  std::vector<int> number_;                   ///< by chip of the scene
  std::vector<double> scale_;                 ///< likewise: light at a deviation of 1
  int count_ = 1;
  Eigen::MatrixXd with_profile_, own_;
  Eigen::VectorXd with_background_, value_;
  std::vector<std::pair<int, double>> seen_;
};

/// Chips of a scene that may reach a line, from left to right.
std::vector<std::size_t> chips_near(const WindowScene& scene, double y, double half_y) {
  const auto& chips = scene.chips();
  std::vector<std::size_t> near;
  for (std::size_t i = 0; i < chips.size(); ++i) {
    if (chips[i].light_e != 0 && std::abs(y - chips[i].centre_px.y) < half_y) near.push_back(i);
  }
  std::sort(near.begin(), near.end(),
            [&](std::size_t a, std::size_t b) { return chips[a].centre_px.x < chips[b].centre_px.x; });
  return near;
}

/// The special pixels, each with an equation of its own. Returns the columns of FreeLights::eliminate.
Eigen::MatrixXd add_special(const WindowScene& scene, const ProfileBasis& basis, const ChipProfile& profile,
                            const PixelNoise& noise, PixelRow& row, const FoldedLevel& level,
                            ProfileEquations& equations, SceneBackground& background) {
  const auto& chips = scene.chips();
  FreeLights lights(scene, level);
  for (std::int64_t y = 0; y < scene.height(); ++y) {
    const double at_y = static_cast<double>(y) + 0.5;
    std::vector<std::size_t> near;
    std::size_t first = 0;
    for (std::int64_t x = 0; x < scene.width(); ++x) {
      if (!scene.is_special(x, y)) continue;
      if (near.empty()) near = chips_near(scene, at_y, basis.y.half_px());
      const double at_x = static_cast<double>(x) + 0.5 - scene.row_shift_px(y);
      while (first < near.size() && chips[near[first]].centre_px.x <= at_x - basis.x.half_px()) ++first;
      row.clear();
      double model = scene.background_e();
      for (std::size_t k = first; k < near.size() && chips[near[k]].centre_px.x < at_x + basis.x.half_px(); ++k) {
        const WindowScene::Chip& chip = chips[near[k]];
        const Vec2 d = Vec2{at_x, at_y} - chip.centre_px;
        const double p = profile.at(d.x, d.y);
        row.add(d.x, d.y, chip.light_e);
        lights.see(near[k], p);
        model += chip.light_e * p;
      }
      const double weight = noise.weight(model);
      const double value = weight * static_cast<double>(scene.pixel(x, y));
      equations.add(row, weight, value);
      lights.add(row, weight, value);
      row.add_to(background.ab, weight);
      background.bb += weight;
      background.br += value;
    }
  }
  return lights.eliminate(equations, background);
}

/// a -= P P^T / 2 for the columns of all scenes at once. a + a^T is what counts: the lower triangle takes both halves.
void take_out(const std::vector<Eigen::MatrixXd>& eliminated, ProfileEquations& equations) {
  Eigen::Index columns = 0;
  for (const Eigen::MatrixXd& scene : eliminated) columns += scene.cols();
  if (columns == 0) return;  // fewer scenes than groups of work
  Eigen::MatrixXd all(equations.a.rows(), columns);
  columns = 0;
  for (const Eigen::MatrixXd& scene : eliminated) {
    all.middleCols(columns, scene.cols()) = scene;
    columns += scene.cols();
  }
  equations.a.selfadjointView<Eigen::Lower>().rankUpdate(all, -1);
  equations.a.diagonal() += 0.5 * all.rowwise().squaredNorm();
}

}  // namespace

double PixelNoise::weight(double expected_e) const {
  return 1 / (dispersion * (kLeastVariance_e2 + read_noise_e * read_noise_e + std::max(0.0, expected_e)));
}

TeachingSet teach(const ProfileBasis& basis, const std::vector<WindowScene>& scenes, const ChipProfile& profile,
                  const PixelNoise& noise) {
  const auto n_scenes = static_cast<std::int64_t>(scenes.size());
  const Cell cell(scenes.front(), basis);
  const auto bins = static_cast<std::size_t>(cell.bins());
  std::vector<double> lattice(bins);  // light that unit chips send into a bin
  parallel_ranges(cell.bins(), 1024, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t k = begin; k < end; ++k) {
      cell.around(static_cast<int>(k),
                  [&](double dx, double dy) { lattice[static_cast<std::size_t>(k)] += profile.at(dx, dy); });
    }
  });
  std::vector<Fold> folds(scenes.size());
  parallel_ranges(n_scenes, 1, [&](std::int64_t i, std::int64_t) {
    folds[static_cast<std::size_t>(i)] = fold(scenes[static_cast<std::size_t>(i)], cell);
  });
  const auto weight_of = [&](const WindowScene& scene, std::size_t bin) {
    return noise.weight(scene.background_e() + scene.median_light_e() * lattice[bin]);
  };
  FoldTotals totals{std::vector<double>(bins), std::vector<double>(bins)};
  parallel_ranges(cell.bins(), 1024, [&](std::int64_t begin, std::int64_t end) {
    for (std::size_t k = 0; k < scenes.size(); ++k) {
      const double light = scenes[k].median_light_e();
      for (auto bin = static_cast<std::size_t>(begin); bin < static_cast<std::size_t>(end); ++bin) {
        if (folds[k].count[bin] == 0) continue;
        const double w = weight_of(scenes[k], bin) * light;
        totals.square[bin] += w * light * static_cast<double>(folds[k].count[bin]);
        totals.value[bin] += w * static_cast<double>(folds[k].sum[bin]);
      }
    }
  });
  // What the folded pixels say on each scene's background and level: a row of bins for every scene, all against the
  // same rows.
  TeachingSet set{ProfileEquations(basis.count()), std::vector<SceneBackground>(scenes.size())};
  std::vector<FoldedLevel> levels(scenes.size());
  Eigen::MatrixXd of_background(static_cast<Eigen::Index>(scenes.size()), cell.bins());
  Eigen::MatrixXd of_level(static_cast<Eigen::Index>(scenes.size()), cell.bins());
  parallel_ranges(n_scenes, 1, [&](std::int64_t k, std::int64_t) {
    const auto at = static_cast<std::size_t>(k);
    const double light = scenes[at].median_light_e();
    for (std::size_t bin = 0; bin < bins; ++bin) {
      const double w = folds[at].count[bin] == 0 ? 0 : weight_of(scenes[at], bin);
      const double pixels = w * static_cast<double>(folds[at].count[bin]);
      const double value = w * static_cast<double>(folds[at].sum[bin]);
      const double known = light * lattice[bin];
      of_background(k, static_cast<Eigen::Index>(bin)) = pixels * light;
      of_level(k, static_cast<Eigen::Index>(bin)) = pixels * light * known;
      set.scenes[at].bb += pixels;
      set.scenes[at].br += value;
      levels[at].own += pixels * known * known;
      levels[at].with_background += pixels * known;
      levels[at].value += value * known;
    }
  });
  Eigen::MatrixXd background_rows = Eigen::MatrixXd::Zero(of_background.rows(), basis.count());
  Eigen::MatrixXd level_rows = background_rows;
  PixelRow bin_row(basis);
  for (int bin = 0; bin < cell.bins(); ++bin) {
    if (!(totals.square[static_cast<std::size_t>(bin)] > 0)) continue;
    cell.row(bin, bin_row);
    for (const PixelRow::Run& run : bin_row.runs()) {
      for (int i = 0; i < 4; ++i) {
        background_rows.col(run.first + i) += run.value[static_cast<std::size_t>(i)] * of_background.col(bin);
        level_rows.col(run.first + i) += run.value[static_cast<std::size_t>(i)] * of_level.col(bin);
      }
    }
  }
  std::vector<ProfileEquations> parts(static_cast<std::size_t>(kGroups));
  parallel_ranges(kGroups, 1, [&](std::int64_t group, std::int64_t) {
    ProfileEquations& part = parts[static_cast<std::size_t>(group)];
    part = ProfileEquations(basis.count());
    PixelRow row(basis);
    add_bins(cell, totals, group, row, part);
    std::vector<Eigen::MatrixXd> eliminated;
    for (std::int64_t k = group; k < n_scenes; k += kGroups) {
      const auto at = static_cast<std::size_t>(k);
      set.scenes[at].centre_um = scenes[at].centre_um();
      set.scenes[at].ab = background_rows.row(k).transpose();
      levels[at].with_profile = level_rows.row(k).transpose();
      eliminated.push_back(add_special(scenes[at], basis, profile, noise, row, levels[at], part, set.scenes[at]));
    }
    take_out(eliminated, part);
  });
  for (const ProfileEquations& part : parts) {
    set.equations.a += part.a;
    set.equations.b += part.b;
  }
  return set;
}

}  // namespace pellucid
