#include "core/correlate/match_maps.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "core/correlate/pl_verdict.h"
#include "core/correlate/trend_surface.h"

namespace pellucid {
namespace {

constexpr float kUnknown = std::numeric_limits<float>::quiet_NaN();
constexpr double kClipSigma = 3.0;     // a dead chip is evidence, but not more than a few ordinary ones
constexpr int kTrendCells = 3;         // trend: mean over 2 * 3 + 1 coarse cells
constexpr std::size_t kMinChips = 30;  // below that a spread means nothing

struct Frame {
  std::int64_t first_column = 0, first_row = 0;
  int width = 0, height = 0;
  std::size_t cell(const MatchMap& map, std::size_t i, int bin) const {
    return static_cast<std::size_t>((map.row[i] - first_row) / bin * width + (map.column[i] - first_column) / bin);
  }
};

Frame frame_of(const MatchMap& map, int bin) {
  if (map.size() == 0) return {};
  const auto [left, right] = std::minmax_element(map.column.begin(), map.column.end());
  const auto [bottom, top] = std::minmax_element(map.row.begin(), map.row.end());
  return {*left, *bottom, static_cast<int>((static_cast<std::int64_t>(*right) - *left) / bin + 1),
          static_cast<int>((static_cast<std::int64_t>(*top) - *bottom) / bin + 1)};
}

/// Running sums of 2 * kTrendCells + 1 cells along x, then along y; cells outside count nothing.
void box_sum(std::vector<float>& cells, int width, int height) {
  const auto along = [&cells](std::ptrdiff_t first, std::ptrdiff_t step, int length, std::vector<float>& line) {
    for (int i = 0; i < length; ++i) {
      float sum = 0;
      for (int k = std::max(0, i - kTrendCells); k <= std::min(length - 1, i + kTrendCells); ++k)
        sum += cells[static_cast<std::size_t>(first + k * step)];
      line[static_cast<std::size_t>(i)] = sum;
    }
    for (int i = 0; i < length; ++i)
      cells[static_cast<std::size_t>(first + i * step)] = line[static_cast<std::size_t>(i)];
  };
  std::vector<float> line(static_cast<std::size_t>(std::max(width, height)));
  for (int y = 0; y < height; ++y) along(static_cast<std::ptrdiff_t>(y) * width, 1, width, line);
  for (int x = 0; x < width; ++x) along(x, width, height, line);
}

/// Takes the mean of the surroundings out of z: two wafers with the same smooth rest must not look alike.
void remove_surroundings(MatchMap& map, int bin) {
  const Frame frame = frame_of(map, bin);
  const std::size_t cells = static_cast<std::size_t>(frame.width) * static_cast<std::size_t>(frame.height);
  std::vector<float> sum(cells);
  std::vector<float> count(cells);
  for (std::size_t i = 0; i < map.size(); ++i)
    if (std::isfinite(map.z[i])) {
      sum[frame.cell(map, i, bin)] += map.z[i];
      count[frame.cell(map, i, bin)] += 1;
    }
  box_sum(sum, frame.width, frame.height);
  box_sum(count, frame.width, frame.height);
  for (std::size_t i = 0; i < map.size(); ++i)
    if (const std::size_t cell = frame.cell(map, i, bin); count[cell] > 0) map.z[i] -= sum[cell] / count[cell];
}

void standardise(MatchMap& map, int bin) {
  std::vector<float> known;
  for (const float z : map.z)
    if (std::isfinite(z)) known.push_back(z);
  if (known.size() < kMinChips) return;
  const RobustSpread spread = robust_spread(known);
  // Also refuses the rounding noise that a trend leaves on a constant map.
  if (!(spread.sigma > 1e-5 * std::abs(spread.median))) return;
  map.has_intensity = true;
  for (float& z : map.z)
    z = static_cast<float>(std::clamp((z - spread.median) / spread.sigma, -kClipSigma, kClipSigma));
  remove_surroundings(map, bin);
}

void finish(MatchMap& map, int bin) {
  standardise(map, bin);
  if (!map.has_intensity) map.z.assign(map.size(), kUnknown);
  map.has_verdict = std::find(map.fail.begin(), map.fail.end(), 0) != map.fail.end() &&
                    std::find(map.fail.begin(), map.fail.end(), 1) != map.fail.end();
}

}  // namespace

MatchMap pl_map(const ChipTable& table, int bin) {
  MatchMap map{table.column, table.row, {}, {}, false, false};
  map.z.assign(table.size(), kUnknown);
  if (!table.layers.empty() && table.layers.front().relative_intensity.size() == table.size())
    map.z = table.layers.front().relative_intensity;
  map.fail.assign(table.size(), -1);
  if (table.chip_class.size() == table.size())
    for (std::size_t i = 0; i < table.size(); ++i) {
      const PlVerdict verdict = pl_verdict(table.chip_class[i]);
      if (verdict != PlVerdict::undecided) map.fail[i] = verdict == PlVerdict::fail ? 1 : 0;
      if (table.chip_class[i] == ChipClass::unmeasured) map.z[i] = kUnknown;
    }
  finish(map, bin);
  return map;
}

MatchMap el_map(const ElTable& table, int bin) {
  MatchMap map{table.column, table.row, {}, {}, false, false};
  map.z = table.intensity.size() == table.size() ? divided_by_trend(table.column, table.row, table.intensity)
                                                 : std::vector<float>(table.size(), kUnknown);
  map.fail.assign(table.size(), -1);
  for (std::size_t i = 0; i < table.pass.size() && i < table.size(); ++i) map.fail[i] = table.pass[i] == 0 ? 1 : 0;
  finish(map, bin);
  return map;
}

BinnedMap binned(const MatchMap& map, int bin) {
  const Frame frame = frame_of(map, bin);
  BinnedMap out{frame.first_column, frame.first_row, bin, frame.width, frame.height, {}, {}, {}};
  const std::size_t cells = static_cast<std::size_t>(frame.width) * static_cast<std::size_t>(frame.height);
  out.chips.assign(cells, 0);
  out.z.assign(cells, 0);
  out.fail.assign(cells, 0);
  double fails = 0;
  double decided = 0;
  for (const std::int8_t f : map.fail) {
    fails += f == 1 ? 1 : 0;
    decided += f >= 0 ? 1 : 0;
  }
  const float share = decided > 0 ? static_cast<float>(fails / decided) : 0.0F;
  for (std::size_t i = 0; i < map.size(); ++i) {
    const std::size_t cell = frame.cell(map, i, bin);
    out.chips[cell] += 1;
    if (std::isfinite(map.z[i])) out.z[cell] += map.z[i];
    if (map.fail[i] >= 0) out.fail[cell] += static_cast<float>(map.fail[i]) - share;
  }
  return out;
}

}  // namespace pellucid
