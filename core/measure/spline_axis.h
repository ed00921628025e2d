/// Cubic B-splines with knots where the profile needs them: close at the mesa's edges, far apart on its plateau and in
/// its tails. Immutable; safe from any thread. Private to the room: the profile fit alone uses it.
#pragma once

#include <Eigen/Dense>
#include <array>
#include <vector>

#include "core/measure/profile.h"

namespace pellucid {

/// The four splines that reach an offset, from `first` on, and their values.
struct SplineReach {
  int first = 0;
  std::array<double, 4> weight{};
};

class SplineAxis {
 public:
  SplineAxis() = default;
  /// From -half_px to half_px (whole pixels) for a mesa of `mesa_px` whose edges are blurred by `blur_px` (one sigma);
  /// at most `most` splines.
  SplineAxis(double half_px, double mesa_px, double blur_px, int most);

  [[nodiscard]] int count() const { return static_cast<int>(knots_.size()) - 4; }
  [[nodiscard]] double half_px() const { return half_px_; }
  /// Offset at which spline i has its middle.
  [[nodiscard]] double middle(int i) const {
    const auto k = static_cast<std::size_t>(i);
    return (knots_[k + 1] + knots_[k + 2] + knots_[k + 3]) / 3;
  }
  /// Distance of the knots around offset 0 .. half that matter most: the closest ones.
  [[nodiscard]] double finest_px() const { return finest_px_; }
  /// False outside.
  bool reach(double offset_px, SplineReach& out) const;
  /// Integrals of products of two splines.
  [[nodiscard]] Eigen::MatrixXd gram() const;
  [[nodiscard]] ProfileAxis tabulate(const Eigen::VectorXd& coefficients) const;

 private:
  double half_px_ = 0, finest_px_ = 1;
  std::vector<double> knots_;     ///< three more beyond each end
  std::vector<int> interval_at_;  ///< by eighth of a pixel
};

}  // namespace pellucid
