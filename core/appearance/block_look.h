/// One block of a reflectance layer looked at: where the lattice lies in it, then chip after chip. Private to the room.
#pragma once

#include <vector>

#include "core/appearance/chip_inspection.h"
#include "core/appearance/tile_owner.h"
#include "core/flow/block_source.h"
#include "core/flow/layer_calibration.h"

namespace pellucid {

struct BlockLook {
  std::int32_t tile = -1;
  std::vector<ChipLook> chips;
  std::vector<FindingPart> parts;
  Vec2 shift_px;           ///< of the lattice against the survey's
  double shift_chips = 0;  ///< that told it
};

struct LookContext {
  const LayerGeometry& layer;
  const RegionReader& reader;
  const LayerCalibration& calibration;
  const AppearanceModel& model;
  const ChipDirectory& directory;
  const CornerFilters& corners;
  const TileOwner& owner;
  double missing_below = 0;
};

/// Thread-safe. Errors: the reader's.
[[nodiscard]] Result<BlockLook> look_at_block(const LookContext& context, std::int32_t tile, const PixelRect& rect);

}  // namespace pellucid
