#include "core/measure/profile_equations.h"

#include <algorithm>

namespace pellucid {
namespace {

constexpr double kRoughTail = 0.02;      ///< of the tails' prior: what is not smooth
constexpr double kOwnBackground = 0.01;  ///< a scene's background may leave the wafer's smooth surface by this share

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

}  // namespace

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

}  // namespace pellucid
