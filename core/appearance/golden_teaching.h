/// Learns the golden chip from windows whose lattice is known. Same result for any number of threads. Private to the
/// room.
#pragma once

#include <vector>

#include "core/appearance/teachers.h"

namespace pellucid {

/// A golden chip to begin with: a mesa of the designed size, blurred, brighter or darker than the ground.
void guess_golden(double sign, AppearanceModel& model);
/// Fills golden, contrast, light_e and taught_chips. False where fewer than a few dozen healthy chips are seen.
[[nodiscard]] bool learn_golden(const std::vector<TeachingWindow>& windows, const ChipDirectory& directory,
                                AppearanceModel& model);

}  // namespace pellucid
