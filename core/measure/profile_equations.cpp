#include "core/measure/profile_equations.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "core/flow/parallel.h"
#include "core/measure/profile_elimination.h"

namespace pellucid {
namespace {

constexpr double kOwnBackground = 0.01;  ///< a scene's background may leave the wafer's smooth surface by this share
constexpr double kSlope =
    30;  ///< what the surface is expected to change by to the rim, of itself, where little tells: linearly ...
constexpr double kCurvature = 0.3;                   ///< ... and beyond
constexpr double kTailBelow = 0.02;                  ///< of the guess's peak: what is darker is tail
constexpr double kRoughTail = 0.02;                  ///< of the halo: what is not smooth
constexpr double kGapError = 0.01;                   ///< of the peak
constexpr double kGuessError = 3;                    ///< of the blurred mesa's own tails
constexpr double kHalos[] = {0.0003, 0.002, 0.012};  ///< strengths tried, of the peak
constexpr int kNoiseDraws = 4;
constexpr int kSurfaceTerms = BackgroundSurface::kTerms;

/// The background at a scene: a quadratic surface over the wafer plus a little of its own. Far from the rim a scene
/// alone cannot tell its background from the sum of all chips' far tails; the rim can, and the surface carries it
/// inwards.
using SurfaceRow = Eigen::Matrix<double, kSurfaceTerms, 1>;

SurfaceRow surface_row(Vec2 centre_um, double reach_um) {
  const auto terms = BackgroundSurface::terms(centre_um, reach_um);
  return Eigen::Map<const SurfaceRow>(terms.data());
}

/// Coefficients and surface; each scene's own deviation from the surface is eliminated. `level_e`: of a typical
/// background.
LinearSystem join(const ProfileEquations& equations, const std::vector<SceneBackground>& scenes, double reach_um,
                  double own, double level_e) {
  const auto n = equations.b.size();
  LinearSystem s{Eigen::MatrixXd::Zero(n + kSurfaceTerms, n + kSurfaceTerms), Eigen::VectorXd::Zero(n + kSurfaceTerms)};
  s.a.topLeftCorner(n, n) = equations.a + equations.a.transpose();
  s.b.head(n) = equations.b;
  Eigen::MatrixXd taken(n, static_cast<Eigen::Index>(scenes.size()));
  Eigen::Index column = 0;
  for (const SceneBackground& scene : scenes) {
    const SurfaceRow row = surface_row(scene.centre_um, reach_um);
    const double kept = own / (scene.bb + own);
    taken.col(column++) = scene.ab / std::sqrt(scene.bb + own);
    s.a.bottomLeftCorner(kSurfaceTerms, n) += kept * row * scene.ab.transpose();
    s.a.bottomRightCorner(kSurfaceTerms, kSurfaceTerms) += kept * scene.bb * row * row.transpose();
    s.b.head(n) -= scene.ab * (scene.br / (scene.bb + own));
    s.b.tail(kSurfaceTerms) += kept * scene.br * row;
  }
  s.a.topLeftCorner(n, n).selfadjointView<Eigen::Lower>().rankUpdate(taken, -1);
  // Two rows of tiles leave the curvature across them open: then there is none.
  for (int i = 0; i < kSurfaceTerms; ++i) {
    s.a(n + i, n + i) += i == 0 ? 1e-12 : 1 / std::pow((i < 3 ? kSlope : kCurvature) * level_e, 2);
  }
  return s;
}

/// Hardly any curvature where the pixels say nothing.
void add_smoothness(const ProfileBasis& basis, double scale, Eigen::MatrixXd& a) {
  const int nx = basis.x.count();
  const int ny = basis.y.count();
  const auto add = [&](int at, int step) {
    const int index[3] = {at, at + step, at + 2 * step};
    const double d[3] = {1, -2, 1};
    for (int i = 0; i < 3; ++i) {
      for (int j = 0; j <= i; ++j) a(index[i], index[j]) += 1e-7 * scale * d[i] * d[j];
    }
  };
  for (int j = 0; j < ny; ++j) {
    for (int i = 0; i < nx; ++i) {
      if (i + 2 < nx) add(j * nx + i, 1);
      if (j + 2 < ny) add(j * nx + i, nx);
      a(j * nx + i, j * nx + i) += 1e-9 * scale;
    }
  }
}

/// All of a chip's light falls on pixels, wherever its centre lies between them: the sum over a grid of whole pixels is
/// the same for every sub-pixel place of the grid.
void add_unity(const ProfileBasis& basis, double scale, Eigen::MatrixXd& a) {
  const auto n = static_cast<Eigen::Index>(basis.count());
  const auto sums = [](const SplineAxis& axis) {
    const int places = std::clamp(static_cast<int>(std::ceil(1.3 / axis.finest_px())), 2, 5);
    std::vector<Eigen::VectorXd> all;
    SplineReach r;
    for (int k = 0; k < places; ++k) {
      Eigen::VectorXd sum = Eigen::VectorXd::Zero(axis.count());
      for (double d = -axis.half_px() + (k + 0.5) / places; d < axis.half_px(); d += 1) {
        if (!axis.reach(d, r)) continue;
        for (int i = 0; i < 4; ++i) sum[r.first + i] += r.weight[static_cast<std::size_t>(i)];
      }
      all.push_back(std::move(sum));
    }
    return all;
  };
  const auto sx = sums(basis.x);
  const auto sy = sums(basis.y);
  Eigen::MatrixXd rows(n, static_cast<Eigen::Index>(sx.size() * sy.size()));
  Eigen::Index column = 0;
  for (const auto& y : sy) {
    for (const auto& x : sx) {
      for (Eigen::Index j = 0; j < y.size(); ++j) rows.col(column).segment(j * x.size(), x.size()) = y[j] * x;
      ++column;
    }
  }
  const Eigen::VectorXd mean = rows.rowwise().mean();
  rows.colwise() -= mean;
  a.topLeftCorner(n, n).selfadjointView<Eigen::Lower>().rankUpdate(rows, 1e3 * scale);
}

/// The coefficients past half a pitch or off the mesa and its blur, what is expected of them, and smooth halos of unit
/// strength.
struct Tails {
  std::vector<Eigen::Index> knots;
  Eigen::VectorXd expected;
  Eigen::MatrixXd halos;  ///< a column each
};

Tails tails_of(const ProfileBasis& basis, const TailPrior& prior) {
  Tails t;
  std::vector<Vec2> places;
  for (int j = 0; j < basis.y.count(); ++j) {
    for (int i = 0; i < basis.x.count(); ++i) {
      const Vec2 p{basis.x.middle(i), basis.y.middle(j)};
      const bool may_be_mesa = !prior.few_chips || prior.guess_x.at(p.x) * prior.guess_y.at(p.y) >
                                                       kTailBelow * prior.guess_x.at(0) * prior.guess_y.at(0);
      const bool in_cell = std::abs(p.x) <= 0.5 * prior.pitch_px.x && std::abs(p.y) <= 0.5 * prior.pitch_px.y;
      if (in_cell && may_be_mesa) continue;
      t.knots.push_back(static_cast<Eigen::Index>(j) * basis.x.count() + i);
      places.push_back(p);
    }
  }
  const auto n = static_cast<Eigen::Index>(places.size());
  t.expected.resize(n);
  t.halos.resize(n, 6);
  const double pitch = std::min(prior.pitch_px.x, prior.pitch_px.y);
  for (Eigen::Index k = 0; k < n; ++k) {
    const Vec2 p = places[static_cast<std::size_t>(k)];
    t.expected[k] = std::max(0.0, prior.guess_x.at(p.x)) * std::max(0.0, prior.guess_y.at(p.y));
    const double out_x = std::abs(p.x) - 0.5 * prior.pitch_px.x;
    const double out_y = std::abs(p.y) - 0.5 * prior.pitch_px.y;
    const double out = std::hypot(std::max(0.0, out_x), std::max(0.0, out_y));
    // Light spreads in all directions alike, or to one side: a slow detector's to where the scan goes.
    t.halos(k, 0) = std::exp(-out / (0.2 * pitch));
    t.halos(k, 1) = std::exp(-out / (0.5 * pitch));
    t.halos(k, 2) = out_y <= 0 && p.x > 0 ? std::exp(-out / (0.3 * pitch)) : 0;
    t.halos(k, 3) = out_y <= 0 && p.x < 0 ? std::exp(-out / (0.3 * pitch)) : 0;
    t.halos(k, 4) = out_x <= 0 && p.y > 0 ? std::exp(-out / (0.3 * pitch)) : 0;
    t.halos(k, 5) = out_x <= 0 && p.y < 0 ? std::exp(-out / (0.3 * pitch)) : 0;
  }
  return t;
}

/// Between chips, farthest from all mesas, a lattice is about as dark as one of blurred mesas. Alone that says little;
/// but where nothing else does, in an image full of equal chips, light that all have in common would pass for
/// background, or background for light.
void add_gap(const ProfileBasis& basis, const TailPrior& prior, LinearSystem& system) {
  const Vec2 half = 0.5 * prior.pitch_px;
  const std::array<Vec2, 3> places{half, Vec2{half.x, 0}, Vec2{0, half.y}};
  Eigen::MatrixXd rows = Eigen::MatrixXd::Zero(system.b.size(), std::ssize(places));
  Eigen::Index column = 0;
  for (const Vec2 place : places) {
    PixelRow row(basis);
    double expected = 0;
    for (int j = -2; j <= 2; ++j) {
      for (int i = -2; i <= 2; ++i) {
        const Vec2 d{place.x - i * prior.pitch_px.x, place.y - j * prior.pitch_px.y};
        row.add(d.x, d.y, 1);
        expected += std::max(0.0, prior.guess_x.at(d.x)) * std::max(0.0, prior.guess_y.at(d.y));
      }
    }
    const double error = kGapError * prior.peak + expected;
    row.add_to(rows.col(column), 1 / error);
    system.b += expected / error * rows.col(column++);
  }
  system.a.selfadjointView<Eigen::Lower>().rankUpdate(rows);
}

double log_determinant(const Eigen::LLT<Eigen::MatrixXd>& factor) {
  return 2 * factor.matrixLLT().diagonal().array().log().sum();
}

struct Posterior {
  Eigen::LLT<Eigen::MatrixXd> factor;
  Eigen::VectorXd mean;
  double evidence = -1e300;  ///< log probability of the pixels, up to a constant
};

/// `system`: of the tails' coefficients alone. Their prior is normal about `expected`: independent errors of the guess,
/// and six halos of strength `halo`. Its covariance is a diagonal and six columns more, so that its inverse needs a
/// 6 x 6 matrix only (Woodbury's identity).
Posterior with_halo(const LinearSystem& system, const Tails& tails, double halo) {
  const Eigen::VectorXd rough = (kGuessError * tails.expected.array() + kRoughTail * halo).square().matrix();
  const Eigen::MatrixXd over_rough = halo * rough.cwiseInverse().asDiagonal() * tails.halos;
  const auto halos = tails.halos.cols();
  const Eigen::LLT<Eigen::MatrixXd> inner(Eigen::MatrixXd::Identity(halos, halos) +
                                          halo * tails.halos.transpose() * over_rough);
  const Eigen::MatrixXd reduced = inner.matrixL().solve(over_rough.transpose());
  Eigen::MatrixXd a = system.a;
  a.diagonal() += rough.cwiseInverse();
  a.selfadjointView<Eigen::Lower>().rankUpdate(reduced.transpose(), -1);
  Posterior p;
  p.factor.compute(a);
  const Eigen::VectorXd missing = system.b - system.a.selfadjointView<Eigen::Lower>() * tails.expected;
  const Eigen::VectorXd change = p.factor.solve(missing);
  p.mean = tails.expected + change;
  const double log_prior = rough.array().log().sum() + log_determinant(inner);
  p.evidence = -0.5 * log_prior - 0.5 * log_determinant(p.factor) + 0.5 * missing.dot(change);
  return p;
}

std::vector<Eigen::VectorXd> draw_noise(const Elimination& rest, const Posterior& p, Eigen::Index n) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  std::vector<Eigen::VectorXd> draws;
  for (int k = 0; k < kNoiseDraws; ++k) {
    Eigen::VectorXd tails(p.mean.size()), others(rest.others());
    for (double& v : tails) v = normal(random);
    for (double& v : others) v = normal(random);
    draws.emplace_back(rest.complete(p.factor.matrixU().solve(tails), others).head(n));
  }
  return draws;
}

}  // namespace

ProfileSolution solve_profile(const ProfileBasis& basis, const ProfileEquations& equations,
                              std::vector<SceneBackground>& scenes, const TailPrior& prior, double background_e) {
  const auto n = static_cast<Eigen::Index>(basis.count());
  double reach_um = 1;
  for (const SceneBackground& s : scenes)
    reach_um = std::max({reach_um, std::abs(s.centre_um.x), std::abs(s.centre_um.y)});
  const double own = 1 / std::pow(std::max(0.005, kOwnBackground * std::abs(background_e)), 2);
  LinearSystem system = join(equations, scenes, reach_um, own, std::max(1.0, std::abs(background_e)));
  const double scale = system.a.diagonal().head(n).maxCoeff();
  add_smoothness(basis, scale, system.a);
  add_unity(basis, scale, system.a);
  add_gap(basis, prior, system);
  const Tails tails = tails_of(basis, prior);
  const Elimination rest(system, tails.knots);
  std::array<Posterior, std::size(kHalos)> tried;
  parallel_ranges(std::ssize(kHalos), 1, [&](std::int64_t k, std::int64_t) {
    if (prior.only_halo < 0 || prior.only_halo == k)
      tried[static_cast<std::size_t>(k)] = with_halo(rest.left(), tails, kHalos[k] * prior.peak);
  });
  Posterior best;
  ProfileSolution solution;
  for (std::size_t h = 0; h < tried.size(); ++h) {
    Posterior& p = tried[h];
    if (p.mean.size() == 0) continue;
    // A halo adds light; where the fit would take light away with it, it explains something else.
    const double added = (p.mean - tails.expected).sum();
    if (!(p.evidence > best.evidence) || (prior.few_chips && h > 0 && added < 0)) continue;
    solution.halo = static_cast<int>(h);
    best = std::move(p);
  }
  const Eigen::VectorXd mean = rest.complete(best.mean);
  solution.coefficients = mean.head(n);
  solution.noise = draw_noise(rest, best, n);
  solution.background.reach_um = reach_um;
  std::copy_n(mean.data() + n, kSurfaceTerms, solution.background.coefficient.begin());
  for (SceneBackground& s : scenes) {
    const double surface = solution.background.at(s.centre_um);
    s.level_e = surface + (s.br - s.ab.dot(solution.coefficients) - s.bb * surface) / (s.bb + own);
  }
  return solution;
}

}  // namespace pellucid
