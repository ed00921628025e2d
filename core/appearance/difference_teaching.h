/// Learns how healthy chips differ from the golden one. Same result for any number of threads. Private to the room.
#pragma once

#include <vector>

#include "core/appearance/teachers.h"
#include "core/flow/layer_calibration.h"

namespace pellucid {

/// Fills mode_variance, texture, noise_shape, filter_gains and corner_gain.
void learn_differences(const std::vector<TeachingWindow>& windows, const ChipDirectory& directory,
                       const LayerCalibration& calibration, AppearanceModel& model);

}  // namespace pellucid
