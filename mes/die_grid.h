/// Dies laid over a wafer that has none of its own, and which of them a list of defects hits. Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/model/error.h"
#include "core/unpatterned/defect_box.h"
#include "mes/die_map.h"

namespace pellucid::mes {

struct DieGrid {
  Vec2 pitch_um;
  Vec2 corner_um;  ///< lower-left corner of die (0, 0), wafer frame
  double diameter_mm = 0, edge_exclusion_mm = 0;

  [[nodiscard]] ChipIndex die_at(Vec2 wafer_um) const;
  [[nodiscard]] Vec2 low_um(ChipIndex die) const {
    return {corner_um.x + die.column * pitch_um.x, corner_um.y + die.row * pitch_um.y};
  }
  /// Lies the die wholly inside the circle less the exclusion.
  [[nodiscard]] bool holds(ChipIndex die) const;
};

inline constexpr std::uint16_t kCleanDie = 1, kDefectiveDie = 2;

struct DieAssignment {
  DieMap map;                     ///< bins kCleanDie and kDefectiveDie; `map.first` is the die at cell (0, 0)
  std::vector<ChipIndex> die_of;  ///< by defect: the die that its centre is in, whether the wafer holds it or not
  std::int64_t dies = 0, defective = 0;
  std::int64_t off_grid = 0;  ///< defects that touch no die
};

/// A die is defective where a defect's box touches it. Errors: mes.subject (a grid without a whole die, or of more than
/// 10^7).
[[nodiscard]] Result<DieAssignment> assign_to_dies(const DieGrid& grid, std::span<const DefectBox> defects);

}  // namespace pellucid::mes
