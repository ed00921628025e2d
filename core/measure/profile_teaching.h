/// Turns the chosen pixels of the sampled scenes into the equations of the profile. Pixels of plain chips are alike
/// wherever the chip lies: they are folded into the bins of one cell first, so that millions of them cost no more than
/// the bins do. Private to the room: the profile fit alone uses it.
#pragma once

#include <vector>

#include "core/measure/profile_equations.h"
#include "core/measure/window_scene.h"

namespace pellucid {

/// What a pixel's variance is taken to be: dispersion * (expected light + read_noise_e^2).
struct PixelNoise {
  double read_noise_e = 0;
  double dispersion = 1;  ///< by how much pixels scatter more than photons and readout would have them
  [[nodiscard]] double weight(double expected_e) const;
};

struct TeachingSet {
  ProfileEquations equations;
  std::vector<SceneBackground> scenes;
};

/// `profile`, of the round before, gives the weights; `noise` as well. Lights must be levelled and teachers chosen.
/// Same result for any number of threads.
[[nodiscard]] TeachingSet teach(const ProfileBasis& basis, const std::vector<WindowScene>& scenes,
                                const ChipProfile& profile, const PixelNoise& noise);

}  // namespace pellucid
