/// The survey of a reflectance layer: its own lattice, and the golden chip with the differences that healthy chips
/// show, learned from a few sampled windows.
#pragma once

#include <stop_token>

#include "core/appearance/appearance_model.h"
#include "core/appearance/appearance_options.h"
#include "core/flow/block_source.h"
#include "core/flow/layer_calibration.h"
#include "core/measure/chip_directory.h"
#include "core/measure/survey.h"
#include "core/model/error.h"
#include "core/model/progress.h"

namespace pellucid {

/// Reads sampled windows only; any thread. `first`: the survey of the layer that settled the chips' indices; this
/// layer's lattice lies within half a pitch of that one's. Errors: bad_input "appearance.no_mesas" where the layer
/// shows no mesas, "appearance.too_few_chips" where too few are seen to learn from; reading errors; cancelled.
[[nodiscard]] Result<AppearanceModel> survey_reflectance(const RegionReader& reader,
                                                         const LayerCalibration& calibration, const Survey& first,
                                                         const ChipDirectory& directory,
                                                         const AppearanceOptions& options, const Progress& progress,
                                                         const std::stop_token& stop);

}  // namespace pellucid
