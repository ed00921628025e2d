#include "results/log_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "results/detail/html.h"

namespace pellucid {
namespace {

constexpr double kWidth = 760, kHeight = 420, kLeft = 70, kRight = 560, kTop = 14, kBottom = 368;

/// A logarithmic axis from pixel to pixel.
class LogAxis {
 public:
  LogAxis(double from_px, double to_px) : from_px_(from_px), to_px_(to_px) {}
  void reach(double value) {
    if (!(value > 0) || !std::isfinite(value)) return;
    low_ = std::min(low_, std::log10(value));
    high_ = std::max(high_, std::log10(value));
  }
  /// Not below `least`; a little air at both ends.
  void settle(double least) {
    if (low_ > high_) low_ = 0, high_ = 1;
    if (least > 0) low_ = std::max(low_, std::min(std::log10(least), high_ - 0.5));
    const double air = 0.04 * (high_ - low_) + 0.02;
    low_ -= air;
    high_ += air;
  }
  [[nodiscard]] double px(double value) const {
    const double at = std::clamp(std::log10(value), low_, high_);
    return from_px_ + (to_px_ - from_px_) * (at - low_) / (high_ - low_);
  }
  [[nodiscard]] bool holds(double value) const {
    return value > 0 && std::isfinite(value) && std::log10(value) >= low_ && std::log10(value) <= high_;
  }
  /// 1, 2 and 5 of every decade, or decades alone where they are many.
  [[nodiscard]] std::vector<double> ticks() const {
    std::vector<double> ticks;
    for (int decade = static_cast<int>(std::floor(low_)); decade <= high_; ++decade) {
      for (const double step : {1.0, 2.0, 5.0}) {
        const double tick = step * std::pow(10.0, decade);
        if (holds(tick) && (step == 1.0 || high_ - low_ < 2.5)) ticks.push_back(tick);
      }
    }
    return ticks;
  }

 private:
  double from_px_, to_px_;
  double low_ = std::numeric_limits<double>::infinity(), high_ = -std::numeric_limits<double>::infinity();
};

void add_axes(std::string& svg, const LogPlot& plot, const LogAxis& x, const LogAxis& y) {
  const auto out = std::back_inserter(svg);
  for (const double tick : x.ticks()) {
    fmt::format_to(
        out,
        R"(<path d="M{0:.1f} {1}V{2}" stroke="#e3e6ea"/><text x="{0:.1f}" y="{3}" text-anchor="middle">{4:g}</text>)",
        x.px(tick), kTop, kBottom, kBottom + 18, tick);
  }
  for (const double tick : y.ticks()) {
    fmt::format_to(
        out, R"(<path d="M{0} {1:.1f}H{2}" stroke="#e3e6ea"/><text x="{3}" y="{4:.1f}" text-anchor="end">{5:g}</text>)",
        kLeft, y.px(tick), kRight, kLeft - 6, y.px(tick) + 4, tick);
  }
  fmt::format_to(out, R"(<path d="M{0} {1}V{2}H{3}" fill="none" stroke="#4a5057"/>)", kLeft, kTop, kBottom, kRight);
  fmt::format_to(out, R"(<text x="{}" y="{}" text-anchor="middle">{}</text>)", 0.5 * (kLeft + kRight), kHeight - 12,
                 detail::escaped(plot.x_axis));
  fmt::format_to(out, R"svg(<text transform="translate(14 {}) rotate(-90)" text-anchor="middle">{}</text>)svg",
                 0.5 * (kTop + kBottom), detail::escaped(plot.y_axis));
}

void add_line(std::string& svg, const LogSeries& s, const LogAxis& x, const LogAxis& y) {
  std::string path;
  for (std::size_t i = 0; i < s.x.size(); ++i) {
    if (!y.holds(s.y[i]) || !x.holds(s.x[i])) continue;
    fmt::format_to(std::back_inserter(path), "{}{:.1f} {:.1f}", path.empty() ? "M" : "L", x.px(s.x[i]), y.px(s.y[i]));
  }
  fmt::format_to(std::back_inserter(svg), R"(<path d="{}" fill="none" stroke="{}" stroke-width="1.8"{}/>)", path,
                 s.colour, s.dashed ? R"( stroke-dasharray="6 4")" : "");
}

void add_points(std::string& svg, const LogSeries& s, const LogAxis& x, const LogAxis& y) {
  const auto out = std::back_inserter(svg);
  for (std::size_t i = 0; i < s.x.size(); ++i) {
    const double top = s.y[i] + s.y_sigma[i];
    if (!x.holds(s.x[i]) || !y.holds(top)) continue;
    const double at = x.px(s.x[i]);
    fmt::format_to(out, R"(<path d="M{:.1f} {:.1f}V{:.1f}" stroke="{}"/>)", at, y.px(top),
                   y.px(std::max(s.y[i] - s.y_sigma[i], 1e-30)), s.colour);
    if (y.holds(s.y[i]))
      fmt::format_to(out, R"(<circle cx="{:.1f}" cy="{:.1f}" r="3.5" fill="{}"/>)", at, y.px(s.y[i]), s.colour);
  }
}

}  // namespace

std::string log_plot_svg(const LogPlot& plot) {
  LogAxis x(kLeft, kRight), y(kBottom, kTop);
  for (const LogSeries& s : plot.series) {
    for (const double value : s.x) x.reach(value);
    for (const double value : s.y) y.reach(value);
  }
  x.settle(0);
  y.settle(plot.least_y);
  std::string svg = fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" aria-label="{} against {}" font-size="12" font-family="DejaVu Sans, sans-serif" fill="#4a5057">)",
      kWidth, kHeight, detail::escaped(plot.y_axis), detail::escaped(plot.x_axis));
  add_axes(svg, plot, x, y);
  double legend = kTop + 10;
  for (const LogSeries& s : plot.series) {
    if (s.y_sigma.empty())
      add_line(svg, s, x, y);
    else
      add_points(svg, s, x, y);
    if (s.name.empty()) continue;
    fmt::format_to(std::back_inserter(svg),
                   R"(<path d="M{0} {1}h22" stroke="{2}" stroke-width="2.5"{3}/><text x="{4}" y="{5}">{6}</text>)",
                   kRight + 12, legend - 4, s.colour, s.dashed ? R"( stroke-dasharray="6 4")" : "", kRight + 40, legend,
                   detail::escaped(s.name));
    legend += 20;
  }
  return svg + "</svg>";
}

}  // namespace pellucid
