#include "core/measure/profile_teaching.h"

#include <algorithm>

#include "core/flow/parallel.h"
#include "core/measure/profile_cell.h"

namespace pellucid {
namespace {

constexpr std::int64_t kGroups = 4;  ///< of work, each with equations of its own

/// A group's share of the scenes.
struct Group {
  ProfileEquations equations;
  std::vector<double> square;               ///< by bin: sum of weight * light^2 ...
  std::vector<float> value;                 ///< ... and of weight * light * value
  std::vector<Eigen::MatrixXd> eliminated;  ///< by scene: what its free lights take (add_special)
};

/// Enters the plain pixels of a scene.
void add_plain(const ProfileCell& cell, const WindowScene& scene, const std::vector<float>& lattice,
               const PixelNoise& noise, Group& group, SceneBackground& background, FoldedLevel& level) {
  const ProfileCell::Fold fold = cell.fold(scene);
  const double light = scene.median_light_e();
  std::vector<float> of_background(lattice.size()), of_level(lattice.size());
  for (std::size_t bin = 0; bin < lattice.size(); ++bin) {
    if (fold.count[bin] == 0) continue;
    const double known = light * static_cast<double>(lattice[bin]);
    const double weight = noise.weight(scene.background_e() + known);
    const double pixels = weight * static_cast<double>(fold.count[bin]);
    const double value = weight * static_cast<double>(fold.sum[bin]);
    group.square[bin] += pixels * light * light;
    group.value[bin] += static_cast<float>(value * light);
    of_background[bin] = static_cast<float>(pixels * light);
    of_level[bin] = static_cast<float>(pixels * light * known);
    background.bb += pixels;
    background.br += value;
    level.own += pixels * known * known;
    level.with_background += pixels * known;
    level.value += value * known;
  }
  background.ab = cell.project(of_background);
  level.with_profile = cell.project(of_level);
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

TeachingSet teach(const ProfileBasis& basis, const std::vector<WindowScene>& scenes, const ChipProfile& profile,
                  const PixelNoise& noise) {
  const auto n_scenes = static_cast<std::int64_t>(scenes.size());
  const ProfileCell cell(scenes.front(), basis);
  const std::vector<float> lattice = cell.lattice_light(profile);
  TeachingSet set{ProfileEquations(basis.count()), std::vector<SceneBackground>(scenes.size())};
  std::vector<Group> groups(static_cast<std::size_t>(kGroups));
  parallel_ranges(kGroups, 1, [&](std::int64_t g, std::int64_t) {
    Group& group = groups[static_cast<std::size_t>(g)];
    group = {
        ProfileEquations(basis.count()), std::vector<double>(lattice.size()), std::vector<float>(lattice.size()), {}};
    for (std::int64_t k = g; k < n_scenes; k += kGroups) {
      const WindowScene& scene = scenes[static_cast<std::size_t>(k)];
      SceneBackground& background = set.scenes[static_cast<std::size_t>(k)];
      background.centre_um = scene.centre_um();
      FoldedLevel level;
      add_plain(cell, scene, lattice, noise, group, background, level);
      group.eliminated.push_back(add_special(scene, basis, profile, noise, level, group.equations, background));
    }
    take_out(group.eliminated, group.equations);
    group.equations.b += cell.project(group.value);
  });
  // The bins of all groups together, line by line.
  std::vector<double> square(lattice.size());
  for (const Group& group : groups) {
    for (std::size_t bin = 0; bin < square.size(); ++bin) square[bin] += group.square[bin];
  }
  parallel_ranges(kGroups, 1, [&](std::int64_t g, std::int64_t) {
    const auto line = [&](std::int64_t k) { return static_cast<int>(cell.lines() * k / kGroups); };
    cell.add_squares(square, line(g), line(g + 1), groups[static_cast<std::size_t>(g)].equations.a);
  });
  for (const Group& group : groups) {
    set.equations.a += group.equations.a;
    set.equations.b += group.equations.b;
  }
  return set;
}

}  // namespace pellucid
