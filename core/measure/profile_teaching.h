/// Turns the chosen pixels of the sampled scenes into the equations of the profile: those of plain chips by the bins of
/// a cell (profile_cell.h), the others one by one (profile_specials.h). Private to the room: the profile fit alone uses
/// it.
#pragma once

#include <vector>

#include "core/measure/profile_equations.h"
#include "core/measure/profile_specials.h"
#include "core/measure/window_scene.h"

namespace pellucid {

struct TeachingSet {
  ProfileEquations equations;
  std::vector<SceneBackground> scenes;
};

/// `profile`, of the round before, gives the weights; `noise` as well. Lights must be levelled and teachers chosen.
/// Same result for any number of threads.
[[nodiscard]] TeachingSet teach(const ProfileBasis& basis, const std::vector<WindowScene>& scenes,
                                const ChipProfile& profile, const PixelNoise& noise);

}  // namespace pellucid
