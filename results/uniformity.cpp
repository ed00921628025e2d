#include "results/uniformity.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace pellucid {

namespace {

/// Running mean and sum of squares (Welford, Technometrics 4, 1962): no loss of digits for large means.
class RunningSpread {
 public:
  void add(double value) {
    if (!std::isfinite(value)) return;
    ++count_;
    const double delta = value - mean_;
    mean_ += delta / static_cast<double>(count_);
    squares_ += delta * (value - mean_);
  }
  [[nodiscard]] Spread spread() const {
    Spread spread;
    if (count_ > 0) spread.mean = mean_;
    if (count_ > 1) spread.std = std::sqrt(squares_ / static_cast<double>(count_ - 1));
    return spread;
  }

 private:
  std::int64_t count_ = 0;
  double mean_ = 0, squares_ = 0;
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
  RunningSpread intensity, relative;
};

}  // namespace

Uniformity uniformity_of(const ChipTable& table, const WaferDesign& wafer) {
  const Zones zones(table, wafer);
  const LayerColumns* layer = table.layers.empty() ? nullptr : &table.layers.front();
  const auto value = [](const std::vector<float>& values, std::size_t i) {
    return values.empty() ? std::numeric_limits<double>::quiet_NaN() : double{values[i]};
  };
  Uniformity found;
  RunningZone whole;
  std::array<RunningZone, 5> parts;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const std::size_t zone = zones.of(table.x_um[i], table.y_um[i]);
    ++found.zones[zone].chips;
    found.zones[zone].measured += table.chip_class[i] != ChipClass::unmeasured;
    if (table.chip_class[i] != ChipClass::good) continue;
    ++found.zones[zone].good;
    if (layer == nullptr) continue;
    for (RunningZone* part : {&whole, &parts[zone]}) {
      part->intensity.add(value(layer->intensity_e, i));
      part->relative.add(value(layer->relative_intensity, i));
    }
  }
  found.intensity_e = whole.intensity.spread();
  found.relative_intensity = whole.relative.spread();
  for (std::size_t zone = 0; zone < parts.size(); ++zone) {
    found.zones[zone].intensity_e = parts[zone].intensity.spread();
    found.zones[zone].relative_intensity = parts[zone].relative.spread();
  }
  return found;
}

}  // namespace pellucid
