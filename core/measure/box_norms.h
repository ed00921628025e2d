/// What the sums of a whole box see of light and background, worked out ahead for every phase at which a box can lie:
/// the solve and the search for a tile's shift look a chip up instead of summing its tables again. Immutable after
/// building; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/measure/chip_directory.h"
#include "core/measure/chip_weights.h"

namespace pellucid {

/// The sums of the pass that have norms; kStreetSum: rows, corners and columns together.
enum PassSum : std::uint8_t { kLightSum, kWindowSum, kMomentXSum, kMomentYSum, kMesaSum, kStreetSum, kPassSums };

struct BoxNorms {
  std::array<SumNorm, kPassSums> sum;
  /// Of the light, window and moment sums: sum of weight^2, and of weight^2 * own profile.
  struct Square {
    float flat = 0, light = 0;
  };
  std::array<Square, 4> square;
  std::array<float, kPlaces> light_square{};  ///< sum of the light weight^2 * profile of a place
  float mesa_square = 0;                      ///< sum of P^2 inside the mesa
};

/// The light sum's norms over its own light: one row of the system that the solve sweeps over. All NaN for a box that
/// sees too little of its own chip's light to say anything about it.
struct LightRow {
  static constexpr float kNoLight = 1e-6F;
  float per_own = 0, background = 0;   ///< 1 / own norm; background norm / own norm
  float alike = 0;                     ///< 1 / sum of `place`: own light where the neighbours' is the same
  std::array<float, kPlaces> place{};  ///< [kOwn] is 1
  [[nodiscard]] static LightRow from(const SumNorm& light);
};

class BoxNormTable {
 public:
  /// `odd_phase_px` relates a box's phase on odd lines to that on even ones.
  BoxNormTable(const ChipNorms& norms, const ChipDirectory& directory, double odd_phase_px);
  [[nodiscard]] const BoxNorms& norms(ChipPhase phase, ChipNorms::Streets streets) const {
    return norms_[at(phase, streets)];
  }
  [[nodiscard]] const LightRow& light_row(ChipPhase phase, ChipNorms::Streets streets) const {
    return rows_[at(phase, streets)];
  }
  /// The phases' numbers, for tables made of this one: 0 .. entries() - 1.
  [[nodiscard]] std::size_t entries() const { return static_cast<std::size_t>(entries_); }
  [[nodiscard]] std::size_t entry(ChipPhase phase) const {
    const int even = phase.x_even() * kPhases + phase.y();
    return static_cast<std::size_t>(
        odd_lines_
            ? (even * kOddSteps + ((phase.x_odd() - phase.x_even() - odd_base_) & (kOddSteps - 1))) * 2 + phase.parity()
            : even);
  }
  /// Away from streets.
  [[nodiscard]] const BoxNorms& norms_of(std::size_t entry) const { return norms_[offset(0) + entry]; }

 private:
  static constexpr int kOddSteps =
      4;  ///< phases on odd lines that one phase on even lines can meet: two, and rounding on both sides
  [[nodiscard]] std::size_t offset(ChipNorms::Streets streets) const {
    return static_cast<std::size_t>(variant_[streets]) * entries();
  }
  [[nodiscard]] std::size_t at(ChipPhase phase, ChipNorms::Streets streets) const {
    return offset(streets) + entry(phase);
  }
  [[nodiscard]] ChipPhase phase_of(int entry) const;

  bool odd_lines_ = false;
  int odd_base_ = 0, entries_ = 0;
  std::array<int, 16> variant_{};  ///< by the sides that border on a street; only those that occur have entries
  std::vector<BoxNorms> norms_;
  std::vector<LightRow> rows_;
};

}  // namespace pellucid
