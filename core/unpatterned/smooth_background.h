/// The light of a plate as it would be without defects: a robust smooth surface through the levels of small cells. In
/// each tile by itself, so that a step from tile to tile is no step here. Pure; any thread.
#pragma once

#include <optional>

#include "core/unpatterned/node_surface.h"
#include "core/unpatterned/plate.h"

namespace pellucid {

/// `reach_px`: half of the window over which a quadratic surface describes the light. A defect that covers up to about
/// a third of a window stands out of it whole. Nothing where the plate holds too few pixels to go by.
[[nodiscard]] std::optional<NodeSurface> smooth_background(const Plate& plate, Vec2 reach_px);

}  // namespace pellucid
