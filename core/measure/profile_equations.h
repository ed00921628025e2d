/// The least-squares problem of the chip profile: a surface of splines over the offset from a chip's centre, together
/// with the background of every scene, and what is known of the tails beforehand. Linear in all unknowns. Pure
/// functions; any thread. Private to the room: the profile fit alone uses it.
#pragma once

#include <Eigen/Dense>
#include <array>
#include <vector>

#include "core/measure/background_surface.h"
#include "core/measure/profile.h"
#include "core/measure/profile_row.h"
#include "core/model/geometry.h"

namespace pellucid {

/// Normal equations of the coefficients, background aside.
struct ProfileEquations {
  Eigen::MatrixXd a;  ///< the normal matrix is a + a^T: every pair of coefficients is entered once, in either order
  Eigen::VectorXd b;

  /// A pixel: 1 / variance, and its value times that.
  void add(const PixelRow& row, double weight, double value) {
    row.add_square_to(a, weight);
    row.add_to(b, value);
  }
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
