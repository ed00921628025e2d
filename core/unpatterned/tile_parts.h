/// Which part of each tile is looked at, so that no point of the wafer counts twice where tiles overlap. Pure.
#pragma once

#include <vector>

#include "core/model/layer.h"

namespace pellucid {

/// By tile: the pixels that are its own, empty for a missing tile. Two tiles that overlap share the overlap at its
/// middle line, across its shorter side, so that a point belongs to the tile in which it lies deeper; together the
/// parts cover all that the tiles cover.
[[nodiscard]] std::vector<PixelRect> own_parts(const LayerGeometry& layer);

}  // namespace pellucid
