/// One chip's norms behind one face, whether its box was whole (tables) or in pieces (its own list). Cheap; any thread.
#pragma once

#include <algorithm>

#include "core/measure/chip_stretches.h"
#include "core/measure/layer_sums.h"
#include "core/measure/pass_context.h"

namespace pellucid {

class ChipView {
 public:
  /// The `i`-th chip of a stretch that was seen.
  ChipView(const PassContext& context, const LayerSums& sums, const ChipStretch& stretch, std::size_t i)
      : piece_(stretch.state == SumState::pieced ? &sums.pieces[stretch.piece + i] : nullptr),
        box_(&context.box_norms.norms(ChipPhase::of(sums.phase[stretch.start + i]), stretch.streets)),
        scale_(sums.light_scale[stretch.start + i]) {}

  [[nodiscard]] const SumNorm& norm(PassSum sum) const {
    return piece_ != nullptr ? piece_->norms.norm[sum] : box_->sum[sum];
  }
  [[nodiscard]] float background(PassSum sum) const { return norm(sum).background; }
  [[nodiscard]] float light(PassSum sum, int place) const { return norm(sum).light[static_cast<std::size_t>(place)]; }
  /// Variance of a sum for a background and an own light; not of the mesa and the street.
  [[nodiscard]] float variance(PassSum sum, float background_e, float own_e, float read_noise_e) const {
    const float read2 = read_noise_e * read_noise_e;
    if (piece_ != nullptr) {
      const PieceNorms::Variance& v = piece_->norms.variance[sum];
      return std::max(0.F, background_e) * v.background + std::max(0.F, own_e) * v.light + read2 * v.read;
    }
    const BoxNorms::Square& square = box_->square[sum];
    return scale_ * (std::max(0.F, background_e) * square.flat + std::max(0.F, own_e) * square.light) +
           scale_ * scale_ * read2 * square.flat;
  }
  /// Share of a neighbour's light in the light sum's variance; only whole chips know it.
  [[nodiscard]] float light_variance(int place) const {
    return piece_ != nullptr ? 0.F : scale_ * box_->light_square[static_cast<std::size_t>(place)];
  }
  [[nodiscard]] float mesa_square() const { return piece_ != nullptr ? piece_->norms.mesa_square : box_->mesa_square; }
  [[nodiscard]] float scale() const { return scale_; }
  [[nodiscard]] bool pieced() const { return piece_ != nullptr; }

 private:
  const ChipPiece* piece_;
  const BoxNorms* box_;
  float scale_;
};

}  // namespace pellucid
