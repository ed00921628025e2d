/// The slow road: a chip's box pixel by pixel, with only the pixels that are there. Pure function; any thread.
#pragma once

#include <span>

#include "core/measure/electron_image.h"
#include "core/measure/layer_sums.h"
#include "core/measure/pass_context.h"

namespace pellucid {

/// Sums and norms over those pixels of the box that lie in the image, are not masked and do not exceed `spike_limit_e`.
[[nodiscard]] ChipPiece sum_piece(const PassContext& context, const ElectronImage& image, Vec2 centre_px,
                                  ChipNorms::Streets streets, float spike_limit_e);

}  // namespace pellucid
