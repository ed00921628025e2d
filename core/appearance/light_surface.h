/// The slow part of a light over a piece of the image: a quadratic in the place, robust against chips that differ.
/// Immutable after fitting; any thread.
#pragma once

#include <array>
#include <vector>

#include "core/model/geometry.h"

namespace pellucid {

struct LightAt {
  Vec2 place_px;
  double value = 0;
};

class LightSurface {
 public:
  struct Value {
    double value = 0;
    Vec2 slope;  ///< a pixel
  };

  LightSurface() = default;
  explicit LightSurface(double constant) : c_{constant} {}
  /// Of few chips a plane or a constant. No chips: 0 everywhere.
  explicit LightSurface(const std::vector<LightAt>& chips);
  [[nodiscard]] Value at(Vec2 place_px) const;

 private:
  Vec2 centre_;
  double reach_px_ = 1;
  std::array<double, 6> c_{};
};

}  // namespace pellucid
