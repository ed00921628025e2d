/// A tile that its stage missed by about half a pitch may be located a whole pitch off: among equal chips that looks
/// right. Where the lattice ends (beside a street, at the rim, around excluded areas) it does not. Pure; any thread.
#pragma once

#include "core/measure/locate.h"

namespace pellucid {

/// What the borders of the lattice in a patch say of its shift.
struct LatticeSlip {
  Vec2 step_px;            ///< whole pitches to be added to the shift: mostly none
  bool is_unsure = false;  ///< near half a pitch, and too few borders to tell
};

/// `shift`: as the chips' own light tells it. `room` is for pixels, kept from patch to patch. Looks at no pixel where
/// the shift is small. Errors as BlockSource::decode.
[[nodiscard]] Result<LatticeSlip> find_slip(const PassContext& context, const CalibratedBlock& block,
                                            const Patch& patch, const PatchShift& shift, ElectronImage& room);

}  // namespace pellucid
