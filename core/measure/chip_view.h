/// One chip's norms behind one face, whether its box was whole (tables) or in pieces (its own list). Cheap; any thread.
#pragma once

#include "core/measure/layer_sums.h"
#include "core/measure/pass_context.h"

namespace pellucid {

class ChipView {
 public:
  ChipView(const PassContext& context, const LayerSums& sums, std::int64_t chip, std::int32_t column, std::int32_t row)
      : context_(&context), piece_(sums.state[static_cast<std::size_t>(chip)] == SumState::pieced ? &sums.piece(chip) : nullptr),
        streets_(context.directory.streets(column, row)), scale_(sums.light_scale[static_cast<std::size_t>(chip)]) {
    phase_.bits = sums.phase[static_cast<std::size_t>(chip)];
  }

  /// Sums of the pass with norms: indices as in PieceNorms.
  enum Sum : std::uint8_t { kLightSum, kWindowSum, kMomentXSum, kMomentYSum, kMesaSum, kStreetSum };

  [[nodiscard]] float background(Sum sum) const {
    if (piece_ != nullptr) return piece_->norms.norm[sum].background;
    if (sum == kStreetSum) return context_->norms.street_background(phase_);
    return context_->norms.background(table(sum), phase_);
  }
  [[nodiscard]] float light(Sum sum, int place) const {
    if (piece_ != nullptr) return piece_->norms.norm[sum].light[static_cast<std::size_t>(place)];
    if (sum == kStreetSum) return context_->norms.street_light(phase_, place, streets_);
    return context_->norms.light(table(sum), phase_, place, streets_);
  }
  /// Variance terms of a sum for a background, an own light and the neighbours' light (only whole chips know the latter's share).
  [[nodiscard]] float variance(Sum sum, float background_e, float own_e, float read_noise_e) const {
    const float read2 = read_noise_e * read_noise_e;
    if (piece_ != nullptr) {
      const PieceNorms::Variance& v = piece_->norms.variance[sum];
      return std::max(0.F, background_e) * v.background + std::max(0.F, own_e) * v.light + read2 * v.read;
    }
    constexpr ChipSum kSquares[] = {kLight2, kWindow2, kMomentX2, kMomentY2};
    const float flat = context_->norms.background(kSquares[sum], phase_);
    const float light = context_->norms.light(kSquares[sum], phase_, kOwn, streets_);
    return scale_ * (std::max(0.F, background_e) * flat + std::max(0.F, own_e) * light) + scale_ * scale_ * read2 * flat;
  }
  /// Share of a place's light in the light sum's variance, for neighbours.
  [[nodiscard]] float light_variance(int place) const {
    return piece_ != nullptr ? 0.F : scale_ * context_->norms.light(kLight2, phase_, place, streets_);
  }
  [[nodiscard]] float mesa_square() const { return piece_ != nullptr ? piece_->norms.mesa_square : context_->norms.mesa_square(phase_); }
  [[nodiscard]] float scale() const { return scale_; }
  [[nodiscard]] bool pieced() const { return piece_ != nullptr; }

 private:
  static ChipSum table(Sum sum) {
    constexpr ChipSum kTables[] = {kLight, kWindow, kMomentX, kMomentY, kMesa};
    return kTables[sum];
  }
  const PassContext* context_;
  const ChipPiece* piece_;
  ChipPhase phase_;
  ChipNorms::Streets streets_;
  float scale_;
};

}  // namespace pellucid
