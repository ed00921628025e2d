/// The sums of the chips in one cell of a block: a rectangle so small that its calibrated pixels stay in the cache.
/// One object a thread, used for one cell after the other.
#pragma once

#include <cstdint>
#include <vector>

#include "core/measure/calibrated_block.h"
#include "core/measure/chip_sites.h"
#include "core/measure/layer_sums.h"
#include "core/measure/live_light.h"
#include "core/measure/locate.h"
#include "core/measure/pass_context.h"

namespace pellucid {

struct BlockResult {
  std::int32_t tile = -1;
  std::vector<ChipPiece> pieces;
  std::vector<PatchShift> shifts;
  std::vector<std::int64_t> saturated;  ///< chips with a saturated pixel
};

class CellPass {
 public:
  /// `image`: room for a cell's pixels, kept from block to block.
  CellPass(const PassContext& context, const CalibratedBlock& block, std::int64_t sequence, ElectronImage& image,
           LayerSums& sums, BlockResult& result);

  /// Sums the chips whose predicted centres lie in `cell` (block frame, half-open). Whole chips go to their slots,
  /// pieces to the result. Errors as BlockSource::decode.
  [[nodiscard]] Result<void> run(const Patch& cell, const PatchShift& shift);

 private:
  struct Chip {
    std::int64_t index = 0;
    Vec2 centre;
    ChipNorms::Streets streets = 0;
    std::int32_t column = 0;
  };

  [[nodiscard]] Result<void> look_at(const Patch& cell, const PatchShift& shift);
  void run_row(const Patch& centres, const SiteRange& range, std::int32_t row);
  void take(const Chip& chip, Vec2 predicted, Vec2 design_um);
  void flush();
  void add_piece(const Chip& chip);
  void tell_live();
  void tell_live(const ChipPiece& piece, std::int32_t column);
  void note_saturated();
  [[nodiscard]] Vec2 found_um(Vec2 cell_px) const;
  [[nodiscard]] std::vector<std::int64_t> masked_sites() const;

  const PassContext& context_;
  const CalibratedBlock& block_;
  std::int64_t sequence_;
  ElectronImage& image_;  ///< the cell and what its chips' boxes reach beyond it
  LayerSums& sums_;
  BlockResult& result_;
  Affine2 image_from_design_;
  PassContext::Sole sole_;  ///< in the image
  PatchShift shift_;        ///< in the image
  std::vector<std::int64_t> masked_chips_;
  std::vector<ChipBox> boxes_;
  std::vector<ChipSums> box_sums_;
  std::vector<Chip> chips_;
  std::int32_t row_ = 0;  ///< of the chips in `chips_`
  std::vector<LiveSquares::Chip> live_;
};

}  // namespace pellucid
