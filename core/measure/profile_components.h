/// From the fitted surface to the few products of axis functions that the pass works with.
/// Private to the room: the profile fit alone uses it.
#pragma once

#include <vector>

#include "core/measure/profile_equations.h"

namespace pellucid {

/// The surface as a sum of at most six products, largest first: those that stand out of `noise`, draws of the
/// coefficients' errors, and matter. Centred (`cell_px`: within one cell) and normalised.
[[nodiscard]] ChipProfile components_of(const ProfileBasis& basis, const Eigen::VectorXd& coefficients,
                                        const std::vector<Eigen::VectorXd>& noise, Vec2 cell_px);

/// The profile summed along y and along x, each of unit integral.
struct ProfileMargins {
  ProfileAxis x, y;
};
[[nodiscard]] ProfileMargins margins_of(const ChipProfile& profile);

}  // namespace pellucid
