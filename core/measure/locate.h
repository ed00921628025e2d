/// Where the lattice really lies in one block: the tile's own stage error, found from the block's chips before they are
/// summed. Pure functions; any thread.
#pragma once

#include "core/measure/calibrated_block.h"
#include "core/measure/pass_context.h"

namespace pellucid {

/// Shift of the light against the predicted chip centres [px], linear in the place within a patch.
struct PatchShift {
  Vec2 centre;          ///< of the patch, block frame
  Vec2 constant;        ///< shift there
  Vec2 per_x, per_y;    ///< change of the shift a pixel
  double sigma_px = 0;  ///< of the constant; infinite where too few chips were seen
  int chips = 0;
  bool may_be_a_pitch_off = false;  ///< near half a pitch, with no border of the lattice to tell by
  [[nodiscard]] Vec2 at(Vec2 p) const { return constant + (p.x - centre.x) * per_x + (p.y - centre.y) * per_y; }
};

/// Block-frame rectangle of a patch, half-open.
struct Patch {
  Vec2 low, high;
};

/// `bands` is room for pixels, kept from patch to patch. Too few chips leave the prediction (PassContext) as it is.
/// Errors as BlockSource::decode.
[[nodiscard]] Result<PatchShift> locate_patch(const PassContext& context, const CalibratedBlock& block,
                                              const Patch& patch, ElectronImage& bands);

}  // namespace pellucid
