#include "results/detail/map_raster.h"

#include <algorithm>
#include <cmath>

namespace pellucid::detail {

namespace {

constexpr std::uint8_t kNoCategory = 0xff;

/// How far a category's pixels are grown, by category. The worst ones are served first, and the others as long as the
/// dots do not crowd the map: a lesser finding is never drawn larger than a worse one.
std::vector<int> dot_radii(const std::vector<std::uint8_t>& worst, const std::vector<Category>& categories,
                           double pitch_px) {
  constexpr double kVisiblePitch_px = 5.0, kRare = 0.03, kVeryRare = 0.0002;
  std::vector<std::int64_t> pixels(256);
  for (const std::uint8_t c : worst) ++pixels[c];
  const double covered = static_cast<double>(worst.size() - static_cast<std::size_t>(pixels[kNoCategory]));
  std::vector<int> radii(categories.size());
  if (pitch_px >= kVisiblePitch_px) return radii;
  std::int64_t as_bad_or_worse = 0;
  for (std::size_t c = categories.size(); c-- > 0;) {
    if (!categories[c].is_dot) continue;
    as_bad_or_worse += pixels[c];
    const double share = static_cast<double>(as_bad_or_worse) / std::max(covered, 1.0);
    if (share <= kRare) radii[c] = share <= kVeryRare ? 2 : 1;
  }
  return radii;
}

/// `worst` with its rare categories grown; the worse one wins where two meet.
std::vector<std::uint8_t> grown(const std::vector<std::uint8_t>& worst, const std::vector<int>& radii) {
  std::vector<std::uint8_t> result = worst;
  for (int y = 0; y < kPlotSize_px; ++y) {
    for (int x = 0; x < kPlotSize_px; ++x) {
      const std::uint8_t category = worst[static_cast<std::size_t>(y) * kPlotSize_px + static_cast<std::size_t>(x)];
      if (category == kNoCategory || radii[category] == 0) continue;
      const int r = radii[category];
      for (int v = std::max(y - r, 0); v <= std::min(y + r, kPlotSize_px - 1); ++v) {
        for (int u = std::max(x - r, 0); u <= std::min(x + r, kPlotSize_px - 1); ++u) {
          std::uint8_t& target = result[static_cast<std::size_t>(v) * kPlotSize_px + static_cast<std::size_t>(u)];
          if (target == kNoCategory || target < category) target = category;
        }
      }
    }
  }
  return result;
}

double quantile(std::vector<float>& values, double q) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(q * static_cast<double>(values.size() - 1) + 0.5);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

bool is_healthy(ChipClass c) {
  return c == ChipClass::good || c == ChipClass::suspect || c == ChipClass::retest;
}

std::vector<float> sampled(std::span<const float> values, std::span<const ChipClass> classes, bool healthy_only) {
  constexpr std::size_t kSamples = 200'000;
  const std::size_t step = std::max<std::size_t>(values.size() / kSamples, 1);
  std::vector<float> sample;
  for (std::size_t i = 0; i < values.size(); i += step) {
    if (std::isfinite(values[i]) && (!healthy_only || is_healthy(classes[i]))) sample.push_back(values[i]);
  }
  return sample;
}

/// A range of no width cannot be drawn; nor can one narrower than the centre's last digits.
void widen(double& low, double& high, double centre) {
  if (std::isfinite(centre)) {
    const double half = std::max({std::abs(low - centre), std::abs(high - centre), 1e-3});
    low = centre - half;
    high = centre + half;
  }
  const double least = std::max(1e-4 * std::max(std::abs(low), std::abs(high)), 1e-6);
  if (high - low < least) low -= least, high += least;
}

}  // namespace

PlotImage category_image(const CellMap& cells, const CategoryMap& map, double pitch_px) {
  std::vector<std::uint8_t> worst(CellMap::kPixels, kNoCategory);
  cells.for_each_run([&](std::size_t first, std::size_t last, std::size_t pixel) {
    std::uint8_t category = worst[pixel] == kNoCategory ? std::uint8_t{0} : worst[pixel];
    for (std::size_t row = first; row < last; ++row) category = std::max(category, map.category_of[row]);
    worst[pixel] = category;
  });
  worst = grown(worst, dot_radii(worst, map.categories, pitch_px));
  PlotImage image(CellMap::kPixels, kClear);
  for (std::size_t pixel = 0; pixel < image.size(); ++pixel) {
    if (worst[pixel] == kNoCategory) continue;
    const Category& category = map.categories[worst[pixel]];
    const int x = static_cast<int>(pixel % kPlotSize_px), y = static_cast<int>(pixel / kPlotSize_px);
    image[pixel] = packed(category.hatched ? hatch(x, y) : category.colour);
  }
  return image;
}

namespace {

void count_bins(const std::vector<float>& values, ValueScale& scale) {
  scale.histogram.fill(0);
  const double bins = static_cast<double>(scale.histogram.size());
  for (const float value : values) {
    const double bin = (value - scale.low) / (scale.high - scale.low) * bins;
    if (bin >= 0 && bin < bins) ++scale.histogram[static_cast<std::size_t>(bin)];
  }
}

}  // namespace

ValueScale value_scale(std::span<const float> values, std::span<const ChipClass> classes, double centre) {
  constexpr std::size_t kEnough = 20;
  ValueScale scale;
  scale.colours = std::isfinite(centre) ? &cool_warm() : &viridis();
  scale.measured = std::ranges::count_if(values, [](float v) { return std::isfinite(v); });
  scale.without = static_cast<std::int64_t>(values.size()) - scale.measured;
  std::vector<float> sample = sampled(values, classes, true);
  if (sample.size() < kEnough) sample = sampled(values, classes, false);
  if (sample.empty()) return scale;
  scale.low = quantile(sample, 0.01);
  scale.high = quantile(sample, 0.99);
  scale.median = quantile(sample, 0.5);
  widen(scale.low, scale.high, centre);
  count_bins(sampled(values, classes, false), scale);
  return scale;
}

bool stretch_to(ChipClass of, std::span<const float> values, std::span<const ChipClass> classes, ValueScale& scale) {
  std::vector<float> theirs;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (classes[i] == of && std::isfinite(values[i])) theirs.push_back(values[i]);
  }
  if (theirs.empty() || !(quantile(theirs, 0.95) > 0)) return false;
  scale.low = 0;
  scale.high = quantile(theirs, 0.95);
  count_bins(theirs, scale);
  return true;
}

PlotImage value_image(const CellMap& cells, std::span<const float> values, const ValueScale& scale) {
  std::vector<float> sum(CellMap::kPixels);
  std::vector<std::uint32_t> measured(CellMap::kPixels);
  PlotImage image(CellMap::kPixels, kClear);
  cells.for_each_run([&](std::size_t first, std::size_t last, std::size_t pixel) {
    float light = 0;
    std::uint32_t count = 0;
    for (std::size_t row = first; row < last; ++row) {
      const bool finite = std::isfinite(values[row]);
      light += finite ? values[row] : 0.0F;
      count += finite;
    }
    image[pixel] = 0;
    sum[pixel] += light;
    measured[pixel] += count;
  });
  // 128 of the 256 colours: steps too small to see, and a palette with room for letters.
  constexpr double kSteps = 127.0;
  std::array<std::uint32_t, 128> colours{};
  for (std::size_t i = 0; i < colours.size(); ++i) colours[i] = packed((*scale.colours)[i * 255 / 127]);
  const double per_unit = kSteps / (scale.high - scale.low);
  for (std::size_t pixel = 0; pixel < image.size(); ++pixel) {
    if (image[pixel] == kClear) continue;
    const double mean = double{sum[pixel]} / std::max(measured[pixel], 1U);
    const double step = std::clamp((mean - scale.low) * per_unit, 0.0, kSteps);
    const int x = static_cast<int>(pixel % kPlotSize_px), y = static_cast<int>(pixel / kPlotSize_px);
    image[pixel] = measured[pixel] == 0 ? packed(hatch(x, y)) : colours[static_cast<std::size_t>(step + 0.5)];
  }
  return image;
}

}  // namespace pellucid::detail
