#include "bench/speed/wafer/printed_wafer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <random>

#include "bench/speed/wafer/random.h"

namespace pellucid::bench::speed {
namespace {

constexpr double kMissing = 0.005, kDark = 0.01, kDim = 0.01, kBright = 0.003, kSpread = 0.03;
constexpr int kScratches = 3;
constexpr double kScratchReach_px = 6;

/// Light of a healthy chip against kHealthy_e; u, v in -1 to 1 over the image.
double trend(double u, double v) {
  return 1 - 0.2 * (u * u + v * v) + 0.08 * std::sin(3 * u + 1) * std::cos(2 * v);
}

/// Class by chance, and its light against the healthy chip's.
std::pair<TrueClass, double> draw_class(Random& random) {
  double chance = random.uniform();
  const double within = random.uniform();
  if (chance < kMissing) return {TrueClass::missing, 0};
  chance -= kMissing;
  if (chance < kDark) return {TrueClass::dark, 0.08 + 0.22 * within};
  chance -= kDark;
  if (chance < kDim) return {TrueClass::dim, 0.45 + 0.30 * within};
  chance -= kDim;
  if (chance < kBright) return {TrueClass::bright, 1.4 + 0.6 * within};
  return {TrueClass::normal, 1};
}

}  // namespace

PrintedWafer::PrintedWafer(std::int64_t side_px, std::uint64_t seed) : side_px_(side_px) {
  const double turn = kTurn_deg * std::numbers::pi / 180;
  cos_ = std::cos(turn);
  sin_ = std::sin(turn);
  const auto side = static_cast<double>(side_px);
  const double free = side - 2 * kMargin_px - side * std::abs(sin_);
  columns_ = static_cast<std::int64_t>((free - 2 * std::abs(kOffsetX_px)) / kPitchX_px) + 1;
  rows_ = static_cast<std::int64_t>((free - 2 * std::abs(kOffsetY_px)) / kPitchY_px) + 1;
  light_e_.resize(static_cast<std::size_t>(columns_ * rows_));
  classes_.resize(light_e_.size());
  Random random(seed);
  std::vector<Scratch> scratches;
  for (int i = 0; i < kScratches; ++i) {
    const double x = random.uniform() * side, y = random.uniform() * side;
    const double a = random.uniform() * 2 * std::numbers::pi, length = 0.35 * side;
    scratches.push_back({x, y, x + length * std::cos(a), y + length * std::sin(a)});
  }
  for (std::int64_t row = 0; row < rows_; ++row) print_row(row, seed, scratches);
}

void PrintedWafer::print_row(std::int64_t row, std::uint64_t seed, const std::vector<Scratch>& scratches) {
  Random random(seed * 1000003 + static_cast<std::uint64_t>(row));
  std::normal_distribution<double> normal;
  const auto side = static_cast<double>(side_px_);
  const auto scratched = [](const Scratch& s, PixelPlace p) {
    const double dx = s.x1 - s.x0, dy = s.y1 - s.y0, squared = dx * dx + dy * dy;
    const double along = ((p.x - s.x0) * dx + (p.y - s.y0) * dy) / squared;
    const double across = std::abs((p.x - s.x0) * dy - (p.y - s.y0) * dx) / std::sqrt(squared);
    return along >= 0 && along <= 1 && across < kScratchReach_px;
  };
  for (std::int64_t column = 0; column < columns_; ++column) {
    const PixelPlace p = centre(column, row);
    const double healthy = kHealthy_e * kMesaX_px * kMesaY_px * trend(2 * p.x / side - 1, 2 * p.y / side - 1);
    const double spread = 1 + kSpread * normal(random);
    auto [cls, share] = draw_class(random);
    const double scratch_share = 0.05 + 0.25 * random.uniform();
    const auto hit = [&](const Scratch& s) { return scratched(s, p); };
    if (cls != TrueClass::missing && std::any_of(scratches.begin(), scratches.end(), hit)) {
      cls = TrueClass::dark;
      share = scratch_share;
    }
    const auto k = static_cast<std::size_t>(row * columns_ + column);
    classes_[k] = cls;
    light_e_[k] = static_cast<float>(healthy * spread * share);
  }
}

PixelPlace PrintedWafer::centre(std::int64_t column, std::int64_t row) const {
  const double dx = (static_cast<double>(column) - 0.5 * static_cast<double>(columns_ - 1)) * kPitchX_px;
  const double dy = (static_cast<double>(row) - 0.5 * static_cast<double>(rows_ - 1)) * kPitchY_px;
  const double middle = 0.5 * static_cast<double>(side_px_) - 0.5;
  return {middle + cos_ * dx - sin_ * dy + kOffsetX_px, middle - (sin_ * dx + cos_ * dy + kOffsetY_px)};
}

PixelPlace PrintedWafer::lattice(PixelPlace pixel) const {
  const double middle = 0.5 * static_cast<double>(side_px_) - 0.5;
  const double x = pixel.x - middle - kOffsetX_px, y = middle - pixel.y - kOffsetY_px;
  return {(cos_ * x + sin_ * y) / kPitchX_px + 0.5 * static_cast<double>(columns_ - 1),
          (cos_ * y - sin_ * x) / kPitchY_px + 0.5 * static_cast<double>(rows_ - 1)};
}

double diameter_mm(std::int64_t side_px) {
  const double needed_mm = 1.001 * std::numbers::sqrt2 * static_cast<double>(side_px) * kPixel_um / 1000;
  for (const double usual : {25.0, 50.0, 75.0, 100.0, 125.0, 150.0, 200.0}) {
    if (usual >= needed_mm) return usual;
  }
  return 300;
}

}  // namespace pellucid::bench::speed
