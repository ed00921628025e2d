/// The least-squares equations of one axis of the chip profile: a spline times the other axis, summed over all chips of a scene,
/// and their solution together with the scenes' backgrounds. Private to the room: profile_fit alone uses it. Pure functions.
#pragma once

#include <Eigen/Dense>
#include <cmath>
#include <cstdint>
#include <vector>

#include "core/measure/profile.h"
#include "core/measure/window_scene.h"

namespace pellucid {

/// Uniform cubic B-spline on [-half, half].
struct Spline {
  double half = 1, step = 1;
  [[nodiscard]] int count() const { return static_cast<int>(std::lround(2 * half / step)) + 3; }
  /// First of the four coefficients that reach d, and their weights; false outside.
  bool weights(double d, int& first, double (&w)[4]) const {
    const double p = (d + half) / step;
    if (!(p >= 0) || p >= 2 * half / step) return false;
    first = static_cast<int>(p);
    const double t = p - first;
    const double s = 1 - t;
    w[0] = s * s * s / 6;
    w[1] = (3 * t * t * t - 6 * t * t + 4) / 6;
    w[2] = (3 * s * s * s - 6 * s * s + 4) / 6;
    w[3] = t * t * t / 6;
    return true;
  }
  [[nodiscard]] ProfileAxis tabulate(const Eigen::VectorXd& c) const {
    std::vector<float> values(static_cast<std::size_t>(ProfileAxis::value_count(half)));
    for (std::size_t i = 0; i < values.size(); ++i) {
      int first = 0;
      double w[4];
      const double d = static_cast<double>(i) / ProfileAxis::kSteps - std::ceil(half);
      if (!weights(d, first, w)) continue;
      for (int k = 0; k < 4; ++k) values[i] += static_cast<float>(w[k] * c[first + k]);
    }
    return {half, std::move(values)};
  }
};

/// Normal equations of one axis of the profile, with a background of its own for every scene.
struct AxisEquations {
  explicit AxisEquations(int n) : a(Eigen::MatrixXd::Zero(n, n)), ab(Eigen::VectorXd::Zero(n)), b(Eigen::VectorXd::Zero(n)) {}
  Eigen::MatrixXd a;
  Eigen::VectorXd ab, b;  ///< cross terms with the background, right-hand side
  double bb = 0, br = 0;
};

enum class Axis : std::uint8_t { x, y };

/// Per pixel: value - background = sum over chips of light * other axis * sum of spline weights * coefficients.
[[nodiscard]] AxisEquations axis_equations(const WindowScene& scene, const ChipProfile& profile, const Spline& spline, Axis axis,
                             double noise_floor_e);

/// Solves one axis together with the backgrounds; returns the coefficients and sets every scene's background.
///
/// Equal chips in a perfect lattice cannot tell a chip's tail past half a pitch from its neighbour's other side; dark chips, streets
/// and the rim can. There the prior is `guess`, a blurred mesa, to within `tail_sigma`.
[[nodiscard]] Eigen::VectorXd solve_axis(const std::vector<AxisEquations>& equations, std::vector<WindowScene>& scenes, bool symmetric,
                           const Spline& spline, double pitch_px, const ProfileAxis& guess, double tail_sigma,
                           double background_e);

}  // namespace pellucid
