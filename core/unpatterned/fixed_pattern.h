/// What stands at one place of a camera's frame in many tiles is of the camera (dust, a dead pixel, a stain of the
/// flat), not of the wafer. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "core/model/layer.h"
#include "core/unpatterned/surface_patch.h"

namespace pellucid {

/// Takes such small patches out, with their contacts; the others keep their order. `tiles`: by patch. Returns how many
/// went. A raster, or a layer of fewer than four tiles, is left as it is.
std::int64_t drop_fixed_pattern(const LayerGeometry& layer, const std::vector<std::int32_t>& tiles,
                                std::vector<SurfacePatch>& patches, std::vector<PatchContact>& contacts);

}  // namespace pellucid
