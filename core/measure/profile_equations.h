/// The least-squares problem of the chip profile: a surface of splines over the offset from a chip's centre, together
/// with the background of every scene, and what is known of the tails beforehand. Linear in all unknowns. Pure
/// functions; any thread. Private to the room: the profile fit alone uses it.
#pragma once

#include <Eigen/Dense>
#include <array>
#include <vector>

#include "core/measure/background_surface.h"
#include "core/measure/profile.h"
#include "core/measure/spline_axis.h"
#include "core/model/geometry.h"

namespace pellucid {

/// Products of an x and a y spline; coefficient (i, j) is number j * x.count() + i.
struct ProfileBasis {
  SplineAxis x, y;
  [[nodiscard]] int count() const { return x.count() * y.count(); }
};

/// One pixel's equation: which coefficients its light comes from. Reused from pixel to pixel.
class PixelRow {
 public:
  /// Four coefficients in a line. Runs of different chips may meet in the same coefficients: they add up.
  struct Run {
    int first = 0;
    std::array<double, 4> value{};
  };
  explicit PixelRow(const ProfileBasis& basis) : basis_(&basis) {}
  void clear() { runs_.clear(); }
  /// Light of a chip whose centre lies (dx, dy) before the pixel; splines outside the support see nothing.
  void add(double dx_px, double dy_px, double light);
  [[nodiscard]] const std::vector<Run>& runs() const { return runs_; }
  /// to += factor * row.
  template <class Vector>
  void add_to(Vector&& to, double factor) const {
    for (const Run& run : runs_) {
      for (int k = 0; k < 4; ++k) to[run.first + k] += factor * run.value[static_cast<std::size_t>(k)];
    }
  }

 private:
  const ProfileBasis* basis_;
  std::vector<Run> runs_;
};

/// Normal equations of the coefficients, background aside.
struct ProfileEquations {
  ProfileEquations() = default;
  explicit ProfileEquations(int n) : a(Eigen::MatrixXd::Zero(n, n)), b(Eigen::VectorXd::Zero(n)) {}
  Eigen::MatrixXd a;  ///< the normal matrix is a + a^T: every pair of coefficients is entered once, in either order
  Eigen::VectorXd b;

  /// Pixels with this row in common: sum of their weights (1 / variance, times squared light where the row is of unit
  /// light), weighted sum of their values.
  void add(const PixelRow& row, double weight, double value);
};

/// What a scene's background has to do with the coefficients: cross terms, own term, right-hand side.
struct SceneBackground {
  Vec2 centre_um;
  Eigen::VectorXd ab;
  double bb = 0, br = 0;
  double level_e = 0;  ///< the solution
};

/// What is known of the tails, past half a pitch or off the mesa and its blur, beforehand.
struct TailPrior {
  ProfileAxis guess_x, guess_y;  ///< axes of a blurred mesa that is most like the profile, unit integrals
  Vec2 pitch_px;
  double peak = 0;
  bool few_chips = false;  ///< their pixels alone could want anything: the guess holds within the cell too, and a halo
                           ///< must add light
  int only_halo = -1;      ///< number of the strength to take; negative: the one that makes the pixels most probable
};

struct ProfileSolution {
  Eigen::VectorXd coefficients;
  std::vector<Eigen::VectorXd> noise;  ///< a few draws of the coefficients' errors
  BackgroundSurface background;
  int halo = 0;  ///< number of the strength taken
};

/// Solves for coefficients and backgrounds. Equal chips in a perfect lattice cannot tell a chip's tails from its
/// neighbours' other side and from background; places without light can. The rest is left to the prior, whose halo is
/// as strong as makes the pixels most probable. `background_e`: the typical level, to which the scenes' own deviations
/// are in proportion.
[[nodiscard]] ProfileSolution solve_profile(const ProfileBasis& basis, const ProfileEquations& equations,
                                            std::vector<SceneBackground>& scenes, const TailPrior& prior,
                                            double background_e);

}  // namespace pellucid
