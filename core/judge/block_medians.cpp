#include "core/judge/block_medians.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "core/flow/parallel.h"
#include "core/model/median.h"

namespace pellucid {
namespace {

constexpr double kEmits_sigma = 4;
constexpr float kLikeMedian = 0.6F;  ///< a healthy chip's light lies within this share of the median
/// More chips a block make the trend no better: noise of a few percent is below 0.1 percent in their median, and the
/// trend is smooth over dozens of blocks.
constexpr std::int32_t kEnoughChips = 4096;
constexpr std::size_t kFirstLook = 256;  ///< chips that say where to look for the median
constexpr std::size_t kFewEmit = 64;

Blocks lay_blocks(const std::vector<ChipRun>& runs) {
  Blocks b;
  std::int32_t column_end = runs.front().end;
  b.column0 = runs.front().begin;
  b.row0 = runs.front().row;
  for (const ChipRun& run : runs) {
    b.column0 = std::min(b.column0, run.begin);
    column_end = std::max(column_end, run.end);
  }
  const double columns = column_end - b.column0;
  const double rows = runs.back().row + 1 - b.row0;
  // About 2000 blocks on a big wafer, but at least a handful of chips in each.
  b.size = static_cast<std::int32_t>(std::max(2.0, std::ceil(std::sqrt(columns * rows / 2000.0))));
  if (columns * rows / (b.size * b.size) > static_cast<double>(runs.back().stop()) / 4) ++b.size;
  b.across = static_cast<std::int32_t>(std::ceil(columns / b.size));
  b.down = static_cast<std::int32_t>(std::ceil(rows / b.size));
  b.median.assign(static_cast<std::size_t>(b.across) * static_cast<std::size_t>(b.down),
                  std::numeric_limits<double>::quiet_NaN());
  b.weight.assign(b.median.size(), 0);
  return b;
}

/// Of the rows of chips of a block, every how many-th is looked at. Odd: a scan's even and odd lines may differ.
std::int32_t row_step(const Blocks& b) {
  const auto step = static_cast<std::int32_t>(static_cast<std::int64_t>(b.size) * b.size / kEnoughChips);
  return step | 1;
}

/// Light and sigma of one block's chips, one after the other.
struct BlockChips {
  const float *light, *sigma;
  std::size_t count;
};

/// Median of every `step`-th chip that stands out of the noise; 0 where there are less than `least` of them.
float emitting_median(const BlockChips& chips, std::size_t step, std::size_t least) {
  std::vector<float> lights;
  for (std::size_t k = 0; k < chips.count; k += step) {
    if (static_cast<double>(chips.light[k]) > kEmits_sigma * static_cast<double>(chips.sigma[k]))
      lights.push_back(chips.light[k]);
  }
  return lights.size() < least ? 0 : median_of(std::move(lights));
}

/// The upper median of lights between `low` and `high`, as median_of() gives it: counted into bins, so that only those
/// of the middle one are put in order.
float median_between(const std::vector<float>& lights, float low, float high) {
  constexpr std::size_t kBins = 512;
  const float per_light = static_cast<float>(kBins) / (high - low);
  const auto bin = [=](float light) {  // through signed 32 bits, which vectors can convert
    return static_cast<std::size_t>(
        std::clamp(static_cast<std::int32_t>((light - low) * per_light), 0, static_cast<std::int32_t>(kBins) - 1));
  };
  std::array<std::uint32_t, kBins> counts{};
  for (const float light : lights) ++counts[bin(light)];
  std::size_t rank = lights.size() / 2;
  std::size_t middle = 0;
  while (rank >= counts[middle]) rank -= counts[middle++];
  std::vector<float> inside;
  inside.reserve(counts[middle]);
  for (const float light : lights) {
    if (bin(light) == middle) inside.push_back(light);
  }
  const auto at = inside.begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(inside.begin(), at, inside.end());
  return *at;
}

/// Median light of a block's healthy chips and their number. Those that stand out of the noise are brighter than the
/// rest where few do: their median only says where to look, on both sides of it, among all.
std::pair<double, std::size_t> healthy_median(const BlockChips& chips) {
  float first = emitting_median(chips, 1 + chips.count / kFirstLook, kFewEmit);
  if (first == 0) first = emitting_median(chips, 1, 1);
  if (first == 0) return {0, 0};
  std::vector<float> like(chips.count);
  std::size_t count = 0;
  for (std::size_t k = 0; k < chips.count; ++k) {
    like[count] = chips.light[k];
    count += std::abs(chips.light[k] - first) < kLikeMedian * first ? 1 : 0;
  }
  if (count == 0) return {0, 0};
  like.resize(count);
  return {static_cast<double>(median_between(like, (1 - kLikeMedian) * first, (1 + kLikeMedian) * first)), count};
}

/// The measured chips of one row of blocks, sorted into its blocks.
class BlockRow {
 public:
  BlockRow(const Blocks& b, std::int32_t rows)
      : room_(static_cast<std::size_t>(b.size) * static_cast<std::size_t>(rows)),
        counts_(static_cast<std::size_t>(b.across), 0),
        light_(counts_.size() * room_),
        sigma_(light_.size()) {}

  void add(const Blocks& b, const LayerColumns& layer, const ChipRun& run) {
    std::size_t k = run.start;
    for (std::int32_t column = run.begin; column < run.end;) {
      const std::int32_t block = (column - b.column0) / b.size;
      const std::int32_t end = std::min(run.end, b.column0 + (block + 1) * b.size);
      std::size_t& count = counts_[static_cast<std::size_t>(block)];
      const std::size_t first = static_cast<std::size_t>(block) * room_;
      for (; column < end; ++column, ++k) {
        light_[first + count] = layer.intensity_e[k];
        sigma_[first + count] = layer.intensity_sigma_e[k];
        count += std::isfinite(layer.intensity_e[k]) ? 1 : 0;
      }
    }
  }
  [[nodiscard]] BlockChips block(std::size_t i) const {
    return {light_.data() + i * room_, sigma_.data() + i * room_, counts_[i]};
  }

 private:
  std::size_t room_;  ///< chips a block can have
  std::vector<std::size_t> counts_;
  std::vector<float> light_, sigma_;
};

void fill_row(const LayerColumns& layer, const std::vector<ChipRun>& runs, std::int32_t j, Blocks& b) {
  const std::int32_t step = row_step(b);
  const std::int32_t row0 = b.row0 + j * b.size;
  BlockRow chips(b, (b.size + step - 1) / step);
  auto run = std::partition_point(runs.begin(), runs.end(), [row0](const ChipRun& r) { return r.row < row0; });
  for (; run != runs.end() && run->row < row0 + b.size; ++run) {
    if ((run->row - row0) % step == 0) chips.add(b, layer, *run);
  }
  const auto across = static_cast<std::size_t>(b.across);
  for (std::size_t i = 0; i < across; ++i) {
    const auto [median, count] = healthy_median(chips.block(i));
    if (count == 0) continue;
    b.median[static_cast<std::size_t>(j) * across + i] = median;
    b.weight[static_cast<std::size_t>(j) * across + i] = static_cast<double>(count);
  }
}

}  // namespace

Blocks block_medians(const LayerColumns& layer, const std::vector<ChipRun>& runs) {
  Blocks b = lay_blocks(runs);
  parallel_ranges(b.down, 1,
                  [&](std::int64_t j, std::int64_t) { fill_row(layer, runs, static_cast<std::int32_t>(j), b); });
  return b;
}

}  // namespace pellucid
