#include "core/appearance/mesa_sign.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace pellucid {
namespace {

constexpr int kBins = 24;  ///< of a cell, along each axis
constexpr std::size_t kWindows = 16;
using Folded = std::array<double, kBins * kBins>;

/// Mean light of a window by place in the cell, less its own mean; zero where no pixel fell.
Folded fold(const SampleWindow& window, const ChipGrid& grid, const Affine2& wafer_from_design) {
  const Affine2 design_from_pixel = wafer_from_design.inverse() * window.wafer_from_pixel;
  Folded sum{}, count{};
  const ElectronImage& image = window.image;
  const auto bin = [](double share) { return std::clamp(static_cast<int>((share + 0.5) * kBins), 0, kBins - 1); };
  for (std::int64_t y = 0; y < image.rect.height; ++y) {
    const float* line = image.row(y);
    for (std::int64_t x = 0; x < image.rect.width; ++x) {
      const Vec2 u = design_from_pixel({static_cast<double>(x) + 0.5, static_cast<double>(y) + 0.5});
      const double dx = (u.x - grid.column_um(grid.nearest_column(u.x))) / grid.pitch_um.x;
      const double dy = (u.y - grid.row_um(grid.nearest_row(u.y))) / grid.pitch_um.y;
      const auto k = static_cast<std::size_t>(bin(dy) * kBins + bin(dx));
      sum[k] += static_cast<double>(line[x]);
      count[k] += 1;
    }
  }
  const double mean =
      std::accumulate(sum.begin(), sum.end(), 0.0) / std::max(1.0, std::accumulate(count.begin(), count.end(), 0.0));
  for (std::size_t k = 0; k < sum.size(); ++k) sum[k] = count[k] > 0 ? sum[k] / count[k] - mean : 0;
  return sum;
}

/// A mesa in the middle of the cell, less its mean.
Folded mesa_shape(const ChipGrid& grid) {
  Folded shape{};
  double mean = 0;
  for (int j = 0; j < kBins; ++j) {
    for (int i = 0; i < kBins; ++i) {
      const double x = (i + 0.5) / kBins - 0.5, y = (j + 0.5) / kBins - 0.5;
      const bool in = std::abs(x) * grid.pitch_um.x <= 0.5 * grid.size_um.x &&
                      std::abs(y) * grid.pitch_um.y <= 0.5 * grid.size_um.y;
      shape[static_cast<std::size_t>(j * kBins + i)] = in ? 1 : 0;
      mean += in ? 1.0 / (kBins * kBins) : 0;
    }
  }
  for (double& v : shape) v -= mean;
  return shape;
}

double norm(const Folded& f) {
  return std::sqrt(std::inner_product(f.begin(), f.end(), f.begin(), 0.0));
}

/// Largest and smallest correlation over all shifts of the shape.
std::pair<double, double> best_match(const Folded& seen, const Folded& shape) {
  const double unit = norm(seen) * norm(shape);
  if (!(unit > 0)) return {0, 0};
  double high = 0, low = 0;
  for (int sy = 0; sy < kBins; ++sy) {
    for (int sx = 0; sx < kBins; ++sx) {
      double sum = 0;
      for (int j = 0; j < kBins; ++j) {
        for (int i = 0; i < kBins; ++i) {
          sum += seen[static_cast<std::size_t>((j + sy) % kBins * kBins + (i + sx) % kBins)] *
                 shape[static_cast<std::size_t>(j * kBins + i)];
        }
      }
      high = std::max(high, sum / unit);
      low = std::min(low, sum / unit);
    }
  }
  return {high, -low};
}

}  // namespace

MesaSign mesa_sign(const std::vector<SampleWindow>& windows, const ChipGrid& grid, const Affine2& wafer_from_design) {
  const Folded shape = mesa_shape(grid);
  double bright = 0, dark = 0;
  int count = 0;
  const std::size_t every = std::max<std::size_t>(1, windows.size() / kWindows);
  for (std::size_t k = 0; k < windows.size(); k += every) {
    const auto [high, low] = best_match(fold(windows[k], grid, wafer_from_design), shape);
    bright += high;
    dark += low;
    ++count;
  }
  return {bright >= dark ? 1.0 : -1.0, std::max(bright, dark) / std::max(1, count)};
}

void turn_bright(std::vector<SampleWindow>& windows, const MesaSign& sign) {
  if (sign.sign > 0) return;
  for (SampleWindow& w : windows) {
    ElectronImage& image = w.image;
    const auto for_pixels = [&](const auto& body) {
      for (std::int64_t y = 0; y < image.rect.height; ++y) {
        float* line = image.e.data() + y * image.stride;
        std::for_each(line, line + image.rect.width, body);
      }
    };
    double sum = 0;
    for_pixels([&](float e) { sum += static_cast<double>(e); });
    const auto twice =
        static_cast<float>(2 * sum / std::max(1.0, static_cast<double>(image.rect.width * image.rect.height)));
    for_pixels([&](float& e) { e = twice - e; });
  }
}

}  // namespace pellucid
