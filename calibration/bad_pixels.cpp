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

/// A row of pixels with what is needed for the four neighbours of each: those left and right, above and below; in a
/// line two on either side. Columns at the ends have reflected ones.
struct PixelRow {
  const float *here, *third, *fourth;
  std::int64_t step, begin, end;  ///< columns from a pixel to its third and fourth neighbour; columns not reflected

  PixelRow(FrameView f, std::int64_t y) {
    const bool line = f.height == 1;
    here = f.values + y * f.width;
    third = f.values + reflected(y - 1, f.height) * f.width;
    fourth = f.values + reflected(y + 1, f.height) * f.width;
    step = line ? 2 : 0;
    begin = std::min<std::int64_t>(f.width, line ? 2 : 1);
    end = std::max(begin, f.width - begin);
  }
};

float lower(float a, float b) {
  return a < b ? a : b;
}
float higher(float a, float b) {
  return a > b ? a : b;
}

/// Difference from the middle of four neighbours: cheap, and one bad neighbour does not matter. The middle two of four
/// are the higher of two lows and the lower of two highs.
double quick_difference(float value, float a, float b, float c, float d) {
  const double low = higher(lower(a, b), lower(c, d));
  const double high = lower(higher(a, b), higher(c, d));
  return value - 0.5 * (low + high);
}

double quick_difference(const PixelRow& row, std::int64_t x) {
  return quick_difference(row.here[x], row.here[x - 1], row.here[x + 1], row.third[x - row.step],
                          row.fourth[x + row.step]);
}

double quick_difference(FrameView f, std::int64_t x, std::int64_t y) {
  const bool line = f.height == 1;
  return quick_difference(f.values[y * f.width + x], at(f, x - 1, y), at(f, x + 1, y),
                          line ? at(f, x - 2, y) : at(f, x, y - 1), line ? at(f, x + 2, y) : at(f, x, y + 1));
}

/// Of the pixels [begin, end) of a row, the number of those whose doubled quick difference may exceed `limit`: none is
/// missed. Straight and without a branch, for vectors; what floats may have rounded off is added.
std::int32_t count_suspects(const PixelRow& row, std::int64_t begin, std::int64_t end, float limit) {
  constexpr float kRounding = 2 * std::numeric_limits<float>::epsilon();
  const float* const here = row.here;
  const float* const third = row.third;
  const float* const fourth = row.fourth;
  const std::int64_t step = row.step;
  std::int32_t suspects = 0;
  for (std::int64_t x = begin; x < end; ++x) {
    const float low = higher(lower(here[x - 1], here[x + 1]), lower(third[x - step], fourth[x + step]));
    const float high = lower(higher(here[x - 1], here[x + 1]), higher(third[x - step], fourth[x + step]));
    const float over_low = here[x] - low;
    const float over_high = here[x] - high;
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
  std::int64_t x = 0;
  for (std::int64_t y = 0; y < f.height; ++y, x -= f.width) {
    const PixelRow row(f, y);
    for (; x < f.width; x += step) {
      const bool inside = x >= row.begin && x < row.end;
      sizes.push_back(std::abs(inside ? quick_difference(row, x) : quick_difference(f, x, y)));
    }
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
  const PixelRow row(f, y);
  const auto look_closely = [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t x = begin; x < end; ++x) {
      if (is_bad(f, x, y, limits)) bad.push_back(y * f.width + x);
    }
  };
  look_closely(0, row.begin);
  for (std::int64_t x = row.begin; x < row.end; x += kPixelsAtOnce) {
    const std::int64_t stop = std::min(row.end, x + kPixelsAtOnce);
    if (count_suspects(row, x, stop, suspect) > 0) look_closely(x, stop);
  }
  look_closely(row.end, f.width);
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
