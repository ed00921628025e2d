#include "results/uniformity.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "core/flow/parallel.h"

namespace pellucid {

namespace {

constexpr std::int64_t kGrain = 16384;

// The compiler's own vectors: every machine has them.
using Pair [[gnu::vector_size(16)]] = double;
using PairMask [[gnu::vector_size(16)]] = std::int64_t;

/// Sums about the first value met, so that no digits are lost for large means, and no division a value. Parts are
/// joined by the formula of Chan, Golub and LeVeque (The American Statistician 37, 1983).
class RunningSpread {
 public:
  /// Of values side by side, the finite ones whose chip is good.
  void add(std::span<const float> values, std::span<const ChipClass> classes) {
    const auto counts = [&](std::size_t i) { return classes[i] == ChipClass::good && std::isfinite(values[i]); };
    std::size_t i = 0;
    for (; i < values.size() && count_ == 0; ++i) {
      if (counts(i)) about_ = static_cast<double>(values[i]), count_ = 1;
    }
    Pair sum{}, squares{};
    PairMask count{};
    const auto good = [&](std::size_t k) { return -static_cast<std::int64_t>(classes[k] == ChipClass::good); };
    for (; i + 2 <= values.size(); i += 2) {
      const Pair d = Pair{values[i], values[i + 1]} - about_;
      const PairMask with = PairMask{good(i), good(i + 1)} & (d - d == 0);  // -1 for true
      const auto kept = std::bit_cast<Pair>(std::bit_cast<PairMask>(d) & with);
      count -= with;
      sum += kept;
      squares += kept * kept;
    }
    if (i < values.size() && counts(i)) {
      const double d = static_cast<double>(values[i]) - about_;
      count[0] += 1;
      sum[0] += d;
      squares[0] += d * d;
    }
    count_ += count[0] + count[1];
    sum_ += sum[0] + sum[1];
    squares_ += squares[0] + squares[1];
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
  void find(std::span<const float> x_um, std::span<const float> y_um, std::uint8_t* zone) const {
    constexpr double kCentreShare = 0.2;
    const auto scale_u = static_cast<float>(half_.y / half_.x),
               limit = static_cast<float>(kCentreShare * half_.y * half_.y);
    const auto centre_x = static_cast<float>(centre_.x), centre_y = static_cast<float>(centre_.y);
    for (std::size_t i = 0; i < x_um.size(); ++i) {
      const float u = (x_um[i] - centre_x) * scale_u;
      const float v = y_um[i] - centre_y;
      const float u2 = u * u, v2 = v * v;
      const int side = u2 >= v2 ? (u > 0 ? 1 : 3) : (v > 0 ? 2 : 4);
      const float radius2 = round_ ? u2 + v2 : std::max(u2, v2);
      zone[i] = static_cast<std::uint8_t>(radius2 < limit ? 0 : side);
    }
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
  std::vector<std::uint8_t> zone(last_row - first_row);
  zones.find({&table.x_um[first_row], zone.size()}, {&table.y_um[first_row], zone.size()}, zone.data());
  for (std::size_t begin = 0, end = 0; begin < zone.size(); begin = end) {
    while (end < zone.size() && zone[end] == zone[begin]) ++end;
    RunningZone& here = found[zone[begin]];
    const std::span<const ChipClass> classes(&table.chip_class[first_row + begin], end - begin);
    here.chips += std::ssize(classes);
    here.measured += std::ssize(classes) - std::ranges::count(classes, ChipClass::unmeasured);
    here.good += std::ranges::count(classes, ChipClass::good);
    const auto add = [&](RunningSpread& spread, const std::vector<float> LayerColumns::*column) {
      if (table.layers.empty() || (table.layers.front().*column).empty()) return;
      spread.add({&(table.layers.front().*column)[first_row + begin], classes.size()}, classes);
    };
    add(here.intensity, &LayerColumns::intensity_e);
    add(here.relative, &LayerColumns::relative_intensity);
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
