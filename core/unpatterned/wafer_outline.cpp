#include "core/unpatterned/wafer_outline.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "core/measure/electron_image.h"
#include "core/model/median.h"

namespace pellucid {
namespace {

constexpr double kNotch_um = 1700;  // SEMI M1: 1 to 1.25 mm deep, about as wide as deep on either side
constexpr double kReach_um = 2000;  // how far inside and outside of the design's rim it is looked for
constexpr int kDirections = 32;
constexpr std::int64_t kStripWidth_px = 5;
constexpr double kTrusted_um =
    60;  // a point of the rim this far off the circle is none: flat, notch, a chip of the edge

Vec2 direction(double degrees) {
  const double a = degrees * std::numbers::pi / 180.0;
  return {std::cos(a), std::sin(a)};
}

/// The place along `light`, from inside to outside, where it falls below half of the inner light for good; nothing
/// where the strip shows no rim.
std::optional<double> fall(const std::vector<double>& light, double noise) {
  const std::size_t n = light.size();
  if (n < 24) return std::nullopt;
  const auto third = static_cast<std::ptrdiff_t>(n / 4);
  const double inner = median_of(std::vector<double>(light.begin(), light.begin() + third));
  const double outer = median_of(std::vector<double>(light.end() - third, light.end()));
  if (!(inner - outer > 0.5 * inner) || inner - outer < 8 * noise) return std::nullopt;
  const double half = 0.5 * (inner + outer);
  std::size_t last = n - 1;
  while (last > 0 && light[last] < half) --last;
  if (last + 1 >= n) return std::nullopt;
  return static_cast<double>(last) + 0.5 + (light[last] - half) / (light[last] - light[last + 1]);
}

class RimReader {
 public:
  RimReader(const RegionReader& image, const LayerCalibration& calibration)
      : image_(image), layer_(image.geometry()), calibration_(calibration) {}

  /// A point of the rim near `at_um`, seen along the axis that is nearer to `outward`.
  [[nodiscard]] std::optional<Vec2> point(Vec2 at_um, Vec2 outward) const {
    const bool along_x = std::abs(outward.x) >= std::abs(outward.y);
    for (std::size_t t = 0; t < layer_.tiles.size(); ++t) {
      const TilePlacement& tile = layer_.tiles[t];
      if (!tile.present) continue;
      const Vec2 p = layer_.pixel_from_wafer(tile, at_um);
      const auto w = static_cast<double>(tile.width), h = static_cast<double>(tile.height);
      if (p.x < 16 || p.y < 16 || p.x > w - 16 || p.y > h - 16) continue;
      return in_tile(static_cast<std::int32_t>(t), p, outward, along_x);
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] std::optional<Vec2> in_tile(std::int32_t t, Vec2 p, Vec2 outward, bool along_x) const {
    const TilePlacement& tile = layer_.tiles[static_cast<std::size_t>(t)];
    const double reach_px = kReach_um / (along_x ? layer_.pixel_um.x : layer_.pixel_um.y);
    const double middle = along_x ? p.x : p.y;
    const std::int64_t side = along_x ? tile.width : tile.height;
    const auto low = std::clamp<std::int64_t>(std::llround(middle - reach_px), 0, side);
    const auto high = std::clamp<std::int64_t>(std::llround(middle + reach_px), 0, side);
    const auto across = static_cast<std::int64_t>(along_x ? p.y : p.x) - kStripWidth_px / 2;
    const PixelRect rect = along_x ? PixelRect{low, across, high - low, kStripWidth_px}
                                   : PixelRect{across, low, kStripWidth_px, high - low};
    RawPixels raw;
    if (!image_.read(t, rect, raw)) return std::nullopt;
    ElectronImage strip;
    calibrate(raw, layer_, calibration_, strip);
    std::vector<double> light(static_cast<std::size_t>(high - low));
    for (std::size_t i = 0; i < light.size(); ++i) {
      std::vector<double> across_strip;
      for (std::int64_t k = 0; k < kStripWidth_px; ++k) {
        const auto x = along_x ? static_cast<std::int64_t>(i) : k, y = along_x ? k : static_cast<std::int64_t>(i);
        across_strip.push_back(double{strip.row(y)[x]});
      }
      light[i] = median_of(std::move(across_strip));
    }
    // Rows go down: outward along +y is towards row 0.
    const bool reversed = along_x ? outward.x < 0 : outward.y > 0;
    if (reversed) std::reverse(light.begin(), light.end());
    const auto found = fall(light, calibration_.read_noise_e);
    if (!found) return std::nullopt;
    const double at = reversed ? static_cast<double>(high) - *found : static_cast<double>(low) + *found;
    const double beside = static_cast<double>(across) + 0.5 * static_cast<double>(kStripWidth_px);
    return layer_.wafer_from_pixel(tile, along_x ? Vec2{at, beside} : Vec2{beside, at});
  }

  const RegionReader& image_;
  const LayerGeometry& layer_;
  const LayerCalibration& calibration_;
};

struct Circle {
  Vec2 centre;
  double radius = 0;
  int points = 0;
};

/// Least squares about the design's radius, points far off left out step by step. Few parameters: with points on one
/// side only, the radius stays as designed.
Circle fit_circle(const std::vector<Vec2>& points, double radius_um) {
  Circle c{{0, 0}, radius_um, 0};
  double limit = kReach_um;
  for (int step = 0; step < 12; ++step) {
    double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0, syy = 0, r = 0, rx = 0, ry = 0;
    std::vector<double> off;
    for (const Vec2 p : points) {
      const Vec2 d = p - c.centre;
      const double distance = std::hypot(d.x, d.y), e = distance - c.radius;
      off.push_back(std::abs(e));
      if (std::abs(e) > limit) continue;
      const Vec2 u{d.x / distance, d.y / distance};
      n += 1, sx += u.x, sy += u.y, sxx += u.x * u.x, sxy += u.x * u.y, syy += u.y * u.y;
      r += e, rx += e * u.x, ry += e * u.y;
    }
    c.points = static_cast<int>(n);
    if (n < 4) return c;
    // Radius and centre together where points lie all around; a weak prior holds what they do not tell.
    const double prior = 0.3;
    const double a = n + prior, det_xy = (sxx + prior) * (syy + prior) - sxy * sxy;
    const double dx = ((syy + prior) * (rx - sx * r / a) - sxy * (ry - sy * r / a)) / det_xy;
    const double dy = ((sxx + prior) * (ry - sy * r / a) - sxy * (rx - sx * r / a)) / det_xy;
    c.centre = c.centre + Vec2{dx, dy};
    if (n >= 12) c.radius += (r - sx * dx - sy * dy) / a;
    limit = std::max(kTrusted_um, 4 * median_of(std::move(off)));
  }
  return c;
}

}  // namespace

WaferOutline::WaferOutline(const WaferDesign& wafer) : radius_um_(wafer.diameter_mm * 500.0), mark_(wafer.mark) {
  const Vec2 mark = direction(wafer.mark_deg);
  mark_x_ = mark.x;
  mark_y_ = mark.y;
  if (wafer.flat_length_mm) {
    const double half = std::min(*wafer.flat_length_mm * 500.0, radius_um_);
    chord_um_ = std::sqrt(radius_um_ * radius_um_ - half * half);
  }
  if (mark_ == OrientationMark::notch) notch_um_ = kNotch_um;
}

WaferOutline::Spans WaferOutline::spans(double y_um, double margin_um) const {
  Spans found;
  const double y = y_um - centre_um_.y, r = radius_um_ - margin_um;
  if (r <= 0 || std::abs(y) >= r) return found;
  double low = -std::sqrt(r * r - y * y), high = -low;
  if (chord_um_) {
    // mark . p <= chord - margin
    const double limit = *chord_um_ - margin_um - mark_y_ * y;
    if (std::abs(mark_x_) < 1e-9) {
      if (limit < 0) return found;
    } else if (mark_x_ > 0) {
      high = std::min(high, limit / mark_x_);
    } else {
      low = std::max(low, limit / mark_x_);
    }
  }
  if (low >= high) return found;
  const auto add = [&](double from, double to) {
    if (from < to) found.range[static_cast<std::size_t>(found.count++)] = {from + centre_um_.x, to + centre_um_.x};
  };
  const double reach = notch_um_ > 0 ? notch_um_ + margin_um : 0, dy = y - radius_um_ * mark_y_;
  if (reach > std::abs(dy)) {
    const double half = std::sqrt(reach * reach - dy * dy), x = radius_um_ * mark_x_;
    add(low, std::min(high, x - half));
    add(std::max(low, x + half), high);
  } else {
    add(low, high);
  }
  return found;
}

bool WaferOutline::contains(Vec2 p, double margin_um) const {
  const Spans s = spans(p.y, margin_um);
  for (int i = 0; i < s.count; ++i) {
    const Vec2 range = s.range[static_cast<std::size_t>(i)];
    if (p.x >= range.x && p.x < range.y) return true;
  }
  return false;
}

WaferOutline WaferOutline::find(const RegionReader& image, const LayerCalibration& calibration,
                                const WaferDesign& wafer) {
  WaferOutline outline(wafer);
  const RimReader rim(image, calibration);
  std::vector<Vec2> points;
  for (int k = 0; k < kDirections; ++k) {
    const Vec2 outward = direction(360.0 * (k + 0.5) / kDirections);
    if (auto p = rim.point(outline.radius_um_ * outward, outward)) points.push_back(*p);
  }
  const Circle circle = fit_circle(points, outline.radius_um_);
  const bool enough = circle.points >= 6 && 2 * circle.points >= static_cast<int>(points.size());
  if (!enough || std::abs(circle.radius - outline.radius_um_) > 0.02 * outline.radius_um_) return outline;
  outline.centre_um_ = circle.centre;
  outline.radius_um_ = circle.radius;
  outline.found_ = true;
  if (wafer.mark != OrientationMark::flat) return outline;
  // A flat whose length the manifest does not tell, or tells wrongly.
  const Vec2 mark{outline.mark_x_, outline.mark_y_};
  for (double depth_um = 0; depth_um < 0.2 * outline.radius_um_; depth_um += kReach_um) {
    const auto p = rim.point(outline.centre_um_ + (outline.radius_um_ - depth_um) * mark, mark);
    if (!p) continue;
    const double distance = mark.x * (p->x - outline.centre_um_.x) + mark.y * (p->y - outline.centre_um_.y);
    if (distance < outline.radius_um_ - kTrusted_um) outline.chord_um_ = distance;
    break;
  }
  return outline;
}

}  // namespace pellucid
