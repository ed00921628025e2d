#include "results/uniformity.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "core/flow/parallel.h"

namespace pellucid {

namespace {

constexpr std::int64_t kGrain = 65536;

/// Sums about the first value met, so that no digits are lost for large means, and no division a value. Parts are
/// joined by the formula of Chan, Golub and LeVeque (The American Statistician 37, 1983).
class RunningSpread {
 public:
  void add(float value) {
    if (!std::isfinite(value)) return;
    if (count_ == 0) about_ = value;
    const double d = value - about_;
    ++count_;
    sum_ += d;
    squares_ += d * d;
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

  [[nodiscard]] std::size_t of(double x_um, double y_um) const {
    constexpr double kCentreShare = 0.2;
    const double u = (x_um - centre_.x) / half_.x;
    const double v = (y_um - centre_.y) / half_.y;
    const double radius2 = round_ ? u * u + v * v : std::max(u * u, v * v);
    if (radius2 < kCentreShare) return 0;
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

RunningZones zones_of(const ChipTable& table, const Zones& zones, std::size_t first_row, std::size_t last_row) {
  const LayerColumns* layer = table.layers.empty() ? nullptr : &table.layers.front();
  const bool has_intensity = layer != nullptr && !layer->intensity_e.empty();
  const bool has_relative = layer != nullptr && !layer->relative_intensity.empty();
  RunningZones found;
  for (std::size_t i = first_row; i < last_row; ++i) {
    RunningZone& zone = found[zones.of(table.x_um[i], table.y_um[i])];
    ++zone.chips;
    zone.measured += table.chip_class[i] != ChipClass::unmeasured;
    if (table.chip_class[i] != ChipClass::good) continue;
    ++zone.good;
    if (has_intensity) zone.intensity.add(layer->intensity_e[i]);
    if (has_relative) zone.relative.add(layer->relative_intensity[i]);
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
