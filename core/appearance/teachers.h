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
  bool shared_out = true;  ///< a chip teaches one lesson only; false where there are too few chips for that
};

/// What sound chips look like, and how far they stray from it. A golden chip is nearer to the chips that it was learned
/// from than to any other, so those that tell the spread are not among them.
enum class Lesson : std::uint8_t { look, spread };

/// Groups of windows are worked on side by side; sums by group are added up in order, whatever the threads.
inline constexpr std::size_t kTeachingGroups = 8;

/// Chips that teach a lesson, of all windows, whole ones that look like a chip: body(group, cells, chip). Groups run
/// side by side.
void for_teachers(const std::vector<TeachingWindow>& windows, Lesson lesson, const ChipDirectory& directory,
                  const AppearanceModel& model,
                  const std::function<void(std::size_t group, const CellChips&, const CellChip&)>& body);

}  // namespace pellucid
