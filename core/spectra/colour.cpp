#include "core/spectra/colour.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace pellucid {
namespace {

constexpr double kFirst_nm = 360, kStep_nm = 5;
constexpr double kWhite = 1.0 / 3.0;
constexpr std::size_t kStride = 16;  ///< points of the locus that are passed over at once; divides their number

/// x, y, z every 5 nm from 360 to 830 nm: the CIE 1931 2-degree standard observer (CIE 015, ISO/CIE 11664-1).
// clang-format off
constexpr std::array<Tristimulus, 95> kObserver{{
    {0.0001299, 0.000003917, 0.0006061}, {0.0002321, 0.000006965, 0.001086}, {0.0004149, 0.00001239, 0.001946},
    {0.0007416, 0.00002202, 0.003486}, {0.001368, 0.000039, 0.00645}, {0.002236, 0.000064, 0.01055},
    {0.004243, 0.00012, 0.02005}, {0.00765, 0.000217, 0.03621}, {0.01431, 0.000396, 0.06785},
    {0.02319, 0.00064, 0.1102}, {0.04351, 0.00121, 0.2074}, {0.07763, 0.00218, 0.3713}, {0.13438, 0.004, 0.6456},
    {0.21477, 0.0073, 1.03905}, {0.2839, 0.0116, 1.3856}, {0.3285, 0.01684, 1.62296}, {0.34828, 0.023, 1.74706},
    {0.34806, 0.0298, 1.7826}, {0.3362, 0.038, 1.77211}, {0.3187, 0.048, 1.7441}, {0.2908, 0.06, 1.6692},
    {0.2511, 0.0739, 1.5281}, {0.19536, 0.09098, 1.28764}, {0.1421, 0.1126, 1.0419}, {0.09564, 0.13902, 0.81295},
    {0.05795, 0.1693, 0.6162}, {0.03201, 0.20802, 0.46518}, {0.0147, 0.2586, 0.3533}, {0.0049, 0.323, 0.272},
    {0.0024, 0.4073, 0.2123}, {0.0093, 0.503, 0.1582}, {0.0291, 0.6082, 0.1117}, {0.06327, 0.71, 0.07825},
    {0.1096, 0.7932, 0.05725}, {0.1655, 0.862, 0.04216}, {0.22575, 0.91485, 0.02984}, {0.2904, 0.954, 0.0203},
    {0.3597, 0.9803, 0.0134}, {0.43345, 0.99495, 0.00875}, {0.51205, 1, 0.00575}, {0.5945, 0.995, 0.0039},
    {0.6784, 0.9786, 0.00275}, {0.7621, 0.952, 0.0021}, {0.8425, 0.9154, 0.0018}, {0.9163, 0.87, 0.00165},
    {0.9786, 0.8163, 0.0014}, {1.0263, 0.757, 0.0011}, {1.0567, 0.6949, 0.001}, {1.0622, 0.631, 0.0008},
    {1.0456, 0.5668, 0.0006}, {1.0026, 0.503, 0.00034}, {0.9384, 0.4412, 0.00024}, {0.85445, 0.381, 0.00019},
    {0.7514, 0.321, 0.0001}, {0.6424, 0.265, 0.00005}, {0.5419, 0.217, 0.00003}, {0.4479, 0.175, 0.00002},
    {0.3608, 0.1382, 0.00001}, {0.2835, 0.107, 0}, {0.2187, 0.0816, 0}, {0.1649, 0.061, 0}, {0.1212, 0.04458, 0},
    {0.0874, 0.032, 0}, {0.0636, 0.0232, 0}, {0.04677, 0.017, 0}, {0.0329, 0.01192, 0}, {0.0227, 0.00821, 0},
    {0.01584, 0.005723, 0}, {0.01135916, 0.004102, 0}, {0.008110916, 0.002929, 0}, {0.005790346, 0.002091, 0},
    {0.004109457, 0.001484, 0}, {0.002899327, 0.001047, 0}, {0.00204919, 0.00074, 0}, {0.001439971, 0.00052, 0},
    {0.0009999493, 0.0003611, 0}, {0.0006900786, 0.0002492, 0}, {0.0004760213, 0.0001719, 0},
    {0.0003323011, 0.00012, 0}, {0.0002348261, 0.0000848, 0}, {0.0001661505, 0.00006, 0}, {0.000117413, 0.0000424, 0},
    {0.00008307527, 0.00003, 0}, {0.00005870652, 0.0000212, 0}, {0.00004150994, 0.00001499, 0},
    {0.00002935326, 0.0000106, 0}, {0.00002067383, 0.0000074657, 0}, {0.00001455977, 0.0000052578, 0},
    {0.00001025398, 0.0000037029, 0}, {0.000007221456, 0.0000026078, 0}, {0.000005085868, 0.0000018366, 0},
    {0.000003581652, 0.0000012934, 0}, {0.000002522525, 0.00000091093, 0}, {0.000001776509, 0.00000064153, 0},
    {0.000001251141, 0.00000045181, 0}}};
// clang-format on

/// Lagrange's cubic through four equidistant points, between the middle two.
double cubic(double a, double b, double c, double d, double t) {
  return b + t * (-a / 3 - b / 2 + c - d / 6 + t * ((a + c) / 2 - b + t * ((d - a) / 6 + (b - c) / 2)));
}

struct LocusPoint {
  double nm, x, y;
};

/// The spectral locus every 0.5 nm between its ends in the plane; beyond them chromaticity hardly moves.
const std::vector<LocusPoint>& locus() {
  static const std::vector<LocusPoint> points = [] {
    std::vector<LocusPoint> made;
    for (double nm = 380; nm <= 700; nm += 0.5) {
      const Tristimulus t = colour_match(nm);
      const double x = t.x / t.sum(), y = t.y / t.sum();
      made.push_back({nm, x, y});
    }
    return made;
  }();
  return points;
}

double cross(double ax, double ay, double bx, double by) {
  return ax * by - ay * bx;
}

}  // namespace

Tristimulus colour_match(double wavelength_nm) {
  const double at = (wavelength_nm - kFirst_nm) / kStep_nm;
  constexpr auto kLast = static_cast<double>(kObserver.size() - 1);
  if (!(at >= 0 && at <= kLast)) return {};
  const auto i = std::min(static_cast<std::size_t>(at), kObserver.size() - 2);
  const Tristimulus& b = kObserver[i];
  const Tristimulus& c = kObserver[i + 1];
  const Tristimulus& a = i > 0 ? kObserver[i - 1] : b;
  const Tristimulus& d = i + 2 < kObserver.size() ? kObserver[i + 2] : c;
  const double t = at - static_cast<double>(i);
  return {std::max(cubic(a.x, b.x, c.x, d.x, t), 0.0), std::max(cubic(a.y, b.y, c.y, d.y, t), 0.0),
          std::max(cubic(a.z, b.z, c.z, d.z, t), 0.0)};
}

DominantWavelength dominant_wavelength(double x, double y) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  const double dx = x - kWhite, dy = y - kWhite;
  const double from_white = std::hypot(dx, dy);
  if (!std::isfinite(from_white)) return {kNone, kNone};
  if (from_white < 1e-6) return {kNone, 0};
  const auto& points = locus();
  const auto side = [&](std::size_t i) { return cross(dx, dy, points[i].x - kWhite, points[i].y - kWhite); };
  for (std::size_t i = 0; i + kStride < points.size(); i += kStride) {
    // The locus is convex: where it crosses the ray, its chord does.
    if ((side(i) > 0) == (side(i + kStride) > 0)) continue;
    std::size_t k = i;
    while (k + 1 < i + kStride && (side(k + 1) > 0) == (side(i) > 0)) ++k;
    const LocusPoint &p = points[k], &q = points[k + 1];
    const double t = side(k) / (side(k) - side(k + 1));
    const double lx = p.x + t * (q.x - p.x) - kWhite, ly = p.y + t * (q.y - p.y) - kWhite;
    if (lx * dx + ly * dy > 0) return {p.nm + t * (q.nm - p.nm), from_white / std::hypot(lx, ly)};
  }
  // Between the ends of the locus: a purple, as far as it is from the line that joins them.
  const LocusPoint &p = points.front(), &q = points.back();
  const double ex = q.x - p.x, ey = q.y - p.y;
  const double reach = cross(p.x - kWhite, p.y - kWhite, ex, ey) / cross(dx, dy, ex, ey);
  return {kNone, reach > 0 ? 1 / reach : kNone};
}

}  // namespace pellucid
