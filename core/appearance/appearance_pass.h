/// The pass over a reflectance layer: every chip against the golden chip, piece of the image by piece, while its pixels
/// are in the cache. Pixels are read once, but for a rim of a chip around each piece.
#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "core/appearance/appearance_model.h"
#include "core/appearance/chip_inspection.h"
#include "core/flow/block_source.h"
#include "core/flow/layer_calibration.h"
#include "core/measure/chip_directory.h"
#include "core/model/chip_table.h"
#include "core/model/error.h"
#include "core/model/progress.h"

namespace pellucid {

/// What one reflectance layer says of every chip; all of the table's length.
struct LayerAppearance {
  /// Intensity: the mesa's light against the ground, of either sign; relative: against the neighbours' mesas;
  /// background: the ground. What else a layer may have is empty.
  LayerColumns columns;
  std::vector<float> sigma;        ///< strongest place of the chip; NaN where it was not seen
  std::vector<std::uint8_t> seen;  ///< at least half of the mesa
  std::vector<std::uint8_t> no_mesa;
  std::vector<FindingPart> parts;  ///< in the order of the blocks
  LayerRegistration registration;
};

/// `source` gives the order and cut of the blocks, `reader` their pixels. Peak memory: blocks in flight, the columns
/// and what was found. Same result for any number of threads. Errors: the source's and the reader's; cancelled.
[[nodiscard]] Result<LayerAppearance> inspect_appearance(BlockSource& source, const RegionReader& reader,
                                                         const LayerCalibration& calibration,
                                                         const AppearanceModel& model, const ChipDirectory& directory,
                                                         double missing_below, const Progress& progress,
                                                         const std::stop_token& stop);

}  // namespace pellucid
