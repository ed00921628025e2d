#include "results/xy_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "results/detail/html.h"

namespace pellucid {
namespace {

constexpr double kLeft = 58, kRight = 10, kTop = 26, kBottom = 40;

/// A straight axis from pixel to pixel.
struct Axis {
  double from_px = 0, to_px = 1;
  double low = std::numeric_limits<double>::infinity(), high = -std::numeric_limits<double>::infinity();

  void reach(const std::vector<double>& values) {
    for (const double v : values)
      if (std::isfinite(v)) low = std::min(low, v), high = std::max(high, v);
  }
  void settle() {
    if (!(low <= high)) low = 0, high = 1;
    const double air = high > low ? 0.03 * (high - low) : std::max(std::abs(high), 1.0) * 0.01;
    low -= air;
    high += air;
  }
  [[nodiscard]] double px(double value) const { return from_px + (to_px - from_px) * (value - low) / (high - low); }
  /// Four to nine round numbers.
  [[nodiscard]] std::vector<double> ticks() const {
    const double raw = (high - low) / 5, power = std::pow(10.0, std::floor(std::log10(raw)));
    const double step = power * (raw / power < 1.5 ? 1 : raw / power < 3.5 ? 2 : raw / power < 7.5 ? 5 : 10);
    std::vector<double> at;
    for (double tick = std::ceil(low / step) * step; tick <= high; tick += step)
      at.push_back(std::abs(tick) < 1e-9 * step ? 0 : tick);
    return at;
  }
};

void add_axes(std::string& svg, const XyPlot& plot, const Axis& x, const Axis& y) {
  const auto out = std::back_inserter(svg);
  for (const double tick : x.ticks()) {
    fmt::format_to(
        out,
        R"(<path d="M{0:.1f} {1}V{2}" stroke="#e3e6ea"/><text x="{0:.1f}" y="{3}" text-anchor="middle">{4:.7g}</text>)",
        x.px(tick), y.to_px, y.from_px, y.from_px + 15, tick);
  }
  for (const double tick : y.ticks()) {
    fmt::format_to(
        out,
        R"(<path d="M{0} {1:.1f}H{2}" stroke="#e3e6ea"/><text x="{3}" y="{4:.1f}" text-anchor="end">{5:.7g}</text>)",
        x.from_px, y.px(tick), x.to_px, x.from_px - 5, y.px(tick) + 4, tick);
  }
  fmt::format_to(out, R"(<path d="M{0} {1}V{2}H{3}" fill="none" stroke="#4a5057"/>)", x.from_px, y.to_px, y.from_px,
                 x.to_px);
  fmt::format_to(out, R"(<text x="{}" y="{}" text-anchor="middle">{}</text>)", 0.5 * (x.from_px + x.to_px),
                 plot.height - 8, detail::escaped(plot.x_axis));
  fmt::format_to(out, R"svg(<text transform="translate(11 {}) rotate(-90)" text-anchor="middle">{}</text>)svg",
                 0.5 * (y.from_px + y.to_px), detail::escaped(plot.y_axis));
  fmt::format_to(out, R"(<text x="{}" y="15" font-weight="600">{}</text>)", x.from_px, detail::escaped(plot.title));
}

void add_series(std::string& svg, const XySeries& s, const Axis& x, const Axis& y) {
  const auto out = std::back_inserter(svg);
  std::string path;
  for (std::size_t i = 0; i < std::min(s.x.size(), s.y.size()); ++i) {
    if (!std::isfinite(s.x[i]) || !std::isfinite(s.y[i])) continue;
    // A dot is a line of no length with round ends: short, however many there are.
    fmt::format_to(std::back_inserter(path), "{}{:.1f} {:.1f}{}", s.line && !path.empty() ? "L" : "M", x.px(s.x[i]),
                   y.px(s.y[i]), s.line ? "" : "h0");
  }
  if (path.empty()) return;
  fmt::format_to(out, R"(<path d="{}" fill="none" stroke="{}" stroke-width="{}" stroke-linecap="round"/>)", path,
                 s.colour, s.line ? 1.6 : 2.6);
}

}  // namespace

std::string xy_plot_svg(const XyPlot& plot) {
  Axis x{kLeft, plot.width - kRight}, y{plot.height - kBottom, kTop};
  for (const XySeries& s : plot.series) {
    x.reach(s.x);
    y.reach(s.y);
  }
  x.settle();
  y.settle();
  std::string svg = fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" aria-label="{}" font-size="11" font-family="DejaVu Sans, sans-serif" fill="#4a5057">)",
      plot.width, plot.height, detail::escaped(plot.title));
  add_axes(svg, plot, x, y);
  for (const XySeries& s : plot.series) add_series(svg, s, x, y);
  return svg + "</svg>";
}

}  // namespace pellucid
