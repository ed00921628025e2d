#include "samples/simulator/optics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "samples/simulator/mesa.h"

namespace pellucid::sim {
namespace {

constexpr double kReachSigmas = 5.0;  // 6e-7 of the light lies beyond
constexpr int kAxisPhases = 64;
constexpr int kShapePhases = 16, kCoarseShapePhases = 8;
constexpr double kManyPixels = 3000;  // a shape this large is smooth enough for the coarser phases
constexpr double kSmallestSigma_px = 0.05;
constexpr double kStraightAngle_deg = 1e-3;  // a mesa turned by less lies along the pixels

/// Integral of the normal distribution function of width sigma.
double ramp(double z, double sigma) {
  const double t = z / sigma;
  return z * 0.5 * std::erfc(-t * std::numbers::sqrt2 / 2.0) +
         sigma * std::exp(-0.5 * t * t) / std::sqrt(2.0 * std::numbers::pi);
}

/// Share of a blurred span that falls into the pixel whose centre is x away from the span's centre.
double pixel_share(double x, double half_width, double sigma) {
  const double a = half_width;
  return (ramp(x + 0.5 + a, sigma) - ramp(x - 0.5 + a, sigma) - ramp(x + 0.5 - a, sigma) + ramp(x - 0.5 - a, sigma)) /
         (2.0 * a);
}

double normal_distribution(double t) {
  return 0.5 * std::erfc(-t * std::numbers::sqrt2 / 2.0);
}

/// Pixel integral of a Gaussian by distance of the pixel's centre, on a fine grid: [-reach, reach] in steps.
struct FineKernel {
  std::vector<double> value;
  std::int64_t first = 0;  ///< index of value[0] in steps from the place where the distance is `shift`
};

FineKernel fine_kernel(double sigma, double step, double shift) {
  FineKernel k;
  const double reach = kReachSigmas * sigma + 0.5;
  k.first = static_cast<std::int64_t>(std::floor((-reach - shift) / step));
  const auto last = static_cast<std::int64_t>(std::ceil((reach - shift) / step));
  for (std::int64_t i = k.first; i <= last; ++i) {
    const double d = static_cast<double>(i) * step + shift;
    k.value.push_back(normal_distribution((d + 0.5) / sigma) - normal_distribution((d - 0.5) / sigma));
  }
  return k;
}

/// out[m] = sum_j in[j] kernel(m - j) for m in [m_first, m_first + count), both with a stride.
void convolve(const float* in, std::int64_t n, std::int64_t in_stride, const FineKernel& kernel, std::int64_t m_first,
              std::int64_t count, float* out, std::int64_t out_stride) {
  const auto length = static_cast<std::int64_t>(kernel.value.size());
  for (std::int64_t m = 0; m < count; ++m) {
    const std::int64_t at = m + m_first - kernel.first;  // kernel index of j = 0
    const std::int64_t begin = std::max<std::int64_t>(0, at - length + 1), end = std::min(n, at + 1);
    double sum = 0;
    for (std::int64_t j = begin; j < end; ++j)
      sum += in[j * in_stride] * kernel.value[static_cast<std::size_t>(at - j)];
    out[m * out_stride] = static_cast<float>(sum);
  }
}

/// Blurs a coverage onto the phases of an nx by ny pixel image whose chip centre is `reach` (+ phase) from its corner.
std::vector<float> blur(const Coverage& c, Vec2 sigma, Vec2 reach, int phases, int nx, int ny) {
  // Pixel k at phase p has its centre at k + 0.5 - reach - p / phases: fine index m = k * phases - p.
  const std::int64_t wide = static_cast<std::int64_t>(nx - 1) * phases + phases + 1;
  const std::int64_t high = static_cast<std::int64_t>(ny - 1) * phases + phases + 1;
  const FineKernel kx = fine_kernel(sigma.x, c.step, 0.5 - reach.x - c.origin.x - 0.5 * c.step);
  const FineKernel ky = fine_kernel(sigma.y, c.step, 0.5 - reach.y - c.origin.y - 0.5 * c.step);
  std::vector<float> rows(static_cast<std::size_t>(wide * c.height)), out(static_cast<std::size_t>(wide * high));
  for (std::int64_t j = 0; j < c.height; ++j) {
    convolve(c.share.data() + j * c.width, c.width, 1, kx, -phases, wide, rows.data() + j * wide, 1);
  }
  for (std::int64_t i = 0; i < wide; ++i)
    convolve(rows.data() + i, c.height, wide, ky, -phases, high, out.data() + i, wide);
  return out;
}

int pixels_for(double reach) {
  return static_cast<int>(std::ceil(2.0 * reach)) + 1;
}

}  // namespace

AxisTable::AxisTable(BlurredSpan span) : offset_(span.offset) {
  const double sigma = std::max(span.sigma, kSmallestSigma_px);
  reach_ = span.half_width + kReachSigmas * sigma + 0.5;
  count_ = pixels_for(reach_);
  table_.resize(static_cast<std::size_t>((kAxisPhases + 1) * count_));
  for (int p = 0; p <= kAxisPhases; ++p) {
    for (int k = 0; k < count_; ++k) {
      const double x = k + 0.5 - reach_ - static_cast<double>(p) / kAxisPhases;
      table_[static_cast<std::size_t>(p * count_ + k)] = static_cast<float>(pixel_share(x, span.half_width, sigma));
    }
  }
}

std::int64_t AxisTable::weights(double centre_px, float* out) const {
  const double corner = centre_px + offset_ - reach_, first = std::floor(corner);
  const double phase = (corner - first) * kAxisPhases;
  const int p = std::min(static_cast<int>(phase), kAxisPhases - 1);
  const float t = static_cast<float>(phase - p);
  const float* low = table_.data() + p * count_;
  const float* high = low + count_;
  for (int k = 0; k < count_; ++k) out[k] = low[k] + t * (high[k] - low[k]);
  return static_cast<std::int64_t>(first);
}

ShapeTable::ShapeTable(int phases, int nx, int ny, Vec2 reach_px, const std::vector<float>& fine)
    : phases_(phases), nx_(nx), ny_(ny), reach_(reach_px) {
  const std::int64_t wide = static_cast<std::int64_t>(nx) * phases + 1;
  table_.reserve(static_cast<std::size_t>((phases + 1) * (phases + 1) * nx * ny));
  for (int py = 0; py <= phases; ++py) {
    for (int ky = 0; ky < ny; ++ky) {
      const float* row = fine.data() + (static_cast<std::int64_t>(ky) * phases - py + phases) * wide;
      for (int px = 0; px <= phases; ++px) {
        for (int kx = 0; kx < nx; ++kx) table_.push_back(row[kx * phases - px + phases]);
      }
    }
  }
}

void ShapeTable::add(Vec2 centre, double odd_phase_px, float light, LightBlock& block) const {
  const double corner_y = centre.y - reach_.y, first_y = std::floor(corner_y);
  const double phase_y = (corner_y - first_y) * phases_;
  const int py = std::min(static_cast<int>(phase_y), phases_ - 1);
  const float ty = static_cast<float>(phase_y - py);
  const std::int64_t y0 = static_cast<std::int64_t>(first_y) - block.rect.y;
  const std::int64_t row_step = static_cast<std::int64_t>(phases_ + 1) * nx_, table_step = row_step * ny_;
  for (std::int64_t y = std::max<std::int64_t>(0, y0); y < std::min(block.rect.height, y0 + ny_); ++y) {
    const bool odd = ((block.first_line + y) & 1) != 0;
    const double corner_x = centre.x - reach_.x + (odd ? odd_phase_px : 0.0), first_x = std::floor(corner_x);
    const double phase_x = (corner_x - first_x) * phases_;
    const int px = std::min(static_cast<int>(phase_x), phases_ - 1);
    const float tx = static_cast<float>(phase_x - px);
    const std::int64_t x0 = static_cast<std::int64_t>(first_x) - block.rect.x;
    const std::int64_t begin = std::max<std::int64_t>(0, -x0), end = std::min<std::int64_t>(nx_, block.rect.width - x0);
    const float* a = table_.data() + py * table_step + (y - y0) * row_step + px * nx_;
    const float* b = a + table_step;
    const float wa = light * (1.0F - ty) * (1.0F - tx), wb = light * (1.0F - ty) * tx;
    const float wc = light * ty * (1.0F - tx), wd = light * ty * tx;
    float* out = block.row(y) + x0;
    for (std::int64_t k = begin; k < end; ++k) out[k] += wa * a[k] + wb * a[k + nx_] + wc * b[k] + wd * b[k + nx_];
  }
}

ChipImage::ChipImage(const ChipLayoutOptions& chips, const OpticsOptions& optics, const DefectOptions& defects,
                     Vec2 pixel_um, DefectKind kind, double turn_deg) {
  const Mesa mesa(chips, defects, kind);
  const Vec2 sigma{std::max(optics.psf_sigma_um / pixel_um.x, kSmallestSigma_px),
                   std::max(optics.psf_sigma_um / pixel_um.y, kSmallestSigma_px)};
  const Vec2 half = mesa.half_extent_um(turn_deg);
  const Vec2 reach{half.x / pixel_um.x + kReachSigmas * sigma.x + 0.5,
                   half.y / pixel_um.y + kReachSigmas * sigma.y + 0.5};
  reach_ = reach;
  shape_weight_ = static_cast<float>(1.0 - optics.halo_weight);
  const bool straight = mesa.is_rectangle() && std::abs(turn_deg) < kStraightAngle_deg;
  const int nx = pixels_for(reach.x), ny = pixels_for(reach.y);
  const int phases = static_cast<double>(nx) * ny > kManyPixels ? kCoarseShapePhases : kShapePhases;
  Coverage coverage;
  if (!straight || optics.halo_weight > 0) coverage = cover(mesa, turn_deg, pixel_um, phases);
  if (straight) {
    const Vec2 at = mesa.rectangle_centre_um(), size = mesa.rectangle_half_um();
    products_.push_back({AxisTable({at.x / pixel_um.x, size.x / pixel_um.x, sigma.x}),
                         AxisTable({-at.y / pixel_um.y, size.y / pixel_um.y, sigma.y}), shape_weight_});
  } else {
    shape_.emplace(phases, nx, ny, reach, blur(coverage, sigma, reach, phases, nx, ny));
  }
  if (optics.halo_weight > 0) {
    // Under so wide a blur only the shape's first two moments are left: a rectangle with the same ones stands for it.
    const Vec2 wide{optics.halo_sigma_um / pixel_um.x, optics.halo_sigma_um / pixel_um.y};
    products_.push_back({AxisTable({coverage.mean.x, std::sqrt(3.0 * coverage.variance.x), wide.x}),
                         AxisTable({coverage.mean.y, std::sqrt(3.0 * coverage.variance.y), wide.y}),
                         static_cast<float>(optics.halo_weight)});
    reach_ = {half.x / pixel_um.x + kReachSigmas * wide.x + 1.5, half.y / pixel_um.y + kReachSigmas * wide.y + 1.5};
  }
}

void ChipImage::add_product(const Product& p, Vec2 centre, double odd_phase_px, float light, LightBlock& block) const {
  constexpr int kOnStack = 256;
  std::array<float, 3 * kOnStack> stack;
  std::vector<float> heap;
  float* at = stack.data();
  const int nx = p.x.count(), ny = p.y.count();
  if (nx > kOnStack || ny > kOnStack) {
    heap.resize(static_cast<std::size_t>(2 * nx + ny));
    at = heap.data();
  }
  float* weights_y = at;
  float* weights_x[2] = {at + ny, at + ny + nx};
  const std::int64_t y0 = p.y.weights(centre.y, weights_y) - block.rect.y;
  std::int64_t x0[2];
  x0[0] = p.x.weights(centre.x, weights_x[0]) - block.rect.x;
  x0[1] = odd_phase_px == 0 ? x0[0] : p.x.weights(centre.x + odd_phase_px, weights_x[1]) - block.rect.x;
  if (odd_phase_px == 0) weights_x[1] = weights_x[0];
  for (std::int64_t y = std::max<std::int64_t>(0, y0); y < std::min(block.rect.height, y0 + ny); ++y) {
    const auto parity = static_cast<std::size_t>((block.first_line + y) & 1);
    const float w = light * p.weight * weights_y[y - y0];
    const float* wx = weights_x[parity];
    const std::int64_t begin = std::max<std::int64_t>(0, -x0[parity]);
    const std::int64_t end = std::min<std::int64_t>(nx, block.rect.width - x0[parity]);
    float* out = block.row(y) + x0[parity];
    for (std::int64_t k = begin; k < end; ++k) out[k] += w * wx[k];
  }
}

void ChipImage::add(Vec2 centre, double odd_phase_px, float light, LightBlock& block) const {
  for (const Product& p : products_) add_product(p, centre, odd_phase_px, light, block);
  if (shape_) shape_->add(centre, odd_phase_px, shape_weight_ * light, block);
}

}  // namespace pellucid::sim
