/// The pixels that the profile is learned from one by one: the surroundings of dark and off-level chips and of sites
/// without a chip. Private to the room: the profile fit alone uses it.
#pragma once

#include "core/measure/profile_equations.h"
#include "core/measure/window_scene.h"

namespace pellucid {

/// What a pixel's variance is taken to be: dispersion * (expected light + read_noise_e^2).
struct PixelNoise {
  double read_noise_e = 0;
  double dispersion = 1;  ///< by how much pixels scatter more than photons and readout would have them
  [[nodiscard]] double weight(double expected_e) const;
};

/// What the folded pixels of a scene say about its common level: cross terms, own term, cross term with background,
/// right-hand side.
struct FoldedLevel {
  Eigen::VectorXd with_profile;
  double own = 0, with_background = 0, value = 0;
};

/// Enters a scene's special pixels. `profile` is that of the round before. Returns what the lights that were taken to
/// be unknown, `level` among them, take of the coefficients' normal matrix: that is a - P P^T / 2 for the columns P
/// returned, which the caller gathers.
[[nodiscard]] Eigen::MatrixXd add_special(const WindowScene& scene, const ProfileBasis& basis,
                                          const ChipProfile& profile, const PixelNoise& noise, const FoldedLevel& level,
                                          ProfileEquations& equations, SceneBackground& background);

}  // namespace pellucid
