#include "calibration/bad_pixels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/flow/parallel.h"

namespace pellucid {
namespace {

constexpr std::int64_t kSpreadSamples = 100'000;
constexpr double kSigmaFromMad = 1.4826;  // of a normal distribution
constexpr std::int64_t kRowsAtOnce = 32;
constexpr std::int64_t kPixelsAtOnce = 128;

/// An index reflected into [0, size), so that the rim has neighbours too.
std::int64_t reflected(std::int64_t i, std::int64_t size) {
  if (size == 1) return 0;
  if (i < 0) i = -i;
  if (i >= size) i = 2 * size - 2 - i;
  return std::clamp<std::int64_t>(i, 0, size - 1);
}

float at(FrameView f, std::int64_t x, std::int64_t y) {
  return f.values[reflected(y, f.height) * f.width + reflected(x, f.width)];
}

/// The four neighbours of a pixel and, one further on in each, those of the next; for pixels whose neighbours all lie
/// inside their rows.
struct Neighbours {
  const float *before, *after, *third, *fourth;

  Neighbours(FrameView f, std::int64_t x, std::int64_t y) {
    const auto row = [f](std::int64_t line) { return f.values + reflected(line, f.height) * f.width; };
    const bool line = f.height == 1;
    before = row(y) + x - 1;
    after = row(y) + x + 1;
    third = line ? row(y) + x - 2 : row(y - 1) + x;
    fourth = line ? row(y) + x + 2 : row(y + 1) + x;
  }
};

/// Difference from the middle of four neighbours: cheap, and one bad neighbour does not matter.
double quick_difference(float value, const std::array<double, 4>& n) {
  const auto [low, high] = std::minmax({n[0], n[1], n[2], n[3]});
  return value - 0.5 * (n[0] + n[1] + n[2] + n[3] - low - high);
}

double quick_difference(FrameView f, std::int64_t x, std::int64_t y) {
  const bool line = f.height == 1;
  const float value = f.values[y * f.width + x];
  if (x >= 2 && x + 2 < f.width) {
    const Neighbours n(f, x, y);
    return quick_difference(value, {*n.before, *n.after, *n.third, *n.fourth});
  }
  return quick_difference(value, {at(f, x - 1, y), at(f, x + 1, y), line ? at(f, x - 2, y) : at(f, x, y - 1),
                                  line ? at(f, x + 2, y) : at(f, x, y + 1)});
}

float lower(float a, float b) { return a < b ? a : b; }
float higher(float a, float b) { return a > b ? a : b; }

/// Of `count` pixels along a row, the number of those twice whose quick difference may exceed `limit`: none is missed.
/// Straight and without a branch, for vectors. The middle two of four are the higher of two lows and the lower of two
/// highs; what floats may have rounded off is added.
std::int64_t count_suspects(const float* pixels, const Neighbours& n, std::int64_t count, float limit) {
  constexpr float kRounding = 2 * std::numeric_limits<float>::epsilon();
  std::int32_t suspects = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const float low = higher(lower(n.before[i], n.after[i]), lower(n.third[i], n.fourth[i]));
    const float high = lower(higher(n.before[i], n.after[i]), higher(n.third[i], n.fourth[i]));
    const float over_low = pixels[i] - low;
    const float over_high = pixels[i] - high;
    const float twice = std::abs(over_low + over_high) + kRounding * (std::abs(over_low) + std::abs(over_high));
    suspects += twice > limit ? 1 : 0;
  }
  return suspects;
}

double neighbourhood_median(FrameView f, std::int64_t x, std::int64_t y) {
  const std::int64_t reach_x = f.height == 1 ? 5 : 2;
  const std::int64_t reach_y = f.height == 1 ? 0 : 2;
  std::array<float, 25> values{};
  std::size_t count = 0;
  for (std::int64_t dy = -reach_y; dy <= reach_y; ++dy) {
    for (std::int64_t dx = -reach_x; dx <= reach_x; ++dx) values[count++] = at(f, x + dx, y + dy);
  }
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(count / 2);
  std::nth_element(values.begin(), middle, values.begin() + static_cast<std::ptrdiff_t>(count));
  return *middle;
}

/// Robust standard deviation of the quick difference, from an even sample of the frame.
double spread(FrameView f) {
  const std::int64_t step = std::max<std::int64_t>(1, f.size() / kSpreadSamples);
  std::vector<double> sizes;
  sizes.reserve(static_cast<std::size_t>(f.size() / step + 1));
  for (std::int64_t i = 0; i < f.size(); i += step) {
    sizes.push_back(std::abs(quick_difference(f, i % f.width, i / f.width)));
  }
  const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
  std::nth_element(sizes.begin(), middle, sizes.end());
  return kSigmaFromMad * *middle;
}

/// What a frame's pixels are held against.
struct Limits {
  double far, absolute_floor, relative_floor;
};

bool is_bad(FrameView f, std::int64_t x, std::int64_t y, const Limits& limits) {
  const double quick = std::abs(quick_difference(f, x, y));
  if (2 * quick <= limits.far || 2 * quick <= limits.absolute_floor) return false;
  const double median = neighbourhood_median(f, x, y);
  const double difference = std::abs(f.values[y * f.width + x] - median);
  return difference > limits.far && difference > limits.absolute_floor + limits.relative_floor * std::abs(median);
}

/// Two bad neighbours halve the quick difference: what exceeds half a limit is looked at closely.
void search_row(FrameView f, std::int64_t y, const Limits& limits, std::vector<std::int64_t>& bad) {
  const auto suspect = static_cast<float>((1 - 1e-6) * std::max(limits.far, limits.absolute_floor));
  const std::int64_t reach = f.height == 1 ? 2 : 1;
  const auto look_closely = [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t x = begin; x < end; ++x) {
      if (is_bad(f, x, y, limits)) bad.push_back(y * f.width + x);
    }
  };
  const std::int64_t begin = std::min(f.width, reach);
  const std::int64_t end = std::max(begin, f.width - reach);
  look_closely(0, begin);
  for (std::int64_t x = begin; x < end; x += kPixelsAtOnce) {
    const std::int64_t stop = std::min(end, x + kPixelsAtOnce);
    if (count_suspects(f.values + y * f.width + x, {f, x, y}, stop - x, suspect) > 0) look_closely(x, stop);
  }
  look_closely(end, f.width);
}

}  // namespace

std::vector<std::int64_t> find_bad_pixels(FrameView f, double absolute_floor, double relative_floor) {
  if (f.size() == 0) return {};
  const Limits limits{kOutlierSigmas * spread(f), absolute_floor, relative_floor};
  std::vector<std::vector<std::int64_t>> found(static_cast<std::size_t>((f.height + kRowsAtOnce - 1) / kRowsAtOnce));
  parallel_ranges(f.height, kRowsAtOnce, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t y = begin; y < end; ++y) {
      search_row(f, y, limits, found[static_cast<std::size_t>(begin / kRowsAtOnce)]);
    }
  });
  std::vector<std::int64_t> bad;
  for (const std::vector<std::int64_t>& some : found) bad.insert(bad.end(), some.begin(), some.end());
  return bad;
}

}  // namespace pellucid
