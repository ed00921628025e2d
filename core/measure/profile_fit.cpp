#include "core/measure/profile_fit.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "core/flow/parallel.h"
#include "core/measure/profile_residue.h"
#include "core/measure/window_scene.h"

namespace pellucid {
namespace {

constexpr int kMaxInterior = 28;
constexpr int kMaxRim = 10;
constexpr std::int64_t kScenePixels = 48'000;
constexpr int kRounds = 5;

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
AxisEquations axis_equations(const WindowScene& scene, const ChipProfile& profile, const Spline& spline, Axis axis,
                             double noise_floor_e) {
  AxisEquations eq(spline.count());
  const std::vector<std::uint8_t> teach = scene.teachable();
  const ProfileComponent& now = profile.components.front();
  // Chips sorted into rows of pixels that they reach would be faster; a scene holds few enough to bucket coarsely.
  const double reach_x = profile.half_x_px();
  const double reach_y = profile.half_y_px();
  std::vector<const WindowScene::Chip*> near;
  std::vector<double> row(static_cast<std::size_t>(spline.count()));
  std::vector<int> touched;
  struct Lit {
    double x, other_or_y, light;
  };
  std::vector<Lit> line;
  for (std::int64_t y = 0; y < scene.height(); ++y) {
    const double shift = scene.row_shift_px(y);
    line.clear();
    for (const WindowScene::Chip& chip : scene.chips()) {
      const double dy = static_cast<double>(y) + 0.5 - chip.centre_px.y;
      if (std::abs(dy) < reach_y && chip.light_e != 0) line.push_back({chip.centre_px.x + shift, dy, chip.light_e});
    }
    std::sort(line.begin(), line.end(), [](const Lit& a, const Lit& b) { return a.x < b.x; });
    std::size_t begin = 0;
    for (std::int64_t x = 0; x < scene.width(); ++x) {
      const double at = static_cast<double>(x) + 0.5;
      while (begin < line.size() && line[begin].x < at - reach_x) ++begin;
      if (teach[static_cast<std::size_t>(y * scene.width() + x)] == 0) continue;
      touched.clear();
      double model = scene.background_e();
      for (std::size_t k = begin; k < line.size() && line[k].x < at + reach_x; ++k) {
        const double dx = at - line[k].x;
        const double dy = line[k].other_or_y;
        model += line[k].light * profile.at(dx, dy);
        const double other = line[k].light * (axis == Axis::x ? now.y.at(dy) : now.x.at(dx));
        int first = 0;
        double w[4];
        if (other == 0 || !spline.weights(axis == Axis::x ? dx : dy, first, w)) continue;
        for (int i = 0; i < 4; ++i) {
          if (w[i] == 0) continue;
          auto& cell = row[static_cast<std::size_t>(first + i)];
          if (cell == 0) touched.push_back(first + i);
          cell += other * w[i];
        }
      }
      const double weight = 1 / std::max(noise_floor_e, model + noise_floor_e);
      const auto value = static_cast<double>(scene.pixel(x, y));
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

/// Solves one axis with every scene's background eliminated; returns the coefficients and sets the backgrounds.
Eigen::VectorXd solve_axis(const std::vector<AxisEquations>& equations, std::vector<WindowScene>& scenes, bool symmetric) {
  const auto n = equations.front().b.size();
  Eigen::MatrixXd a = Eigen::MatrixXd::Zero(n, n);
  Eigen::VectorXd b = Eigen::VectorXd::Zero(n);
  for (const AxisEquations& eq : equations) {
    const double bb = std::max(eq.bb, 1e-30);
    a += eq.a - eq.ab * eq.ab.transpose() / bb;
    b += eq.b - eq.ab * (eq.br / bb);
  }
  // Weak smoothness, and a pull of the outermost coefficients to zero: a periodic lattice cannot tell far tails from background.
  const double scale = a.diagonal().maxCoeff();
  for (Eigen::Index i = 0; i + 2 < n; ++i) {
    Eigen::Vector3d d(1, -2, 1);
    a.block<3, 3>(i, i) += 1e-7 * scale * d * d.transpose();
  }
  for (Eigen::Index i = 0; i < n; ++i) a(i, i) += (i < 4 || i >= n - 4 ? 1e-4 : 1e-9) * scale;
  Eigen::VectorXd c = a.ldlt().solve(b);
  if (symmetric) c = (0.5 * (c + c.reverse())).eval();
  for (std::size_t k = 0; k < scenes.size(); ++k) {
    const AxisEquations& eq = equations[k];
    if (eq.bb > 0) scenes[k].set_background((eq.br - eq.ab.dot(c)) / eq.bb);
  }
  return c;
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

/// How far a profile is followed: past the mesa by a pitch of the tighter axis at most.
Supports supports(Vec2 mesa_px, Vec2 pitch_px) {
  const double reach = std::max(4.0, std::min(std::min(pitch_px.x, pitch_px.y), 16.0));
  return {std::ceil(std::min(1.45 * pitch_px.x, 0.5 * mesa_px.x + reach)),
          std::ceil(std::min(1.45 * pitch_px.y, 0.5 * mesa_px.y + reach))};
}

std::vector<WindowScene> make_scenes(const std::vector<SampleWindow>& windows, const WaferDesign& wafer,
                                     const LatticeFit& lattice, Supports support, Vec2 pitch_px) {
  std::vector<const SampleWindow*> interior, rim;
  for (const SampleWindow& w : windows) {
    if (w.usable) (w.rim ? rim : interior).push_back(&w);
  }
  const auto room = std::max<std::int64_t>(kScenePixels, static_cast<std::int64_t>(100 * pitch_px.x * pitch_px.y));
  std::vector<WindowScene> scenes;
  const auto take = [&](const std::vector<const SampleWindow*>& from, int most) {
    const double step = std::max(1.0, static_cast<double>(from.size()) / most);
    for (double i = 0; i < static_cast<double>(from.size()); i += step) {
      scenes.emplace_back(*from[static_cast<std::size_t>(i)], wafer, lattice, room, support.x, support.y);
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

}  // namespace

Result<ProfileFit> fit_profile(const std::vector<SampleWindow>& windows, const LayerGeometry& layer,
                               const WaferDesign& wafer, const LatticeFit& lattice, double read_noise_e) {
  const Vec2 mesa_px = seen_px(wafer.chips->size_um, lattice.wafer_from_design, layer);
  const Vec2 pitch_px = seen_px(wafer.chips->pitch_um, lattice.wafer_from_design, layer);
  const Supports support = supports(mesa_px, pitch_px);
  std::vector<WindowScene> scenes = make_scenes(windows, wafer, lattice, support, pitch_px);
  ProfileFit fit;
  fit.profile = blurred_rectangle(mesa_px.x, mesa_px.y, 1.0, support.x, support.y);
  double noise_ratio = 0.3 * fit.profile.peak();
  Spline sx{support.x, 1.0}, sy{support.y, 1.0};
  bool symmetric = true;
  for (int round = 0; round < kRounds; ++round) {
    parallel_ranges(static_cast<std::int64_t>(scenes.size()), 1, [&](std::int64_t i, std::int64_t) {
      WindowScene& scene = scenes[static_cast<std::size_t>(i)];
      scene.measure(fit.profile, pitch_px, noise_ratio, round == 0 ? 3 : 2);
      scene.sort_chips();
    });
    std::vector<double> lights, backgrounds;
    double electrons = 0;
    fit.chips_used = 0;
    for (const WindowScene& scene : scenes) {
      lights.push_back(scene.median_light_e());
      backgrounds.push_back(scene.background_e());
      for (const auto& chip : scene.chips()) {
        if (!chip.whole || chip.state != SceneChip::healthy) continue;
        ++fit.chips_used;
        electrons += std::max(0.0, chip.light_e);
      }
    }
    fit.light_e = median_of(lights);
    fit.background_e = median_of(backgrounds);
    if (fit.chips_used < 8 || !(fit.light_e > 0)) {
      return fail(bad_input("measure.too_few_chips", "layer " + layer.name, "too few healthy chips to learn their profile from",
                            "at least 8", fmt::format("{} with a median light of {:.3g} e", fit.chips_used, fit.light_e)));
    }
    const double noise_floor = std::max(0.05, std::max(0.0, fit.background_e) + read_noise_e * read_noise_e);
    noise_ratio = noise_floor / fit.light_e;
    if (round == kRounds - 1) break;
    // Fine knots need light: at low light knots of a pixel and a symmetric profile keep the noise out of the weights.
    const bool bright = electrons > 4e6 && round >= 1;
    sx.step = sy.step = bright ? 0.5 : 1.0;
    symmetric = electrons < 1.5e6;
    const double box_px = std::max(1.0, pitch_px.x * pitch_px.y);
    std::vector<AxisEquations> equations(scenes.size(), AxisEquations(0));
    for (const Axis axis : {Axis::x, Axis::y}) {
      const Spline& spline = axis == Axis::x ? sx : sy;
      parallel_ranges(static_cast<std::int64_t>(scenes.size()), 1, [&](std::int64_t i, std::int64_t) {
        WindowScene& scene = scenes[static_cast<std::size_t>(i)];
        if (axis == Axis::x) scene.shrink_lights(fit.background_e, read_noise_e, box_px);
        equations[static_cast<std::size_t>(i)] = axis_equations(scene, fit.profile, spline, axis, noise_floor);
      });
      ProfileAxis solved = spline.tabulate(solve_axis(equations, scenes, symmetric));
      solved.scale(1 / std::max(1e-12, solved.integral()));
      (axis == Axis::x ? fit.profile.components.front().x : fit.profile.components.front().y) = std::move(solved);
    }
    fit.profile.normalize();
  }
  add_residue(fit.profile, scenes, pitch_px);
  fit.fwhm_px = {full_width(fit.profile.components.front().x), full_width(fit.profile.components.front().y)};
  return fit;
}

}  // namespace pellucid
