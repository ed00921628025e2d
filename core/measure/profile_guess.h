/// What the profile is taken to be before it is learned: a mesa blurred by a Gaussian. Pure functions; any thread.
/// Private to the room: the profile fit alone uses it.
#pragma once

#include <vector>

#include "core/measure/profile.h"
#include "core/measure/window_scene.h"

namespace pellucid {

/// Half-widths of a profile.
struct Supports {
  double x = 0, y = 0;
};

/// The blur with which the middles of a few of the scenes are explained best: where the fit starts.
[[nodiscard]] ChipProfile first_guess(const std::vector<WindowScene>& scenes, const WaferDesign& wafer,
                                      const LatticeFit& lattice, Supports support, Vec2 mesa_px, Vec2 pitch_px);

/// The blurred mesa that is most like a profile within half a pitch: size and blur by search, ever finer.
struct BlurredMesa {
  ProfileAxis axis;
  double sigma_px = 0;
};
[[nodiscard]] BlurredMesa most_like(const ProfileAxis& p, double mesa_px, double pitch_px);

}  // namespace pellucid
