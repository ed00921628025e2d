#include "bench/accuracy/bound.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <unordered_map>

namespace pellucid::bench {
namespace {

constexpr int kPointsPerSide = 28;
constexpr double kReachSigmas = 4.5;
constexpr double kSmallestSigma_px = 0.05;  // a sharper spread is as good as none
constexpr double kDegree = std::numbers::pi / 180.0;
constexpr std::int32_t kNeighbours = 3;

/// `u`, `v`: place in the mesa, -1 to 1.
bool in_mesa(const ChipLayoutOptions& chips, double u, double v) {
  const double x = std::abs(u), y = std::abs(v);
  switch (chips.shape) {
    case MesaShape::rectangle:
      return true;
    case MesaShape::rounded_rectangle: {
      const double dx = 0.5 * chips.size_um.x * (x - 1) + chips.corner_radius_um;
      const double dy = 0.5 * chips.size_um.y * (y - 1) + chips.corner_radius_um;
      return dx <= 0 || dy <= 0 || std::hypot(dx, dy) <= chips.corner_radius_um;
    }
    case MesaShape::ellipse:
      return x * x + y * y <= 1;
    case MesaShape::hexagon:
      return x + 0.5 * y <= 1;
  }
  return false;
}

/// Share of a Gaussian at `centre` in each of `count` pixels from `first`.
void pixel_shares(double centre, double sigma, std::int64_t first, std::int64_t count, std::vector<double>& out) {
  out.resize(static_cast<std::size_t>(count));
  const double scale = 1.0 / (sigma * std::numbers::sqrt2);
  double before = std::erf((static_cast<double>(first) - centre) * scale);
  for (std::int64_t i = 0; i < count; ++i) {
    const double after = std::erf((static_cast<double>(first + i + 1) - centre) * scale);
    out[static_cast<std::size_t>(i)] = 0.5 * (after - before);
    before = after;
  }
}

ImagePatch empty_patch(Vec2 low, Vec2 high) {
  ImagePatch p;
  p.x = static_cast<std::int64_t>(std::floor(low.x));
  p.y = static_cast<std::int64_t>(std::floor(low.y));
  p.width = static_cast<std::int64_t>(std::ceil(high.x)) - p.x;
  p.height = static_cast<std::int64_t>(std::ceil(high.y)) - p.y;
  p.value.assign(static_cast<std::size_t>(p.width * p.height), 0.0);
  return p;
}

double background_e(const SimulationOptions& o, Vec2 wafer_um) {
  const double a = o.light.background_gradient_deg * kDegree, radius = o.wafer.diameter_mm * 500;
  const double u = (std::cos(a) * wafer_um.x + std::sin(a) * wafer_um.y) / radius;
  return o.light.background_e_per_px * std::max(0.0, 1.0 + 0.5 * o.light.background_gradient * u);
}

/// True chips by their index.
class ChipFinder {
 public:
  explicit ChipFinder(const Truth& truth) {
    for (std::size_t k = 0; k < truth.size(); ++k) chips_.emplace(key(truth.column[k], truth.row[k]), k);
  }
  /// The chips around one, itself first.
  [[nodiscard]] std::vector<std::size_t> around(const Truth& truth, std::size_t k) const {
    std::vector<std::size_t> found{k};
    for (std::int32_t dy = -kNeighbours; dy <= kNeighbours; ++dy) {
      for (std::int32_t dx = -kNeighbours; dx <= kNeighbours; ++dx) {
        const auto at = chips_.find(key(truth.column[k] + dx, truth.row[k] + dy));
        if (at != chips_.end() && at->second != k) found.push_back(at->second);
      }
    }
    return found;
  }

 private:
  static std::int64_t key(std::int32_t column, std::int32_t row) { return (std::int64_t{row} << 32) + column; }
  std::unordered_map<std::int64_t, std::size_t> chips_;
};

double bound_of(const Trial& trial, const TrueImage& image, const std::vector<std::size_t>& chips) {
  const SimulationOptions& o = trial.options;
  const PlaceInTile home = place_of(trial, chips.front());
  const Vec2 pixel = o.tiling.pixel_um, pitch{o.chips.pitch_um.x / pixel.x, o.chips.pitch_um.y / pixel.y};
  const Vec2 half{image.reach_px().x + (kNeighbours - 0.5) * pitch.x,
                  image.reach_px().y + (kNeighbours - 0.5) * pitch.y};
  const Vec2 here{trial.truth.x_um[chips.front()], trial.truth.y_um[chips.front()]};
  const double read = o.detector.read_noise_e, step = o.detector.bits == 32 ? 0 : o.detector.gain_e_per_dn;
  ImagePatch variance = empty_patch(home.pixel - half, home.pixel + half);
  std::fill(variance.value.begin(), variance.value.end(), background_e(o, here) + read * read + step * step / 12.0);
  const auto pixels = static_cast<Eigen::Index>(variance.value.size());
  Eigen::MatrixXd profiles(pixels, static_cast<Eigen::Index>(chips.size()));
  Eigen::VectorXd light(static_cast<Eigen::Index>(chips.size()));
  for (std::size_t i = 0; i < chips.size(); ++i) {
    const Vec2 away{(trial.truth.x_um[chips[i]] - here.x) / pixel.x, -(trial.truth.y_um[chips[i]] - here.y) / pixel.y};
    ImagePatch own = variance;
    std::fill(own.value.begin(), own.value.end(), 0.0);
    image.add(home.pixel + away, 1.0, own);
    profiles.col(static_cast<Eigen::Index>(i)) = Eigen::Map<const Eigen::VectorXd>(own.value.data(), pixels);
    light(static_cast<Eigen::Index>(i)) = trial.true_e(chips[i]);
  }
  const Eigen::VectorXd v = Eigen::Map<const Eigen::VectorXd>(variance.value.data(), pixels) + profiles * light;
  const Eigen::MatrixXd normal = profiles.transpose() * v.cwiseInverse().asDiagonal() * profiles;
  const Eigen::VectorXd first = Eigen::VectorXd::Unit(normal.rows(), 0);
  return std::sqrt(normal.ldlt().solve(first)(0));
}

}  // namespace

TrueImage::TrueImage(const SimulationOptions& o) {
  const Vec2 pixel = o.tiling.pixel_um;
  const double turn = (o.chips.rotation_deg + o.lattice.angle_deg) * kDegree, c = std::cos(turn), s = std::sin(turn);
  for (int j = 0; j < kPointsPerSide; ++j) {
    for (int i = 0; i < kPointsPerSide; ++i) {
      const double u = (i + 0.5) * 2.0 / kPointsPerSide - 1, v = (j + 0.5) * 2.0 / kPointsPerSide - 1;
      if (!in_mesa(o.chips, u, v)) continue;
      const Vec2 p{0.5 * u * o.chips.size_um.x, 0.5 * v * o.chips.size_um.y};
      points_px_.push_back({(c * p.x - s * p.y) / pixel.x, -(s * p.x + c * p.y) / pixel.y});
    }
  }
  const auto in_pixels = [&](double um) {
    return Vec2{std::max(um / pixel.x, kSmallestSigma_px), std::max(um / pixel.y, kSmallestSigma_px)};
  };
  sigma_px_ = in_pixels(o.optics.psf_sigma_um);
  halo_px_ = in_pixels(o.optics.halo_sigma_um);
  halo_weight_ = o.optics.halo_weight;
  odd_phase_px_ = o.tiling.method == ScanMethod::raster ? o.raster.odd_line_phase_px : 0;
  const Vec2 half = 0.5 * o.chips.size_um, wide = halo_weight_ > 0 ? halo_px_ : sigma_px_;
  reach_px_ = {
      (std::abs(c) * half.x + std::abs(s) * half.y) / pixel.x + kReachSigmas * wide.x + std::abs(odd_phase_px_) + 1,
      (std::abs(s) * half.x + std::abs(c) * half.y) / pixel.y + kReachSigmas * wide.y + 1};
}

void TrueImage::add(Vec2 centre_px, double light_e, ImagePatch& patch) const {
  add_spread(centre_px, light_e * (1.0 - halo_weight_), sigma_px_, patch);
  if (halo_weight_ > 0) add_spread(centre_px, light_e * halo_weight_, halo_px_, patch);
}

void TrueImage::add_spread(Vec2 centre, double light_e, Vec2 sigma, ImagePatch& patch) const {
  const auto begin = [](double low, std::int64_t first) {
    return std::max(static_cast<std::int64_t>(std::floor(low)), first);
  };
  const auto end = [](double high, std::int64_t last) {
    return std::min(static_cast<std::int64_t>(std::ceil(high)), last);
  };
  const std::int64_t x0 = begin(centre.x - reach_px_.x, patch.x),
                     x1 = end(centre.x + reach_px_.x, patch.x + patch.width);
  const std::int64_t y0 = begin(centre.y - reach_px_.y, patch.y),
                     y1 = end(centre.y + reach_px_.y, patch.y + patch.height);
  if (x0 >= x1 || y0 >= y1) return;
  const double each = light_e / static_cast<double>(points_px_.size());
  std::array<std::vector<double>, 2> wx;
  std::vector<double> wy;
  for (const Vec2& p : points_px_) {
    pixel_shares(centre.x + p.x, sigma.x, x0, x1 - x0, wx[0]);
    if (odd_phase_px_ != 0) pixel_shares(centre.x + p.x + odd_phase_px_, sigma.x, x0, x1 - x0, wx[1]);
    pixel_shares(centre.y + p.y, sigma.y, y0, y1 - y0, wy);
    for (std::int64_t y = y0; y < y1; ++y) {
      const double w = each * wy[static_cast<std::size_t>(y - y0)];
      const std::vector<double>& row = wx[odd_phase_px_ != 0 && (y & 1) != 0 ? 1 : 0];
      double* out = &patch.at(x0, y);
      for (std::size_t i = 0; i < row.size(); ++i) out[i] += w * row[i];
    }
  }
}

double profile_overlap(const SimulationOptions& o) {
  const TrueImage image(o);
  const Vec2 pitch{o.chips.pitch_um.x / o.tiling.pixel_um.x, o.chips.pitch_um.y / o.tiling.pixel_um.y};
  const Vec2 half = image.reach_px() + pitch;
  ImagePatch own = empty_patch({-half.x, -half.y}, half), right = own, above = own;
  image.add({0, 0}, 1, own);
  image.add({pitch.x, 0}, 1, right);
  image.add({0, pitch.y}, 1, above);
  double square = 0, along_x = 0, along_y = 0;
  for (std::size_t i = 0; i < own.value.size(); ++i) {
    square += own.value[i] * own.value[i];
    along_x += own.value[i] * right.value[i];
    along_y += own.value[i] * above.value[i];
  }
  return std::max(along_x, along_y) / square;
}

void set_overlap(SimulationOptions& o, double overlap) {
  double low = 0, high = o.chips.pitch_um.x;
  for (int i = 0; i < 20; ++i) {
    o.optics.psf_sigma_um = 0.5 * (low + high);
    (profile_overlap(o) < overlap ? low : high) = o.optics.psf_sigma_um;
  }
}

std::vector<double> bounds_e(const Trial& trial, const std::vector<std::size_t>& chosen) {
  const TrueImage image(trial.options);
  const ChipFinder finder(trial.truth);
  std::vector<double> bounds;
  for (const std::size_t k : chosen) bounds.push_back(bound_of(trial, image, finder.around(trial.truth, k)));
  return bounds;
}

PlaceInTile place_of(const Trial& trial, std::size_t chip) {
  const LayerGeometry& layer = trial.found.layers.front();
  const std::vector<Vec2>& errors = trial.truth.first().tile_error_um;
  PlaceInTile best;
  double deepest = -1e300;
  for (std::size_t t = 0; t < layer.tiles.size(); ++t) {
    const TilePlacement& tile = layer.tiles[t];
    const Vec2 p = layer.pixel_from_wafer(tile, Vec2{trial.truth.x_um[chip], trial.truth.y_um[chip]} - errors[t]);
    const double depth =
        std::min({p.x, p.y, static_cast<double>(tile.width) - p.x, static_cast<double>(tile.height) - p.y});
    if (depth > deepest) {
      deepest = depth;
      best = {t, p};
    }
  }
  return best;
}

}  // namespace pellucid::bench
