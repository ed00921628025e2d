#include "results/uniformity.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "core/flow/parallel.h"

namespace pellucid {

namespace {

constexpr std::int64_t kGrain = 65536;

/// Sums about the first value met, so that no digits are lost for large means, and no division a value. Parts are
/// joined by the formula of Chan, Golub and LeVeque (The American Statistician 37, 1983).
class RunningSpread {
 public:
  /// Of values side by side, the finite ones whose chip is good.
  void add(std::span<const float> values, std::span<const ChipClass> classes) {
    const auto counts = [&](std::size_t i) { return classes[i] == ChipClass::good && std::isfinite(values[i]); };
    std::size_t i = 0;
    while (i < values.size() && count_ == 0) {
      if (counts(i)) about_ = static_cast<double>(values[i]), count_ = 1;
      ++i;
    }
    // Several sums side by side, without branches: one sum would wait for itself at every value.
    constexpr std::size_t kLanes = 4;
    std::array<double, kLanes> sum{}, squares{};
    std::array<std::int64_t, kLanes> count{};
    for (; i < values.size(); i += kLanes) {
      const std::size_t lanes = std::min(kLanes, values.size() - i);
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        const bool with = counts(i + lane);
        const double d = with ? static_cast<double>(values[i + lane]) - about_ : 0;
        count[lane] += with ? 1 : 0;
        sum[lane] += d;
        squares[lane] += d * d;
      }
    }
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      count_ += count[lane];
      sum_ += sum[lane];
      squares_ += squares[lane];
    }
  }
  void join(const RunningSpread& other) {
    if (other.count_ == 0) return;
    if (count_ == 0) {
      *this = other;
      return;
    }
    const auto n = static_cast<double>(count_), m = static_cast<double>(other.count_);
    const double apart = other.mean() - mean();
    const double about_mean = about_mean_squares() + other.about_mean_squares() + apart * apart * n * m / (n + m);
    about_ = mean() + apart * m / (n + m);
    count_ += other.count_;
    sum_ = 0;
    squares_ = about_mean;
  }
  [[nodiscard]] Spread spread() const {
    Spread spread;
    if (count_ > 0) spread.mean = mean();
    if (count_ > 1) spread.std = std::sqrt(about_mean_squares() / static_cast<double>(count_ - 1));
    return spread;
  }

 private:
  [[nodiscard]] double mean() const { return about_ + sum_ / static_cast<double>(count_); }
  [[nodiscard]] double about_mean_squares() const {
    return std::max(squares_ - sum_ * sum_ / static_cast<double>(count_), 0.0);
  }

  std::int64_t count_ = 0;
  double about_ = 0, sum_ = 0, squares_ = 0;
};

/// The area that is cut into zones.
class Zones {
 public:
  Zones(const ChipTable& table, const WaferDesign& wafer) {
    round_ = !(wafer.chips && wafer.chips->anchor == GridAnchor::image);
    if (round_) {
      half_ = {wafer.usable_radius_um(), wafer.usable_radius_um()};
      return;
    }
    if (table.size() == 0) return;
    const auto [x_min, x_max] = std::ranges::minmax(table.x_um);
    const auto [y_min, y_max] = std::ranges::minmax(table.y_um);
    centre_ = {0.5 * (double{x_min} + x_max), 0.5 * (double{y_min} + y_max)};
    half_ = {std::max(0.5 * (double{x_max} - x_min), 1e-6), std::max(0.5 * (double{y_max} - y_min), 1e-6)};
  }

  /// Compared after scaling by both halves, so that nothing is divided.
  [[nodiscard]] std::size_t of(double x_um, double y_um) const {
    constexpr double kCentreShare = 0.2;
    const double u = (x_um - centre_.x) * half_.y;
    const double v = (y_um - centre_.y) * half_.x;
    const double all = half_.x * half_.y;
    const double radius2 = round_ ? u * u + v * v : std::max(u * u, v * v);
    if (radius2 < kCentreShare * (all * all)) return 0;
    if (std::abs(u) >= std::abs(v)) return u > 0 ? 1 : 3;
    return v > 0 ? 2 : 4;
  }

 private:
  Vec2 centre_, half_{1, 1};
  bool round_ = true;
};

struct RunningZone {
  std::int64_t chips = 0, measured = 0, good = 0;
  RunningSpread intensity, relative;

  void join(const RunningZone& other) {
    chips += other.chips;
    measured += other.measured;
    good += other.good;
    intensity.join(other.intensity);
    relative.join(other.relative);
  }
};

using RunningZones = std::array<RunningZone, 5>;

/// Chips side by side are mostly of one zone: they are added a stretch at a time.
RunningZones zones_of(const ChipTable& table, const Zones& zones, std::size_t first_row, std::size_t last_row) {
  RunningZones found;
  const auto zone_at = [&](std::size_t i) { return zones.of(table.x_um[i], table.y_um[i]); };
  const auto add = [&](RunningSpread& spread, const std::vector<float> LayerColumns::*column, std::size_t begin,
                       std::size_t end) {
    if (table.layers.empty() || (table.layers.front().*column).empty()) return;
    spread.add({&(table.layers.front().*column)[begin], end - begin}, {&table.chip_class[begin], end - begin});
  };
  for (std::size_t begin = first_row, end = begin; begin < last_row; begin = end) {
    const std::size_t name = zone_at(begin);
    while (end < last_row && zone_at(end) == name) ++end;
    RunningZone& zone = found[name];
    const std::span<const ChipClass> classes(&table.chip_class[begin], end - begin);
    zone.chips += std::ssize(classes);
    zone.measured += std::ssize(classes) - std::ranges::count(classes, ChipClass::unmeasured);
    zone.good += std::ranges::count(classes, ChipClass::good);
    add(zone.intensity, &LayerColumns::intensity_e, begin, end);
    add(zone.relative, &LayerColumns::relative_intensity, begin, end);
  }
  return found;
}

}  // namespace

Uniformity uniformity_of(const ChipTable& table, const WaferDesign& wafer) {
  const Zones zones(table, wafer);
  const auto rows = static_cast<std::int64_t>(table.size());
  std::vector<RunningZones> parts(static_cast<std::size_t>((rows + kGrain - 1) / kGrain));
  parallel_ranges(rows, kGrain, [&](std::int64_t begin, std::int64_t end) {
    parts[static_cast<std::size_t>(begin / kGrain)] =
        zones_of(table, zones, static_cast<std::size_t>(begin), static_cast<std::size_t>(end));
  });
  RunningZones joined;
  for (const RunningZones& part : parts) {
    for (std::size_t zone = 0; zone < part.size(); ++zone) joined[zone].join(part[zone]);
  }
  Uniformity found;
  RunningZone whole;
  for (std::size_t zone = 0; zone < joined.size(); ++zone) {
    const RunningZone& part = joined[zone];
    whole.join(part);
    found.zones[zone] = {part.chips, part.measured, part.good, part.intensity.spread(), part.relative.spread()};
  }
  found.intensity_e = whole.intensity.spread();
  found.relative_intensity = whole.relative.spread();
  return found;
}

}  // namespace pellucid
