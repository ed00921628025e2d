/// What every block of one layer's pass needs, made once: weights, norms, tile neighbours. Immutable; safe from any
/// thread.
#pragma once

#include <array>
#include <vector>

#include "core/flow/layer_calibration.h"
#include "core/measure/box_axes.h"
#include "core/measure/box_norms.h"
#include "core/measure/chip_directory.h"
#include "core/measure/chip_weights.h"
#include "core/measure/live_light.h"
#include "core/measure/measure_options.h"
#include "core/measure/survey.h"

namespace pellucid {

/// What a chip's box and a neighbour's have in common: sums over shared pixels of T_k T_j, and of T_k T_j P_k.
struct BoxOverlap {
  float weights = 0, light = 0;
};

struct PassContext {
  PassContext(const LayerGeometry& layer, const LayerCalibration& calibration, const Survey& survey,
              const ChipDirectory& directory, const MeasureOptions& options);

  const LayerGeometry& layer;
  const LayerCalibration& calibration;
  const Survey& survey;
  const ChipDirectory& directory;
  Vec2 pitch_px;  ///< lattice pitch along x and y of the image
  ChipWeights weights;
  ChipNorms norms;
  BoxNormTable box_norms;
  BoxAxisTable box_axes;
  std::array<BoxOverlap, kPlaces> box_overlap;  ///< by place, at an average phase
  Vec2 moment_response;     ///< change of a chip's moments when the whole lattice moves by a pixel, per unit light
  float spike_limit_e = 0;  ///< a brighter pixel is no chip's light
  std::vector<std::vector<std::int32_t>> overlapping;  ///< by tile: present tiles that share pixels with it
  /// Where no other tile shows a chip nearly whole, and this one shows it whole.
  struct Sole {
    Vec2 low, high;
    [[nodiscard]] bool holds(Vec2 p) const { return p.x > low.x && p.y > low.y && p.x < high.x && p.y < high.y; }
  };
  std::vector<Sole> sole_um;    ///< by tile, in the wafer frame
  LiveSquares* live = nullptr;  ///< is told of every chip that is summed; null: nobody looks

  /// Image frame of a block (its first pixel at 0, 0) from the design frame, by the surveyed lattice and the reported
  /// position.
  [[nodiscard]] Affine2 block_from_design(std::int32_t tile, const PixelRect& rect) const;
  /// In the frame of a block, of chips' predicted centres.
  [[nodiscard]] Sole sole_px(std::int32_t tile, const PixelRect& rect) const;
};

/// Whose is a chip that several tiles show.
enum class Ownership : std::uint8_t { ours, another_tile, shared };
/// `design_um`: the chip's design position. Judged by reported tile positions, so that every tile comes to the same
/// answer.
[[nodiscard]] Ownership ownership(const PassContext& context, std::int32_t tile, Vec2 design_um);

}  // namespace pellucid
