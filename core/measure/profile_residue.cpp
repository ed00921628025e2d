#include "core/measure/profile_residue.h"

#include <Eigen/Dense>
#include <Eigen/SVD>
#include <algorithm>
#include <cmath>

namespace pellucid {
namespace {

constexpr int kBinsAPixel = 2;
constexpr int kMaxComponents = 5;
constexpr double kAboveNoise = 1.4;      ///< a component must stand this far above the largest one of pure noise ...
constexpr double kMinOfPeak = 0.0002;  ///< ... and reach this share of the profile's peak

struct Stack {
  double half_x, half_y;
  Eigen::MatrixXd up, weight, square;  ///< [y bin, x bin]
};

Stack make_stack(Vec2 pitch_px) {
  Stack s;
  s.half_x = 0.5 * pitch_px.x;
  s.half_y = 0.5 * pitch_px.y;
  const auto nx = static_cast<Eigen::Index>(std::ceil(2 * s.half_x * kBinsAPixel));
  const auto ny = static_cast<Eigen::Index>(std::ceil(2 * s.half_y * kBinsAPixel));
  s.up = s.weight = s.square = Eigen::MatrixXd::Zero(ny, nx);
  return s;
}

void add_scene(const WindowScene& scene, const ChipProfile& profile, Stack& s) {
  const std::vector<float> residual = scene.residual(profile);
  const std::vector<std::uint8_t>& teach = scene.teachers();
  for (const WindowScene::Chip& chip : scene.chips()) {
    if (chip.state != SceneChip::healthy || !chip.whole) continue;
    const auto y0 = static_cast<std::int64_t>(std::ceil(chip.centre_px.y - s.half_y));
    const auto y1 = static_cast<std::int64_t>(chip.centre_px.y + s.half_y);
    for (std::int64_t y = y0; y < y1; ++y) {
      const double cx = chip.centre_px.x + scene.row_shift_px(y);
      const auto x0 = static_cast<std::int64_t>(std::ceil(cx - s.half_x));
      const auto x1 = static_cast<std::int64_t>(cx + s.half_x);
      for (std::int64_t x = x0; x < x1; ++x) {
        const auto at = static_cast<std::size_t>(y * scene.width() + x);
        const auto i = static_cast<Eigen::Index>((static_cast<double>(x) + 0.5 - cx + s.half_x) * kBinsAPixel);
        const auto j = static_cast<Eigen::Index>((static_cast<double>(y) + 0.5 - chip.centre_px.y + s.half_y) * kBinsAPixel);
        if (teach[at] == 0 || i < 0 || j < 0 || i >= s.up.cols() || j >= s.up.rows()) continue;
        const auto r = static_cast<double>(residual[at]);
        s.up(j, i) += chip.light_e * r;
        s.weight(j, i) += chip.light_e * chip.light_e;
        s.square(j, i) += chip.light_e * chip.light_e * r * r;
      }
    }
  }
}

/// Leaves only what no other product of one free axis with the profile's axes could explain: the fit has settled those already,
/// and what little of them is left is its noise.
void take_out_fitted(Eigen::MatrixXd& mean, const Stack& s, const ChipProfile& profile) {
  Eigen::VectorXd x(mean.cols()), y(mean.rows());
  for (Eigen::Index i = 0; i < x.size(); ++i) x[i] = profile.components.front().x.at((static_cast<double>(i) + 0.5) / kBinsAPixel - s.half_x);
  for (Eigen::Index j = 0; j < y.size(); ++j) y[j] = profile.components.front().y.at((static_cast<double>(j) + 0.5) / kBinsAPixel - s.half_y);
  x.normalize();
  y.normalize();
  mean -= (mean * x) * x.transpose();
  mean -= y * (y.transpose() * mean);
}

/// Values at bin centres as an axis function, zero beyond the cell.
ProfileAxis axis_of(const Eigen::VectorXd& bins, double half_cell, double half_support, double scale) {
  std::vector<float> values(static_cast<std::size_t>(ProfileAxis::value_count(half_support)));
  for (std::size_t k = 0; k < values.size(); ++k) {
    const double d = static_cast<double>(k) / ProfileAxis::kSteps - std::ceil(half_support);
    const double p = (d + half_cell) * kBinsAPixel - 0.5;
    const auto i = static_cast<Eigen::Index>(std::floor(p));
    const double f = p - static_cast<double>(i);
    const auto bin = [&](Eigen::Index b) { return b < 0 || b >= bins.size() ? 0.0 : bins[b]; };
    values[k] = static_cast<float>(scale * ((1 - f) * bin(i) + f * bin(i + 1)));
  }
  return {half_support, std::move(values)};
}

}  // namespace

void add_residue(ChipProfile& profile, std::vector<WindowScene>& scenes, Vec2 pitch_px) {
  Stack s = make_stack(pitch_px);
  for (WindowScene& scene : scenes) {
    scene.choose_teachers(scene.width() * scene.height());  // corners are faint: every chip must speak
    add_scene(scene, profile, s);
  }
  Eigen::MatrixXd mean = Eigen::MatrixXd::Zero(s.up.rows(), s.up.cols());
  double noise2 = 0;
  int bins = 0;
  for (Eigen::Index j = 0; j < mean.rows(); ++j) {
    for (Eigen::Index i = 0; i < mean.cols(); ++i) {
      if (s.weight(j, i) <= 0) continue;
      mean(j, i) = s.up(j, i) / s.weight(j, i);
      noise2 += s.square(j, i) / (s.weight(j, i) * s.weight(j, i));
      ++bins;
    }
  }
  if (bins == 0) return;
  take_out_fitted(mean, s, profile);
  // The largest singular value of pure noise of this size (Marchenko-Pastur edge).
  const double noise = std::sqrt(noise2 / bins) * (std::sqrt(static_cast<double>(mean.rows())) + std::sqrt(static_cast<double>(mean.cols())));
  const Eigen::JacobiSVD<Eigen::MatrixXd> svd(mean, Eigen::ComputeThinU | Eigen::ComputeThinV);
  const double peak = profile.peak();
  for (Eigen::Index r = 0; r < std::min<Eigen::Index>(kMaxComponents, svd.singularValues().size()); ++r) {
    const double sigma = svd.singularValues()[r];
    const double largest = sigma * svd.matrixU().col(r).cwiseAbs().maxCoeff() * svd.matrixV().col(r).cwiseAbs().maxCoeff();
    if (sigma < kAboveNoise * noise || largest < kMinOfPeak * peak) break;
    profile.components.push_back({axis_of(svd.matrixV().col(r), s.half_x, profile.half_x_px(), sigma),
                                  axis_of(svd.matrixU().col(r), s.half_y, profile.half_y_px(), 1)});
  }
  profile.normalize();
}

}  // namespace pellucid
