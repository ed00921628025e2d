#include "core/appearance/teachers.h"

#include "core/flow/parallel.h"

namespace pellucid {
namespace {

constexpr double kHealthyLow = 0.7, kHealthyHigh = 1.4;  ///< relative mesa of a teacher
constexpr float kWholeCell = 0.98F;

/// Evenly mixed, and in no step with anything that a design repeats.
Lesson lesson_of(ChipIndex chip) {
  std::uint32_t h =
      static_cast<std::uint32_t>(chip.column) * 0x9E3779B1U + static_cast<std::uint32_t>(chip.row) * 0x85EBCA77U;
  h = (h ^ h >> 15U) * 0x2C1B3C6DU;
  return (h >> 31U) == 0 ? Lesson::look : Lesson::spread;
}

}  // namespace

void for_teachers(const std::vector<TeachingWindow>& windows, Lesson lesson, const ChipDirectory& directory,
                  const AppearanceModel& model,
                  const std::function<void(std::size_t group, const CellChips&, const CellChip&)>& body) {
  const auto count = static_cast<std::int64_t>(windows.size());
  constexpr auto kGroups = static_cast<std::int64_t>(kTeachingGroups);
  parallel_ranges(kGroups, 1, [&](std::int64_t group, std::int64_t) {
    for (std::int64_t k = group * count / kGroups; k < (group + 1) * count / kGroups; ++k) {
      const TeachingWindow& window = windows[static_cast<std::size_t>(k)];
      CellChips cells(model, directory, *window.image, window.image_from_design);
      cells.measure_levels();
      for (const CellChip& chip : cells.chips()) {
        if (chip.seen < kWholeCell || chip.zones != 0x1FF) continue;
        if (window.shared_out && lesson_of(chip.index) != lesson) continue;
        const double relative = cells.relative_mesa(chip);
        if (relative > kHealthyLow && relative < kHealthyHigh) body(static_cast<std::size_t>(group), cells, chip);
      }
    }
  });
}

}  // namespace pellucid
