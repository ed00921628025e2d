#include "core/appearance/teachers.h"

#include "core/flow/parallel.h"

namespace pellucid {
namespace {

constexpr double kHealthyLow = 0.7, kHealthyHigh = 1.4;  ///< relative mesa of a teacher
constexpr float kWholeCell = 0.98F;

}  // namespace

void for_teachers(const std::vector<TeachingWindow>& windows, const ChipDirectory& directory,
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
        const double relative = cells.relative_mesa(chip);
        if (relative > kHealthyLow && relative < kHealthyHigh) body(static_cast<std::size_t>(group), cells, chip);
      }
    }
  });
}

}  // namespace pellucid
