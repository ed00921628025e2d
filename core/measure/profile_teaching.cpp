#include "core/measure/profile_teaching.h"

#include <utility>

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
  const std::vector<ProfileCell::Bin> fold = cell.fold(scene);
  const double light = scene.median_light_e();
  std::vector<float> of_background(lattice.size()), of_level(lattice.size());
  for (std::size_t bin = 0; bin < lattice.size(); ++bin) {
    if (fold[bin].count == 0) continue;
    const double known = light * static_cast<double>(lattice[bin]);
    const double weight = noise.weight(scene.background_e() + known);
    const double pixels = weight * static_cast<double>(fold[bin].count);
    const double value = weight * static_cast<double>(fold[bin].sum);
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
  TeachingSet set{{}, std::vector<SceneBackground>(scenes.size())};
  std::vector<Group> groups(static_cast<std::size_t>(kGroups));
  // By one thread: what it frees it gets again in the next round, already mapped.
  for (Group& group : groups) group.equations.a.resize(basis.count(), basis.count());
  parallel_ranges(kGroups, 1, [&](std::int64_t g, std::int64_t) {
    Group& group = groups[static_cast<std::size_t>(g)];
    group.equations.a.setZero();
    group.equations.b.setZero(basis.count());
    group.square.resize(lattice.size());
    group.value.resize(lattice.size());
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
  set.equations = std::move(groups.front().equations);
  for (std::size_t g = 1; g < groups.size(); ++g) {
    set.equations.a += groups[g].equations.a;
    set.equations.b += groups[g].equations.b;
  }
  return set;
}

}  // namespace pellucid
