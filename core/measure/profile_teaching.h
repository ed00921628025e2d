/// Turns the chosen pixels of the sampled scenes into the equations of the profile. Pixels of plain chips are alike wherever the
/// chip lies: they are folded into the bins of one cell first, so that millions of them cost no more than the bins do.
/// Private to the room: the profile fit alone uses it.
#pragma once

#include <vector>

#include "core/measure/profile_equations.h"
#include "core/measure/window_scene.h"

namespace pellucid {

struct TeachingSet {
  ProfileEquations equations;
  std::vector<SceneBackground> scenes;
};

/// `profile`, of the round before, gives the weights; `read_noise_e` as well. Lights must be levelled and teachers chosen.
/// Same result for any number of threads.
[[nodiscard]] TeachingSet teach(const ProfileBasis& basis, const std::vector<WindowScene>& scenes, const ChipProfile& profile,
                                double read_noise_e);

}  // namespace pellucid
