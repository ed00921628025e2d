#include "core/flow/response_frame.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/flow/parallel.h"

namespace pellucid {
namespace {

constexpr float kHighest = 65535;
constexpr std::int64_t kGrain = 1 << 16;  ///< pixels a range

struct Range {
  float low = std::numeric_limits<float>::max(), high = std::numeric_limits<float>::lowest();
  bool whole = true;  ///< whole numbers only

  void add(const Range& other) {
    low = std::min(low, other.low);
    high = std::max(high, other.high);
    whole = whole && other.whole;
  }
};

/// Of the values whose pixels may be used: several ranges side by side, without a branch, for vectors.
Range range_of(const float* values, const float* scale, std::size_t count) {
  constexpr std::size_t kLanes = 8;
  std::array<float, kLanes> low{}, high{};
  std::array<std::int32_t, kLanes> parts{};
  low.fill(Range{}.low);
  high.fill(Range{}.high);
  const auto add = [&](std::size_t lane, std::size_t i) {
    const bool usable = scale[i] > 0;
    const float at_most = usable ? values[i] : low[lane];
    const float at_least = usable ? values[i] : high[lane];
    low[lane] = at_most < low[lane] ? at_most : low[lane];
    high[lane] = at_least > high[lane] ? at_least : high[lane];
    const bool whole = values[i] == static_cast<float>(static_cast<std::int32_t>(values[i]));
    parts[lane] |= usable && !whole ? 1 : 0;
  };
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) add(lane, i + lane);
  }
  for (; i < count; ++i) add(0, i);
  Range all;
  for (std::size_t lane = 0; lane < kLanes; ++lane) all.add({low[lane], high[lane], parts[lane] == 0});
  return all;
}

struct Ranges {
  Range dark, scale;
};

/// Of the pixels that may be used.
Ranges ranges_of(const std::vector<float>& dark, const std::vector<float>& scale) {
  const auto pixels = std::ssize(scale);
  std::vector<Ranges> parts(static_cast<std::size_t>((pixels + kGrain - 1) / kGrain));
  parallel_ranges(pixels, kGrain, [&](std::int64_t begin, std::int64_t end) {
    const auto count = static_cast<std::size_t>(end - begin);
    parts[static_cast<std::size_t>(begin / kGrain)] = {range_of(dark.data() + begin, scale.data() + begin, count),
                                                       range_of(scale.data() + begin, scale.data() + begin, count)};
  });
  Ranges all;
  for (const Ranges& part : parts) {
    all.dark.add(part.dark);
    all.scale.add(part.scale);
  }
  return all;
}

ResponseFrame::Code code_of(const Range& range, float lowest_code) {
  if (!(range.high > range.low)) return {range.low - lowest_code, 1};
  const float steps = kHighest - lowest_code;
  if (lowest_code == 0 && range.whole && range.high - range.low <= steps) return {range.low, 1};
  const float step = (range.high - range.low) / steps;
  return {range.low - lowest_code * step, step};
}

std::uint32_t encode(const ResponseFrame::Code& code, float value, float lowest_code) {
  const float steps = (value - code.base) * (1 / code.step) + 0.5F;
  const float inside = steps < kHighest ? steps : kHighest;
  return static_cast<std::uint32_t>(static_cast<std::int32_t>(inside > lowest_code ? inside : lowest_code));
}

}  // namespace

ResponseFrame::ResponseFrame(const std::vector<float>& dark_dn, const std::vector<float>& scale_e_per_dn)
    : codes_(scale_e_per_dn.size()) {
  const Ranges ranges = ranges_of(dark_dn, scale_e_per_dn);
  constexpr float kLowestScale = 1;
  dark_ = code_of(ranges.dark, 0);
  scale_ = code_of(ranges.scale, kLowestScale);
  parallel_ranges(std::ssize(codes_), kGrain, [&](std::int64_t begin, std::int64_t end) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
      const std::uint32_t both = encode(dark_, dark_dn[i], 0) | (encode(scale_, scale_e_per_dn[i], kLowestScale) << 16);
      codes_[i] = scale_e_per_dn[i] > 0 ? both : 0;
    }
  });
}

}  // namespace pellucid
