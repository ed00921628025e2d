/// The pass over one calibrated block: locate its patches, sum its chips. Whole chips go straight to their slots (each
/// belongs to one block only, so that threads never meet); pieces are returned for the ordered merge.
#pragma once

#include <vector>

#include "core/measure/electron_image.h"
#include "core/measure/layer_sums.h"
#include "core/measure/locate.h"
#include "core/measure/pass_context.h"

namespace pellucid {

struct BlockResult {
  std::int32_t tile = -1;
  std::vector<ChipPiece> pieces;
  std::vector<PatchShift> shifts;
  std::vector<std::int64_t> saturated;  ///< chips with a saturated pixel
};

/// Thread-safe for different blocks of one layer.
[[nodiscard]] BlockResult sum_block(const PassContext& context, const ElectronImage& image, std::int64_t sequence,
                                    LayerSums& sums);

}  // namespace pellucid
