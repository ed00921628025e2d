/// The profile along the two axes of a chip's box, and what the axis weights see of it, worked out ahead for every
/// phase at which a box can lie: pieces of boxes find their norms with it. Immutable after building; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/measure/chip_directory.h"
#include "core/measure/chip_weights.h"

namespace pellucid {

/// One component of the profile on one column (or row) of a box, for every place that light comes from.
using PlaceProfile = std::array<float, kPlaces>;

/// What the axis weights see along a range of one axis: of a flat image, and of the components at every place.
struct AxisNorms {
  std::array<float, kAxisWeights> flat{};
  std::vector<std::array<PlaceProfile, kAxisWeights>> light;  ///< by component
  std::vector<float> mesa_square;                             ///< [r * components + s]
};

/// The columns (or rows) of a box.
class BoxAxis {
 public:
  /// `light`: [component * count + i].
  BoxAxis(int count, std::vector<PlaceProfile> light, std::array<const float*, kAxisWeights> weights);

  [[nodiscard]] const PlaceProfile& light(std::size_t component, int i) const {
    return light_[component * static_cast<std::size_t>(count_) + static_cast<std::size_t>(i)];
  }
  /// Of pixels begin, begin + step, ... below `end`.
  [[nodiscard]] AxisNorms norms(int begin, int end, int step = 1) const;
  /// Of all pixels.
  [[nodiscard]] const AxisNorms& whole() const { return whole_; }
  [[nodiscard]] int count() const { return count_; }

 private:
  int count_ = 0;
  std::vector<PlaceProfile> light_;
  std::array<const float*, kAxisWeights> weights_;  ///< by axis weight: `count` values in the ChipWeights' tables
  AxisNorms whole_;
};

class BoxAxisTable {
 public:
  /// `weights` must outlive the table.
  BoxAxisTable(const ChipProfile& profile, const ChipWeights& weights, const ChipNorms& norms,
               const ChipDirectory& directory);
  [[nodiscard]] const BoxAxis& x(int phase, ChipNorms::Streets streets) const { return x_[at(phase, streets)]; }
  [[nodiscard]] const BoxAxis& y(int phase, ChipNorms::Streets streets) const { return y_[at(phase, streets)]; }

 private:
  [[nodiscard]] std::size_t at(int phase, ChipNorms::Streets streets) const {
    return static_cast<std::size_t>(kind_[streets] * kPhases + phase);
  }
  std::array<int, 16> kind_{};  ///< by the sides that border on a street; only those that occur have entries
  std::vector<BoxAxis> x_, y_;
};

}  // namespace pellucid
