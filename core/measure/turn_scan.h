/// Is there a lattice of the design's pitch at another turn? Phase differences between neighbouring blocks repeat every
/// few degrees, so that a lattice turned far looks like one turned little; a whole window's comb shows only at its own
/// turn.
#pragma once

#include <optional>
#include <span>

#include "core/measure/comb_phase.h"

namespace pellucid {

struct SeenTurn {
  double turn_deg = 0;  ///< against the design
  double clarity = 0;   ///< its contrast over the greatest at any other turn: about 1 for a lattice of another pitch
};

/// Turn at which the windows show a lattice more clearly than at the one assumed, and further from it than a window
/// resolves; nullopt where there is none. Searches a right angle. Thread-safe.
[[nodiscard]] std::optional<SeenTurn> clearer_turn(std::span<const SampleWindow* const> windows, const ChipGrid& grid,
                                                   const Affine2& assumed_wafer_from_design, Lines lines);

}  // namespace pellucid
