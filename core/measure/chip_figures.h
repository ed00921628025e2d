/// One chip's figures from its sums, once the light of all chips is known. Pure functions; any thread.
/// Sources: spec "measuring a chip" 4 to 7; sandwich variance sum(T^2 v) / (sum T P)^2.
#pragma once

#include <array>
#include <limits>

#include "core/measure/chip_view.h"

namespace pellucid {

/// What is around a chip, by place: lights (0 where no chip is) and variances of their own (negative where no chip is).
struct Surroundings {
  std::array<float, kPlaces> light{}, variance{};
  float background_e = 0, background_variance = 0;
};

/// NaN: nothing can be said.
struct ChipFigures {
  static constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
  float intensity_e = kNone, sigma_e = kNone, peak_e = kNone, nonuniformity = kNone, dx_um = kNone, dy_um = kNone,
        background_e = kNone;
  float shift = kNone, shift_sigma = kNone, excess = kNone, excess_sigma = kNone, plain_e = kNone,
        plain_sigma_e = kNone;
};

/// A mesa of fewer pixels says nothing about its evenness.
inline constexpr float kFewestMesaPixels = 4;
/// (std / mean)^2 inside the mesa of a healthy chip.
[[nodiscard]] float healthy_unevenness(const SumNorm& mesa, float mesa_square);

/// Variance of a chip's light for itself alone: photons of all that falls into its box, read noise.
[[nodiscard]] float own_variance(const PassContext& context, const ChipView& view, float background_e,
                                 const std::array<float, kPlaces>& light);

[[nodiscard]] ChipFigures chip_figures(const PassContext& context, const ChipView& view, const ChipSums& sums,
                                       const Surroundings& around);

}  // namespace pellucid
