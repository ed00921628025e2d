/// The background as the survey sees it: a quadratic surface over the wafer. Plain values; any thread.
#pragma once

#include <array>

#include "core/model/geometry.h"

namespace pellucid {

struct BackgroundSurface {
  static constexpr int kTerms = 6;
  double reach_um = 1;                       ///< positions are scaled by it
  std::array<double, kTerms> coefficient{};  ///< of 1, x, y, x^2, x y, y^2 [e / pixel]

  [[nodiscard]] static std::array<double, kTerms> terms(Vec2 wafer_um, double reach_um) {
    const double x = wafer_um.x / reach_um;
    const double y = wafer_um.y / reach_um;
    return {1, x, y, x * x, x * y, y * y};
  }
  [[nodiscard]] double at(Vec2 wafer_um) const {
    double sum = 0;
    const auto row = terms(wafer_um, reach_um);
    for (std::size_t i = 0; i < row.size(); ++i) sum += coefficient[i] * row[i];
    return sum;
  }
};

}  // namespace pellucid
