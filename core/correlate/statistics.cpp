#include "core/correlate/statistics.h"

#include <tbb/parallel_sort.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>

namespace pellucid {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// A float's bits so that unsigned order is the order of values.
std::uint32_t ordered_bits(float value) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(value + 0.0F);  // -0 becomes 0
  return (bits & 0x80000000U) != 0 ? ~bits : bits | 0x80000000U;
}

/// Sums for Pearson's r, of values from which the column's mean was taken.
struct Moments {
  double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  void add(const Moments& m) {
    n += m.n;
    x += m.x;
    y += m.y;
    xx += m.xx;
    yy += m.yy;
    xy += m.xy;
  }
  [[nodiscard]] double r() const {
    const double var_x = xx - x * x / n;
    const double var_y = yy - y * y / n;
    if (n < 3 || !(var_x > 0) || !(var_y > 0)) return kNaN;
    return std::clamp((xy - x * y / n) / std::sqrt(var_x * var_y), -1.0, 1.0);
  }
};

double mean_of(std::span<const float> values) {
  double sum = 0;
  for (const float v : values) sum += v;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

double quantile(const std::vector<double>& sorted, double p) {
  const double at = p * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<std::size_t>(at);
  const std::size_t high = std::min(low + 1, sorted.size() - 1);
  return sorted[low] + (at - static_cast<double>(low)) * (sorted[high] - sorted[low]);
}

}  // namespace

Interval wilson95(std::int64_t hits, std::int64_t trials) {
  if (trials <= 0) return {kNaN, kNaN};
  constexpr double kZ = 1.959963984540054;  // 97.5 percent point of the normal distribution
  const auto n = static_cast<double>(trials);
  const double p = static_cast<double>(hits) / n;
  const double centre = p + kZ * kZ / (2 * n);
  const double half = kZ * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
  const double scale = 1 + kZ * kZ / n;
  return {hits == 0 ? 0.0 : (centre - half) / scale, hits == trials ? 1.0 : (centre + half) / scale};
}

std::vector<std::uint32_t> ascending_order(std::span<const float> values) {
  std::vector<std::uint64_t> keys(values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    keys[i] = static_cast<std::uint64_t>(ordered_bits(values[i])) << 32U | i;
  tbb::parallel_sort(keys.begin(), keys.end());
  std::vector<std::uint32_t> order(values.size());
  for (std::size_t i = 0; i < keys.size(); ++i) order[i] = static_cast<std::uint32_t>(keys[i]);
  return order;
}

std::vector<float> centred_midranks(std::span<const float> values) {
  const std::vector<std::uint32_t> order = ascending_order(values);
  std::vector<float> ranks(values.size());
  const auto n = static_cast<double>(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t end = first + 1;
    while (end < order.size() && values[order[end]] == values[order[first]]) ++end;
    const double mid_rank = (static_cast<double>(first) + 1 + static_cast<double>(end)) / 2;
    const auto rank = static_cast<float>((mid_rank - (n + 1) / 2) / n);
    for (; first < end; ++first) ranks[order[first]] = rank;
  }
  return ranks;
}

CurveAreas curve_areas(std::span<const float> values, std::span<const std::uint8_t> positive) {
  const std::vector<std::uint32_t> order = ascending_order(values);
  double positives = 0;
  for (const std::uint8_t p : positive) positives += p;
  const double negatives = static_cast<double>(positive.size()) - positives;
  double hits = 0;          // positives so far: true positives of a threshold here
  double false_alarms = 0;  // negatives so far
  double pairs_won = 0;
  double precision_sum = 0;
  for (std::size_t first = 0; first < order.size();) {
    const float value = values[order[first]];
    double tied_hits = 0;
    double tied_alarms = 0;
    for (; first < order.size() && values[order[first]] == value; ++first)
      (positive[order[first]] != 0 ? tied_hits : tied_alarms) += 1;
    pairs_won += tied_alarms * (hits + tied_hits / 2);
    hits += tied_hits;
    false_alarms += tied_alarms;
    precision_sum += tied_hits * (hits / (hits + false_alarms));
  }
  return {positives > 0 && negatives > 0 ? pairs_won / (positives * negatives) : kNaN,
          positives > 0 ? precision_sum / positives : kNaN};
}

Correlation correlate_columns(std::span<const float> x, std::span<const float> y, std::span<const std::uint32_t> block,
                              std::uint32_t blocks, int resamples, std::uint64_t seed) {
  const double mean_x = mean_of(x);
  const double mean_y = mean_of(y);
  std::vector<Moments> of_block(blocks);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double a = x[i] - mean_x;
    const double b = y[i] - mean_y;
    of_block[block[i]].add({1, a, b, a * a, b * b, a * b});
  }
  std::erase_if(of_block, [](const Moments& m) { return m.n == 0; });
  Moments all;
  for (const Moments& m : of_block) all.add(m);
  Correlation out{all.r(), {kNaN, kNaN}};
  if (std::isnan(out.r)) return out;
  std::mt19937_64 random(seed);
  std::vector<double> drawn;
  for (int i = 0; i < resamples; ++i) {
    Moments sum;
    for (std::size_t k = 0; k < of_block.size(); ++k) sum.add(of_block[random() % of_block.size()]);
    if (const double r = sum.r(); !std::isnan(r)) drawn.push_back(r);
  }
  if (drawn.empty()) return out;
  std::sort(drawn.begin(), drawn.end());
  out.ci95 = {quantile(drawn, 0.025), quantile(drawn, 0.975)};
  return out;
}

}  // namespace pellucid
