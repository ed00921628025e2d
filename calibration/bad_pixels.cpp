#include "calibration/bad_pixels.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace pellucid {
namespace {

constexpr std::int64_t kSpreadSamples = 100'000;
constexpr double kSigmaFromMad = 1.4826;  // of a normal distribution

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

/// Difference from the middle of four neighbours: cheap, and one bad neighbour does not matter.
double quick_difference(FrameView f, std::int64_t x, std::int64_t y) {
  const bool line = f.height == 1;
  const std::array<double, 4> n{at(f, x - 1, y), at(f, x + 1, y), line ? at(f, x - 2, y) : at(f, x, y - 1),
                                line ? at(f, x + 2, y) : at(f, x, y + 1)};
  const auto [low, high] = std::minmax({n[0], n[1], n[2], n[3]});
  return f.values[y * f.width + x] - 0.5 * (n[0] + n[1] + n[2] + n[3] - low - high);
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
  for (std::int64_t i = 0; i < f.size(); i += step)
    sizes.push_back(std::abs(quick_difference(f, i % f.width, i / f.width)));
  const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
  std::nth_element(sizes.begin(), middle, sizes.end());
  return kSigmaFromMad * *middle;
}

}  // namespace

std::vector<std::int64_t> find_bad_pixels(FrameView f, double absolute_floor, double relative_floor) {
  std::vector<std::int64_t> bad;
  if (f.size() == 0) return bad;
  const double far = kOutlierSigmas * spread(f);
  // Two bad neighbours halve the quick difference: what exceeds half a limit is looked at closely.
  for (std::int64_t y = 0; y < f.height; ++y) {
    for (std::int64_t x = 0; x < f.width; ++x) {
      const double quick = std::abs(quick_difference(f, x, y));
      if (2 * quick <= far || 2 * quick <= absolute_floor) continue;
      const double median = neighbourhood_median(f, x, y);
      const double difference = std::abs(f.values[y * f.width + x] - median);
      if (difference > far && difference > absolute_floor + relative_floor * std::abs(median))
        bad.push_back(y * f.width + x);
    }
  }
  return bad;
}

}  // namespace pellucid
