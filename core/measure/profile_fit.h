/// Learns the chip profile, the typical light and the background from the wafer's own healthy chips in the sampled
/// windows. Pure with respect to its arguments; callable from any thread.
#pragma once

#include <vector>

#include "core/measure/background_surface.h"
#include "core/measure/lattice_fit.h"
#include "core/measure/profile.h"

namespace pellucid {

struct ProfileFit {
  ChipProfile profile;
  double light_e = 0;       ///< median intensity of a healthy chip
  double background_e = 0;  ///< median background a pixel
  BackgroundSurface background;
  Vec2 fwhm_px;
  int chips_used = 0;
};

/// `read_noise_e` enters the weights. Errors: bad_input "measure.too_few_chips" where fewer than 8 healthy chips were
/// seen.
[[nodiscard]] Result<ProfileFit> fit_profile(const std::vector<SampleWindow>& windows, const LayerGeometry& layer,
                                             const WaferDesign& wafer, const LatticeFit& lattice, double read_noise_e);

}  // namespace pellucid
