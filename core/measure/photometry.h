/// Photometry of every chip of one layer in one pass over its pixels.
#pragma once

#include <stop_token>

#include "core/flow/block_source.h"
#include "core/flow/layer_calibration.h"
#include "core/measure/chip_directory.h"
#include "core/measure/measure_options.h"
#include "core/measure/solve.h"
#include "core/measure/survey.h"
#include "core/model/progress.h"

namespace pellucid {

/// Reads each block once; decoding, calibration and sums run in parallel. Peak memory: blocks in flight + the sums.
/// Same table, byte for byte, for any number of threads. `live`: where people can watch; null: nobody does. Errors: the
/// source's; cancelled.
[[nodiscard]] Result<LayerPhotometry> measure_layer(BlockSource& source, const LayerCalibration& calibration,
                                                    const Survey& survey, const ChipDirectory& directory,
                                                    const MeasureOptions& options, const Progress& progress,
                                                    std::stop_token stop, LiveLight* live = nullptr);

}  // namespace pellucid
