// Past 400 lines: one fit, whose steps share their equations and read best in the order in which they run.
#include "core/measure/profile_fit.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/flow/parallel.h"
#include "core/measure/profile_residue.h"
#include "core/measure/window_scene.h"

namespace pellucid {
namespace {

constexpr int kMaxInterior = 80;
constexpr int kMaxRim = 40;
constexpr std::int64_t kFewPixels = 400'000;    ///< enough of a bright wafer ...
constexpr std::int64_t kManyPixels = 1'600'000;  ///< ... and of a faint one
constexpr double kWantedLight_e = 5e6;           ///< photoelectrons that pin the profile down to about 0.1 percent
constexpr int kRounds = 7;
// Of the peak: how far tails past half a pitch may lie from those of a blurred mesa, at first and later.
constexpr double kFirstTailPrior = 0.03;
constexpr double kTailPrior = 0.015;
constexpr double kRoughTail = 0.02;  ///< of that: what is not smooth
constexpr double kOwnBackground = 0.01;  ///< a scene's background may leave the wafer's smooth surface by this share

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

/// One chip as a row of pixels sees it.
struct LitChip {
  double x = 0;        ///< centre, the odd lines' phase included
  double across = 0;   ///< light * profile across the row
  int first = 0;       ///< spline coefficients of its dy (axis y only)
  double w[4] = {0, 0, 0, 0};
};

std::vector<LitChip> chips_on_row(const WindowScene& scene, const ChipProfile& profile, const Spline& spline, Axis axis,
                                  std::int64_t y) {
  std::vector<LitChip> line;
  const double shift = scene.row_shift_px(y);
  for (const WindowScene::Chip& chip : scene.chips()) {
    const double dy = static_cast<double>(y) + 0.5 - chip.centre_px.y;
    if (std::abs(dy) >= profile.half_y_px() || chip.light_e == 0) continue;
    LitChip lit{chip.centre_px.x + shift, chip.light_e * profile.components.front().y.at(dy), 0, {}};
    if (axis == Axis::y && !spline.weights(dy, lit.first, lit.w)) continue;
    for (double& w : lit.w) w *= chip.light_e;
    line.push_back(lit);
  }
  std::sort(line.begin(), line.end(), [](const LitChip& a, const LitChip& b) { return a.x < b.x; });
  return line;
}

/// Per pixel: value - background = sum over chips of light * other axis * sum of spline weights * coefficients.
AxisEquations axis_equations(const WindowScene& scene, const ChipProfile& profile, const Spline& spline, Axis axis,
                             double noise_floor_e) {
  AxisEquations eq(spline.count());
  const std::vector<std::uint8_t>& teach = scene.teachers();
  const ProfileAxis& along = profile.components.front().x;
  const double reach = profile.half_x_px();
  // The further components are known from the round before: the main one explains what they leave.
  ChipProfile rest;
  rest.components.assign(profile.components.begin() + 1, profile.components.end());
  const std::vector<float> without_rest = scene.residual(rest);
  std::vector<double> row(static_cast<std::size_t>(spline.count()));
  std::vector<int> touched;
  const auto touch = [&](int i, double value) {
    if (value == 0) return;
    auto& cell = row[static_cast<std::size_t>(i)];
    if (cell == 0) touched.push_back(i);
    cell += value;
  };
  for (std::int64_t y = 0; y < scene.height(); ++y) {
    const std::vector<LitChip> line = chips_on_row(scene, profile, spline, axis, y);
    std::size_t begin = 0;
    for (std::int64_t x = 0; x < scene.width(); ++x) {
      const double at = static_cast<double>(x) + 0.5;
      while (begin < line.size() && line[begin].x < at - reach) ++begin;
      if (teach[static_cast<std::size_t>(y * scene.width() + x)] == 0) continue;
      touched.clear();
      double model = scene.background_e();
      for (std::size_t k = begin; k < line.size() && line[k].x < at + reach; ++k) {
        const double px = along.at(at - line[k].x);
        model += line[k].across * px;
        if (axis == Axis::y) {
          for (int i = 0; i < 4; ++i) touch(line[k].first + i, px * line[k].w[i]);
          continue;
        }
        int first = 0;
        double w[4];
        if (!spline.weights(at - line[k].x, first, w)) continue;
        for (int i = 0; i < 4; ++i) touch(first + i, line[k].across * w[i]);
      }
      const double weight = 1 / std::max(noise_floor_e, model + noise_floor_e);
      const double value = static_cast<double>(without_rest[static_cast<std::size_t>(y * scene.width() + x)]) + scene.background_e();
      for (const int i : touched) {
        const double ri = weight * row[static_cast<std::size_t>(i)];
        eq.b[i] += ri * value;
        eq.ab[i] += ri;
        for (const int j : touched) eq.a(i, j) += ri * row[static_cast<std::size_t>(j)];
      }
      eq.bb += weight;
      eq.br += weight * value;
      for (const int i : touched) row[static_cast<std::size_t>(i)] = 0;
    }
  }
  return eq;
}

/// The background at a scene: a quadratic surface over the wafer plus a little of its own. Far from the rim a scene alone cannot
/// tell its background from the sum of all chips' far tails; the rim can, and the surface carries it inwards.
using SurfaceRow = Eigen::Matrix<double, 6, 1>;

SurfaceRow surface_row(const WindowScene& scene, double reach_um) {
  const double x = scene.centre_um().x / reach_um;
  const double y = scene.centre_um().y / reach_um;
  SurfaceRow row;
  row << 1, x, y, x * x, x * y, y * y;
  return row;
}

/// What is known of the tails past half a pitch beforehand: those of the blurred mesa, plus a smooth halo of unknown strength
/// (`tail_sigma`), plus next to nothing that is not smooth: light has no reason to return far out.
void add_tail_prior(const Spline& spline, double pitch_px, const ProfileAxis& guess, double tail_sigma, Eigen::MatrixXd& a,
                    Eigen::VectorXd& b) {
  std::vector<Eigen::Index> knots;
  std::vector<double> out;  // how far past half a pitch
  for (Eigen::Index i = 0; i < spline.count(); ++i) {
    const double d = std::abs(static_cast<double>(i - 1) * spline.step - spline.half);
    if (d > 0.5 * pitch_px) knots.push_back(i), out.push_back(d - 0.5 * pitch_px);
  }
  const auto n = static_cast<Eigen::Index>(knots.size());
  if (n == 0) return;
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(n, n);
  Eigen::VectorXd expected(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto knot = static_cast<std::size_t>(i);
    expected[i] = std::max(0.0, guess.at(static_cast<double>(knots[knot] - 1) * spline.step - spline.half));
    covariance(i, i) = std::pow(0.3 * expected[i] + kRoughTail * tail_sigma, 2);
  }
  for (const double length : {0.2 * pitch_px, 0.5 * pitch_px}) {
    Eigen::VectorXd halo(n);
    for (Eigen::Index i = 0; i < n; ++i) halo[i] = tail_sigma * std::exp(-out[static_cast<std::size_t>(i)] / length);
    covariance += halo * halo.transpose();
  }
  const Eigen::MatrixXd information = covariance.ldlt().solve(Eigen::MatrixXd::Identity(n, n));
  const Eigen::VectorXd right = information * expected;
  for (Eigen::Index i = 0; i < n; ++i) {
    b[knots[static_cast<std::size_t>(i)]] += right[i];
    for (Eigen::Index j = 0; j < n; ++j) a(knots[static_cast<std::size_t>(i)], knots[static_cast<std::size_t>(j)]) += information(i, j);
  }
}

/// Solves one axis together with the backgrounds; returns the coefficients and sets every scene's background.
///
/// Equal chips in a perfect lattice cannot tell a chip's tail past half a pitch from its neighbour's other side; dark chips, streets
/// and the rim can. There the prior is `guess`, a blurred mesa, to within `tail_sigma`.
Eigen::VectorXd solve_axis(const std::vector<AxisEquations>& equations, std::vector<WindowScene>& scenes, bool symmetric,
                           const Spline& spline, double pitch_px, const ProfileAxis& guess, double tail_sigma,
                           double background_e) {
  const auto n = equations.front().b.size();
  double reach_um = 1;
  for (const WindowScene& scene : scenes) reach_um = std::max({reach_um, std::abs(scene.centre_um().x), std::abs(scene.centre_um().y)});
  const double own = 1 / std::pow(std::max(0.005, kOwnBackground * std::abs(background_e)), 2);
  Eigen::MatrixXd a = Eigen::MatrixXd::Zero(n + 6, n + 6);
  Eigen::VectorXd b = Eigen::VectorXd::Zero(n + 6);
  for (std::size_t k = 0; k < scenes.size(); ++k) {  // each scene's own deviation from the surface is eliminated
    const AxisEquations& eq = equations[k];
    const SurfaceRow row = surface_row(scenes[k], reach_um);
    const double kept = own / (eq.bb + own);
    a.topLeftCorner(n, n) += eq.a - eq.ab * eq.ab.transpose() / (eq.bb + own);
    a.topRightCorner(n, 6) += kept * eq.ab * row.transpose();
    a.bottomRightCorner(6, 6) += kept * eq.bb * row * row.transpose();
    b.head(n) += eq.b - eq.ab * (eq.br / (eq.bb + own));
    b.tail(6) += kept * eq.br * row;
  }
  a.bottomLeftCorner(6, n) = a.topRightCorner(n, 6).transpose();
  a.bottomRightCorner(6, 6).diagonal().array() += 1e-9 * a.bottomRightCorner(6, 6).diagonal().maxCoeff() + 1e-12;
  const double scale = a.diagonal().head(n).maxCoeff();
  for (Eigen::Index i = 0; i + 2 < n; ++i) {
    Eigen::Vector3d d(1, -2, 1);
    a.block<3, 3>(i, i) += 1e-7 * scale * d * d.transpose();
  }
  for (Eigen::Index i = 0; i < n; ++i) {
    const double d = static_cast<double>(i - 1) * spline.step - spline.half;
    a(i, i) += 1e-9 * scale + (std::abs(d) > spline.half - spline.step ? 1e-2 * scale : 0);
  }
  add_tail_prior(spline, pitch_px, guess, tail_sigma, a, b);
  // All of a chip's light falls on pixels, wherever its centre lies between them: the sum of every m-th coefficient is the same.
  const auto m = static_cast<Eigen::Index>(std::lround(1 / spline.step));
  for (Eigen::Index r = 0; m > 1 && r < m; ++r) {
    Eigen::VectorXd u = Eigen::VectorXd::Constant(n, -1.0 / static_cast<double>(m));
    for (Eigen::Index i = r; i < n; i += m) u[i] += 1;
    a.topLeftCorner(n, n) += 1e3 * scale * u * u.transpose();
  }
  const Eigen::VectorXd all = a.ldlt().solve(b);
  Eigen::VectorXd c = all.head(n);
  if (symmetric) c = (0.5 * (c + c.reverse())).eval();
  for (std::size_t k = 0; k < scenes.size(); ++k) {
    const AxisEquations& eq = equations[k];
    const double surface = surface_row(scenes[k], reach_um).dot(all.tail(6));
    scenes[k].set_background(surface + (eq.br - eq.ab.dot(c) - eq.bb * surface) / (eq.bb + own));
  }
  return c;
}

/// A mesa of unit light blurred by a Gaussian, at an offset.
double blurred_mesa(double d, double size_px, double sigma_px) {
  const double scale = 1 / (sigma_px * std::numbers::sqrt2);
  return 0.5 * (std::erf((d + 0.5 * size_px) * scale) - std::erf((d - 0.5 * size_px) * scale)) / size_px;
}

/// The blurred mesa that is most like a profile within half a pitch: size and blur by search, ever finer.
ProfileAxis most_like(const ProfileAxis& p, double mesa_px, double pitch_px) {
  double size = mesa_px;
  double sigma = 0.8;
  const auto miss = [&](double try_size, double try_sigma) {
    double sum = 0;
    for (double d = -0.5 * pitch_px; d <= 0.5 * pitch_px; d += 0.25) sum += std::pow(blurred_mesa(d, try_size, try_sigma) - p.at(d), 2);
    return sum;
  };
  double least = miss(size, sigma);
  for (double step = 0.3; step > 0.002; step *= 0.6) {
    for (int tries = 0; tries < 12; ++tries) {
      const double before = least;
      for (const auto& [ds, db] : {std::pair{1.0, 0.0}, {-1.0, 0.0}, {0.0, 1.0}, {0.0, -1.0}}) {
        const double new_size = std::clamp(size * (1 + ds * step), 0.3 * mesa_px, 1.5 * mesa_px);
        const double new_sigma = std::clamp(sigma * (1 + db * step), 0.25, 0.5 * pitch_px);
        const double now = miss(new_size, new_sigma);
        if (now < least) least = now, size = new_size, sigma = new_sigma;
      }
      if (least == before) break;
    }
  }
  std::vector<float> values(static_cast<std::size_t>(ProfileAxis::value_count(p.half_px())));
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<float>(blurred_mesa(static_cast<double>(i) / ProfileAxis::kSteps - std::ceil(p.half_px()), size, sigma));
  }
  return {p.half_px(), std::move(values)};
}

double full_width(const ProfileAxis& p) {
  double top = 0;
  for (double d = -p.half_px(); d < p.half_px(); d += 0.05) top = std::max(top, p.at(d));
  double width = 0;
  for (double d = -p.half_px(); d < p.half_px(); d += 0.05) width += p.at(d) > 0.5 * top ? 0.05 : 0;
  return width;
}

struct Supports {
  double x = 0, y = 0;
};

/// How far a profile is followed. Narrow: to the neighbours' mesas, where a sharp image ends. Wide: past them.
Supports supports(Vec2 mesa_px, Vec2 pitch_px, bool wide) {
  const auto axis = [&](double mesa, double pitch) {
    const double narrow = 0.5 * mesa + std::max(2.5, pitch - mesa);
    const double reach = std::max(4.0, std::min({pitch_px.x, pitch_px.y, 16.0}));
    return std::ceil(wide ? std::min(1.45 * pitch, std::max(narrow, 0.5 * mesa + reach)) : narrow);
  };
  return {axis(mesa_px.x, pitch_px.x), axis(mesa_px.y, pitch_px.y)};
}

/// Does the light reach the end of its support: is there more than a trace in the outermost pixel?
bool reaches_end(const ProfileAxis& p, double mesa_px) {
  double tail = 0;
  int n = 0;
  const double end = p.half_px() - 0.5;
  for (double d = std::max(0.5 * mesa_px + 1, end - 1); d < end; d += 0.25) {
    tail += p.at(d) + p.at(-d);
    n += 2;
  }
  return n > 0 && tail / n > 0.01 * p.at(0);
}

std::vector<WindowScene> make_scenes(const std::vector<SampleWindow>& windows, const WaferDesign& wafer,
                                     const LatticeFit& lattice, Supports support) {
  std::vector<const SampleWindow*> interior, rim;
  for (const SampleWindow& w : windows) {
    if (w.usable) (w.rim ? rim : interior).push_back(&w);
  }
  std::vector<WindowScene> scenes;
  const auto take = [&](const std::vector<const SampleWindow*>& from, int most) {
    const double step = std::max(1.0, static_cast<double>(from.size()) / most);
    for (double i = 0; i < static_cast<double>(from.size()); i += step) {
      scenes.emplace_back(*from[static_cast<std::size_t>(i)], wafer, lattice, support.x, support.y);
    }
  };
  take(interior, kMaxInterior);
  take(rim, kMaxRim);
  return scenes;
}

double median_of(std::vector<double> v) {
  if (v.empty()) return 0;
  std::nth_element(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2), v.end());
  return v[v.size() / 2];
}

/// Axes as the image sees them: a lattice turned by about 90 degrees has its pitches swapped.
Vec2 seen_px(Vec2 um, const Affine2& wafer_from_design, const LayerGeometry& layer) {
  const Vec2 x = wafer_from_design.turn({um.x, 0});
  const Vec2 y = wafer_from_design.turn({0, um.y});
  return {std::max(std::abs(x.x), std::abs(y.x)) / layer.pixel_um.x, std::max(std::abs(x.y), std::abs(y.y)) / layer.pixel_um.y};
}

/// The fit for one choice of supports and sample.
class Fitter {
 public:
  Fitter(std::vector<WindowScene> scenes, const LayerGeometry& layer, Supports support, Vec2 mesa_px, Vec2 pitch_px, double read_noise_e,
         std::int64_t pixels)
      : scenes_(std::move(scenes)), layer_(layer), mesa_px_(mesa_px), pitch_px_(pitch_px), read_noise_e_(read_noise_e),
        plain_px_(pixels / static_cast<std::int64_t>(std::max<std::size_t>(1, scenes_.size()))),
        x_{support.x, 1.0}, y_{support.y, 1.0} {
    fit_.profile = blurred_rectangle(mesa_px.x, mesa_px.y, 0.8, support.x, support.y);
    noise_ratio_ = 0.3 * fit_.profile.peak();
  }

  Result<ProfileFit> run() {
    for (int round = 0; round < kRounds; ++round) {
      measure(round == 0 ? 3 : 2);
      if (fit_.chips_used < 8 || !(fit_.light_e > 0)) {
        return fail(bad_input("measure.too_few_chips", "layer " + layer_.name, "too few healthy chips to learn their profile from",
                              "at least 8", fmt::format("{} with a median light of {:.3g} e", fit_.chips_used, fit_.light_e)));
      }
      if (round + 1 < kRounds) improve(round);
    }
    return fit_;
  }

 private:
  void measure(int sweeps) {
    parallel_ranges(static_cast<std::int64_t>(scenes_.size()), 1, [&](std::int64_t i, std::int64_t) {
      WindowScene& scene = scenes_[static_cast<std::size_t>(i)];
      scene.measure(fit_.profile, pitch_px_, noise_ratio_, sweeps);
      scene.sort_chips();
      scene.align(fit_.profile);
      scene.choose_teachers(plain_px_);
    });
    std::vector<double> lights, backgrounds;
    electrons_ = 0;
    fit_.chips_used = 0;
    for (const WindowScene& scene : scenes_) {
      lights.push_back(scene.median_light_e());
      backgrounds.push_back(scene.background_e());
      for (const auto& chip : scene.chips()) {
        if (!chip.whole || chip.state != SceneChip::healthy) continue;
        ++fit_.chips_used;
        electrons_ += std::max(0.0, chip.light_e);
      }
    }
    fit_.light_e = median_of(lights);
    fit_.background_e = median_of(backgrounds);
    noise_floor_e_ = std::max(0.05, std::max(0.0, fit_.background_e) + read_noise_e_ * read_noise_e_);
    if (fit_.light_e > 0) noise_ratio_ = noise_floor_e_ / fit_.light_e;
  }

  void improve(int round) {
    // Fine knots need light: at low light knots of a pixel and a symmetric profile keep the noise out of the weights.
    const double step = round == 0 || electrons_ < 4e6 ? 1.0 : electrons_ < 1.2e7 ? 0.5 : 1.0 / 3;
    x_.step = y_.step = step;
    const bool symmetric = electrons_ < 1.5e6;
    std::vector<AxisEquations> equations(scenes_.size(), AxisEquations(0));
    for (const Axis axis : {Axis::x, Axis::y}) {
      const Spline& spline = axis == Axis::x ? x_ : y_;
      parallel_ranges(static_cast<std::int64_t>(scenes_.size()), 1, [&](std::int64_t i, std::int64_t) {
        WindowScene& scene = scenes_[static_cast<std::size_t>(i)];
        if (axis == Axis::x) scene.level_lights();
        equations[static_cast<std::size_t>(i)] = axis_equations(scene, fit_.profile, spline, axis, noise_floor_e_);
      });
      ProfileAxis& now = axis == Axis::x ? fit_.profile.components.front().x : fit_.profile.components.front().y;
      const double pitch = axis == Axis::x ? pitch_px_.x : pitch_px_.y;
      const ProfileAxis guess = round == 0 ? now : most_like(now, axis == Axis::x ? mesa_px_.x : mesa_px_.y, pitch);
      const double tail_sigma = (round == 0 ? kFirstTailPrior : kTailPrior) * now.at(0);
      now = spline.tabulate(solve_axis(equations, scenes_, symmetric, spline, pitch, guess, tail_sigma, fit_.background_e));
      // Where the profile's middle is, and where the lattice lies, are one question: the profile's is settled here.
      now = now.recentred(now.centroid(0.5 * pitch));
      if (fit_.profile.components.size() == 1) now.scale(1 / std::max(1e-12, now.integral()));
    }
    // What a product of two axes cannot follow (corners, round mesas) must not pass for background or tails of the next round.
    fit_.profile.components.resize(1);
    if (round >= 1) {
      add_residue(fit_.profile, scenes_, pitch_px_);
    } else {
      fit_.profile.normalize();
    }
  }

  std::vector<WindowScene> scenes_;
  const LayerGeometry& layer_;
  Vec2 mesa_px_, pitch_px_;
  double read_noise_e_;
  std::int64_t plain_px_;
  Spline x_, y_;
  ProfileFit fit_;
  double noise_ratio_ = 0.1, noise_floor_e_ = 1, electrons_ = 0;
};

}  // namespace

Result<ProfileFit> fit_profile(const std::vector<SampleWindow>& windows, const LayerGeometry& layer,
                               const WaferDesign& wafer, const LatticeFit& lattice, double read_noise_e) {
  const Vec2 mesa_px = seen_px(wafer.chips->size_um, lattice.wafer_from_design, layer);
  const Vec2 pitch_px = seen_px(wafer.chips->pitch_um, lattice.wafer_from_design, layer);
  bool wide = false;
  std::int64_t pixels = kFewPixels;
  for (;;) {
    const Supports support = supports(mesa_px, pitch_px, wide);
    Fitter fitter(make_scenes(windows, wafer, lattice, support), layer, support, mesa_px, pitch_px, read_noise_e, pixels);
    auto fit = fitter.run();
    if (!fit) return fit;
    const ProfileComponent& p = fit->profile.components.front();
    const bool widen = !wide && (reaches_end(p.x, mesa_px.x) || reaches_end(p.y, mesa_px.y));
    const bool faint = pixels < kManyPixels && fit->light_e * fit->chips_used < kWantedLight_e;
    if (!widen && !faint) {
      fit->fwhm_px = {full_width(p.x), full_width(p.y)};
      return fit;
    }
    wide = wide || widen;
    if (faint) pixels = kManyPixels;
  }
}

}  // namespace pellucid
