/// Windows whose lattice is known, and the chips in them from which healthy looks are learned. Private to the room.
#pragma once

#include <functional>
#include <vector>

#include "core/appearance/appearance_model.h"
#include "core/appearance/cell_chips.h"

namespace pellucid {

/// A window as a teacher: its pixels, and where the lattice lies in them.
struct TeachingWindow {
  const ElectronImage* image = nullptr;
  Affine2 image_from_design;
};

/// Groups of windows are worked on side by side; sums by group are added up in order, whatever the threads.
inline constexpr std::size_t kTeachingGroups = 8;

/// Chips of all windows that are whole and look like a chip: body(group, cells, chip). Groups run side by side.
void for_teachers(const std::vector<TeachingWindow>& windows, const ChipDirectory& directory,
                  const AppearanceModel& model,
                  const std::function<void(std::size_t group, const CellChips&, const CellChip&)>& body);

}  // namespace pellucid
