#include "results/detail/histogram.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <mutex>

#include "core/flow/parallel.h"
#include "results/detail/html.h"
#include "results/detail/map_page.h"

namespace pellucid::detail {

namespace {

constexpr double kWidth = 520, kHeight = 250, kLeft = 52, kRight = 510, kTop = 12, kBottom = 200;

/// Pages upwards from the axis; half a decade below 1 so that a bar of one chip can be seen.
class LogAxis {
 public:
  explicit LogAxis(std::int64_t most)
      : decades_(std::max(1.0, std::ceil(std::log10(static_cast<double>(std::max<std::int64_t>(most, 1)))))) {}
  [[nodiscard]] double y(double count) const {
    if (count <= 0) return kBottom;
    return kBottom - (kBottom - kTop) * (std::log10(count) + 0.5) / (decades_ + 0.5);
  }
  [[nodiscard]] int decades() const { return static_cast<int>(decades_); }

 private:
  double decades_;
};

std::string power_label(int decade) {
  constexpr const char* kLabels[] = {"1", "10", "100", "1k", "10k", "100k", "1M", "10M", "100M", "1G"};
  return kLabels[std::clamp(decade, 0, 9)];
}

void add_bars(std::string& svg, const std::vector<std::int64_t>& counts, const LogAxis& axis, const char* colour) {
  const double width = (kRight - kLeft) / static_cast<double>(counts.size());
  fmt::format_to(std::back_inserter(svg), "<g fill=\"{}\">", colour);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    const double y = axis.y(static_cast<double>(counts[i]));
    fmt::format_to(std::back_inserter(svg), R"(<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>)",
                   kLeft + static_cast<double>(i) * width, y, width - 0.5, kBottom - y);
  }
  svg += "</g>";
}

void add_ticks(std::string& svg, const Histogram& h, const LogAxis& axis) {
  const auto out = std::back_inserter(svg);
  for (int decade = 0; decade <= axis.decades(); ++decade) {
    const double y = axis.y(std::pow(10.0, decade));
    fmt::format_to(out,
                   R"(<path d="M{} {:.1f}H{}" stroke="#e3e6ea"/><text x="{}" y="{:.1f}" text-anchor="end">{}</text>)",
                   kLeft, y, kRight, kLeft - 6, y + 4, power_label(decade));
  }
  const double step = nice_step(h.high - h.low, 8);
  for (double value = std::ceil(h.low / step - 1e-9) * step; value <= h.high + 1e-9 * step; value += step) {
    const double x = kLeft + (kRight - kLeft) * (value - h.low) / (h.high - h.low);
    fmt::format_to(
        out, R"(<path d="M{:.1f} {}v5" stroke="#4a5057"/><text x="{:.1f}" y="{}" text-anchor="middle">{:g}</text>)", x,
        kBottom, x, kBottom + 19, std::abs(value) < 1e-9 * step ? 0.0 : value);
  }
}

}  // namespace

Histogram histogram_of(const ChipTable& table, const ValueOf& value, double low, double high, std::size_t bins) {
  constexpr std::int64_t kGrain = 65536;
  Histogram h{low, high, std::vector<std::int64_t>(bins), std::vector<std::int64_t>(bins)};
  const double per_unit = static_cast<double>(bins) / (high - low), last = static_cast<double>(bins - 1);
  std::mutex adding;  // counts are whole numbers: their order does not matter
  parallel_ranges(static_cast<std::int64_t>(table.size()), kGrain, [&](std::int64_t begin, std::int64_t end) {
    const auto first = static_cast<std::size_t>(begin), count = static_cast<std::size_t>(end - begin);
    std::vector<float> values(count);
    value(first, values);
    // A chip without a value is counted in a bin of its own behind the last: no branch in the loop.
    std::vector<std::int64_t> all(bins + 1), good(bins + 1);
    for (std::size_t i = 0; i < count; ++i) {
      const double at = std::clamp((values[i] - low) * per_unit, 0.0, last);
      const std::size_t bin = std::isfinite(values[i]) ? static_cast<std::size_t>(at) : bins;
      ++all[bin];
      good[bin] += table.chip_class[first + i] == ChipClass::good;
    }
    const std::lock_guard lock(adding);
    for (std::size_t bin = 0; bin < bins; ++bin) h.all[bin] += all[bin], h.good[bin] += good[bin];
  });
  return h;
}

std::string histogram_svg(const Histogram& h, const std::string& axis_name) {
  const LogAxis axis(h.all.empty() ? 1 : *std::ranges::max_element(h.all));
  std::string svg =
      fmt::format(R"(<svg viewBox="0 0 {} {}" role="img" aria-label="histogram of {}" font-size="11" fill="#4a5057">)",
                  kWidth, kHeight, escaped(axis_name));
  add_ticks(svg, h, axis);
  add_bars(svg, h.all, axis, "#d55e00");
  add_bars(svg, h.good, axis, "#7fa99b");
  fmt::format_to(std::back_inserter(svg),
                 R"(<path d="M{} {}H{}" stroke="#4a5057"/><text x="{}" y="{}" text-anchor="middle">{}</text></svg>)",
                 kLeft, kBottom, kRight, 0.5 * (kLeft + kRight), kHeight - 8, escaped(axis_name));
  return svg;
}

}  // namespace pellucid::detail
