/// What a product of two axis functions leaves of the profile (round or turned mesas): found by stacking the residuals of
/// healthy chips, kept as a few further components where it is more than noise.
#pragma once

#include <vector>

#include "core/measure/profile.h"
#include "core/measure/window_scene.h"

namespace pellucid {

/// Adds up to five components to a profile of one, and normalises it again.
void add_residue(ChipProfile& profile, std::vector<WindowScene>& scenes, Vec2 pitch_px);

}  // namespace pellucid
