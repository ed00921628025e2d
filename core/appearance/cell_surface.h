/// A smooth function of the offset from a chip's centre: cubic B-splines on a regular grid, fitted to scattered
/// samples. What a chip looks like is known to it at any sub-pixel place, whichever places the samples happened to
/// show. Immutable after fitting; any thread.
#pragma once

#include <vector>

namespace pellucid {

class CellSurface {
 public:
  struct Sample {
    float x = 0, y = 0, value = 0, weight = 0;
  };
  struct Value {
    double value = 0, slope_x = 0, slope_y = 0;
  };

  /// Covers offsets up to `half_x`, `half_y` [px]; a coefficient every `step_px`.
  CellSurface(double half_x, double half_y, double step_px);
  /// Weighted least squares; where samples are rare a slight stiffness decides.
  void fit(const std::vector<Sample>& samples);
  [[nodiscard]] Value at(double x, double y) const;

 private:
  [[nodiscard]] std::vector<double> stiffness(const std::vector<double>& c) const;

  double half_x_, half_y_, step_;
  int nx_, ny_;
  std::vector<double> c_;
};

}  // namespace pellucid
