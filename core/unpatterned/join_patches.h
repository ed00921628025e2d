/// Puts patches that were searched apart together again: across the edges of plates and tiles, and pieces of one line.
/// Pure; the result does not depend on anything but the order of the patches.
#pragma once

#include <vector>

#include "core/unpatterned/surface_patch.h"

namespace pellucid {

/// Patches of one sign that touch the same edge from both sides, within `tolerance_um`, are one. `contacts[].patch`
/// counts `patches`.
[[nodiscard]] std::vector<SurfacePatch> join_at_edges(std::vector<SurfacePatch> patches,
                                                      std::vector<PatchContact> contacts, double tolerance_um);

/// Elongated pieces that lie on one line with a gap of at most `gap_um`, or half of the shorter one's length, are one.
[[nodiscard]] std::vector<SurfacePatch> join_lines(std::vector<SurfacePatch> patches, double gap_um);

}  // namespace pellucid
