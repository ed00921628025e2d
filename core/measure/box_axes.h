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
  /// `first_px`: middle of the first pixel against the chip's centre; `phase` picks the weights.
  BoxAxis(const ChipProfile& profile, const ChipWeights& weights, const ChipNorms& norms, bool along_x, int phase,
          double first_px, ChipNorms::Streets streets);

  [[nodiscard]] int count() const { return count_; }
  [[nodiscard]] const PlaceProfile& light(std::size_t component, int i) const {
    return light_[component * static_cast<std::size_t>(count_) + static_cast<std::size_t>(i)];
  }
  /// Of pixels begin, begin + step, ... below `end`.
  [[nodiscard]] AxisNorms norms(int begin, int end, int step = 1) const;

 private:
  int count_ = 0;
  std::vector<PlaceProfile> light_;                 ///< [component * count + i]
  std::array<const float*, kAxisWeights> weights_;  ///< by axis weight: `count` values in the ChipWeights' tables
};

/// At the middle of a phase, which is as good as the place itself where no pixel of the axis is left out.
struct WholeBoxAxis {
  BoxAxis axis;
  AxisNorms norms;
};

class BoxAxisTable {
 public:
  /// `weights` must outlive the table.
  BoxAxisTable(const ChipProfile& profile, const ChipWeights& weights, const ChipNorms& norms,
               const ChipDirectory& directory);
  [[nodiscard]] const WholeBoxAxis& x(int phase, ChipNorms::Streets streets) const { return x_[at(phase, streets)]; }
  [[nodiscard]] const WholeBoxAxis& y(int phase, ChipNorms::Streets streets) const { return y_[at(phase, streets)]; }

 private:
  [[nodiscard]] std::size_t at(int phase, ChipNorms::Streets streets) const {
    return static_cast<std::size_t>(kind_[streets] * kPhases + phase);
  }
  std::array<int, 16> kind_{};  ///< by the sides that border on a street; only those that occur have entries
  std::vector<WholeBoxAxis> x_, y_;
};

}  // namespace pellucid
