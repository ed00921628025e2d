#include "core/measure/turn_scan.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "core/flow/parallel.h"
#include "core/model/median.h"

namespace pellucid {
namespace {

constexpr std::size_t kFirstWindows = 2;
constexpr std::size_t kWindows = 8;
constexpr double kWorthALook = 0.7;  ///< of the assumed lattice's contrast, in the first windows
constexpr double kPitches = 24;      ///< of the smaller pitch, along a window's side
constexpr double kPixelsAPitch = 5;  ///< finer images are binned
constexpr double kFurthest_deg = 48;
constexpr double kLevel = 10;     ///< mean of a normalised window, in standard deviations
constexpr double kClearer = 1.5;  ///< than the assumed lattice
constexpr std::size_t kLobe = 3;  ///< steps from a turn at which its lattice is all but gone
constexpr double kClear = 4;      ///< than a turn at which there is nothing

constexpr double kRadian = std::numbers::pi / 180;

/// The window's square middle, binned, with a mean of kLevel and a standard deviation of 1: windows without a lattice
/// then show next to no comb, however little light they hold.
SampleWindow normalised(const SampleWindow& from, const ChipGrid& grid, Lines& lines) {
  const double pitch = std::min(grid.pitch_um.x, grid.pitch_um.y);
  const double px = from.wafer_from_pixel.xx, py = -from.wafer_from_pixel.yy;
  const auto bin = [&](double pixel) {
    return std::max<std::int64_t>(1, static_cast<std::int64_t>(pitch / pixel / kPixelsAPitch));
  };
  const std::int64_t bx = bin(px), by = bin(py);
  const auto side = [&](double pixel, std::int64_t whole, std::int64_t b) {
    return std::max<std::int64_t>(1, std::min<std::int64_t>(std::llround(kPitches * pitch / pixel), whole) / b);
  };
  const PixelRect& rect = from.image.rect;
  SampleWindow to;
  to.image.rect = {0, 0, side(px, rect.width, bx), side(py, rect.height, by)};
  const std::int64_t w = to.image.rect.width, h = to.image.rect.height;
  const std::int64_t x0 = (rect.width - std::min(rect.width, w * bx)) / 2;
  const std::int64_t y0 = (rect.height - std::min(rect.height, h * by)) / 2;
  to.image.stride = w;
  to.image.first_line = by == 1 ? from.image.first_line + y0 : 0;
  to.image.e.assign(static_cast<std::size_t>(w * h), 0.F);
  double sum = 0, square = 0;
  for (std::int64_t y = 0; y < h; ++y) {
    for (std::int64_t x = 0; x < w; ++x) {
      double light = 0;
      int count = 0;
      for (std::int64_t j = y0 + y * by; j < std::min(rect.height, y0 + (y + 1) * by); ++j) {
        if (by > 1 && lines == Lines::even && from.image.odd_line(j)) continue;
        for (std::int64_t i = x0 + x * bx; i < std::min(rect.width, x0 + (x + 1) * bx); ++i, ++count)
          light += static_cast<double>(from.image.row(j)[i]);
      }
      light /= std::max(1, count);
      to.image.e[static_cast<std::size_t>(y * w + x)] = static_cast<float>(light);
      sum += light;
      square += light * light;
    }
  }
  const auto n = static_cast<double>(w * h);
  const double deviation = std::sqrt(std::max(1e-12, square / n - sum / n * sum / n));
  for (float& e : to.image.e) e = static_cast<float>((static_cast<double>(e) - sum / n) / deviation + kLevel);
  to.wafer_from_pixel = {px * static_cast<double>(bx), 0, 0, -py * static_cast<double>(by),
                         from.wafer_from_pixel({static_cast<double>(x0), static_cast<double>(y0)})};
  to.centre_um = to.wafer_from_pixel({0.5 * static_cast<double>(w), 0.5 * static_cast<double>(h)});
  if (by > 1) lines = Lines::all;
  return to;
}

/// Of both combs: a lattice has two.
double contrast(const SampleWindow& window, const ChipGrid& grid, const Affine2& wafer_from_design, Lines lines) {
  const Vec2 a = measure_phase(window, grid, wafer_from_design, lines).amplitude;
  return kLevel * std::sqrt(std::max(0.0, a.x * a.y));
}

/// The design turned as a whole about the place that the assumed lattice has in the window's middle: streets stay near
/// theirs.
Affine2 turned_about_middle(const SampleWindow& window, const Affine2& assumed, double degrees) {
  const Vec2 middle = assumed.inverse()(window.centre_um);
  const double c = std::cos(degrees * kRadian), s = std::sin(degrees * kRadian);
  const Affine2 turn{c, -s, s, c, {}};
  return {c, -s, s, c, window.centre_um - turn(middle)};
}

/// Contrast at every turn of a fan around the design's, and at the assumed lattice, summed over windows.
struct Fan {
  double step_deg = 0;
  int reach = 0;
  std::vector<double> turned;  ///< [reach + n]: n steps from the design
  double assumed = 0;

  [[nodiscard]] double turn_deg(double k) const { return (k - reach) * step_deg; }
  /// The clearest turn that is not the assumed one; `turned.size()`: none.
  [[nodiscard]] std::size_t best_besides(double assumed_deg) const {
    std::size_t best = turned.size();
    for (std::size_t k = 0; k < turned.size(); ++k) {
      const bool besides = std::abs(turn_deg(static_cast<double>(k)) - assumed_deg) >= 2 * step_deg;
      if (besides && (best == turned.size() || turned[k] > turned[best])) best = k;
    }
    return best;
  }
};

Fan scan(std::span<const SampleWindow* const> windows, std::size_t most, const ChipGrid& grid, const Affine2& assumed,
         Lines lines) {
  Fan fan;
  fan.step_deg = 0.5 / kPitches / kRadian;  // half a pitch over a window's side
  fan.reach = static_cast<int>(kFurthest_deg / fan.step_deg);
  const auto turns = static_cast<std::size_t>(2 * fan.reach + 1);
  const std::size_t count = std::min(most, windows.size());
  std::vector<std::vector<double>> each(count, std::vector<double>(turns + 1));
  parallel_ranges(static_cast<std::int64_t>(count), 1, [&](std::int64_t n, std::int64_t) {
    const auto i = static_cast<std::size_t>(n);
    Lines of_lines = lines;
    const SampleWindow window = normalised(*windows[i * windows.size() / count], grid, of_lines);
    for (std::size_t k = 0; k < turns; ++k) {
      const double turn = grid.rotation_deg + fan.turn_deg(static_cast<double>(k));
      each[i][k] = contrast(window, grid, turned_about_middle(window, assumed, turn), of_lines);
    }
    each[i][turns] = contrast(window, grid, assumed, of_lines);
  });
  fan.turned.resize(turns);
  for (const std::vector<double>& one : each) {
    for (std::size_t k = 0; k < turns; ++k) fan.turned[k] += one[k];
    fan.assumed += one[turns];
  }
  return fan;
}

}  // namespace

std::optional<SeenTurn> clearer_turn(std::span<const SampleWindow* const> windows, const ChipGrid& grid,
                                     const Affine2& assumed_wafer_from_design, Lines lines) {
  if (windows.empty()) return std::nullopt;
  const Affine2& w = assumed_wafer_from_design;
  const double assumed_deg = std::remainder(std::atan2(w.yx - w.xy, w.xx + w.yy) / kRadian - grid.rotation_deg, 360);
  const auto clearer = [&](const Fan& fan, double times) {
    const std::size_t best = fan.best_besides(assumed_deg);
    return best != fan.turned.size() && fan.turned[best] >= times * fan.assumed;
  };
  if (!clearer(scan(windows, kFirstWindows, grid, w, lines == Lines::all ? Lines::even : lines), kWorthALook))
    return std::nullopt;
  const Fan fan = scan(windows, kWindows, grid, w, lines);
  const std::vector<double>& mean = fan.turned;
  const std::size_t turns = mean.size();
  const double nothing = std::max(1e-12, median_of(mean));
  const std::size_t best = fan.best_besides(assumed_deg);
  if (!clearer(fan, kClearer) || mean[best] < kClear * nothing) return std::nullopt;
  double peak = static_cast<double>(best);
  if (best > 0 && best + 1 < turns) {
    const double before = mean[best - 1], after = mean[best + 1];
    const double bend = before - 2 * mean[best] + after;
    if (bend < 0) peak += std::clamp(0.5 * (before - after) / bend, -0.5, 0.5);
  }
  double other = nothing;
  for (std::size_t k = 0; k < turns; ++k) {
    if (k + kLobe <= best || k >= best + kLobe) other = std::max(other, mean[k]);
  }
  return SeenTurn{fan.turn_deg(peak), mean[best] / other};
}

}  // namespace pellucid
