/// The pass over one block: its patches are located, then their chips summed cell by cell. Whole chips go straight to
/// their slots (each belongs to one block only, so that threads never meet); pieces are returned for the ordered merge.
#pragma once

#include "core/measure/cell_pass.h"

namespace pellucid {

/// Room for calibrated pixels, kept from block to block. One a thread.
struct PassScratch {
  ElectronImage bands, cell;
};

/// Thread-safe for different blocks of one layer. Errors as BlockSource::decode.
[[nodiscard]] Result<BlockResult> sum_block(const PassContext& context, const CalibratedBlock& block,
                                            std::int64_t sequence, PassScratch& scratch, LayerSums& sums);

}  // namespace pellucid
