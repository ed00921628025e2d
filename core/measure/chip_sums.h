/// The pixel loop: weighted sums of one chip's box. The vector version (Highway, dispatched at run time) is the pass;
/// the scalar version beside it is its oracle. Pure functions of their arguments; safe from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "core/measure/chip_weights.h"
#include "core/measure/electron_image.h"

namespace pellucid {

/// Sums over the pixels of one box. `street` adds kStreetRows, kStreetCorners and kStreetColumns.
struct ChipSums {
  float light = 0, window = 0, moment_x = 0, moment_y = 0, mesa = 0, mesa_square = 0, street = 0, peak = 0;
};

/// A box that lies wholly inside an image.
struct ChipBox {
  BoxPlace x_even, x_odd, y;
  [[nodiscard]] ChipPhase phase(bool first_line_odd) const {
    return {x_even.phase, x_odd.phase, y.phase, first_line_odd};
  }
};

/// Sums of complete boxes: sums[k] belongs to boxes[k]. All boxes must lie inside the image.
void sum_boxes(const ElectronImage& image, const ChipWeights& weights, std::span<const ChipBox> boxes,
               std::span<ChipSums> sums);

/// The same, one pixel at a time.
[[nodiscard]] ChipSums sum_box_scalar(const ElectronImage& image, const ChipWeights& weights, const ChipBox& box);

}  // namespace pellucid
