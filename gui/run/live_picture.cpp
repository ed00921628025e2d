#include "gui/run/live_picture.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace pellucid::gui {
namespace {

Pyramid<MeanValue>::Level blank_level(const LiveWafer& wafer) {
  Pyramid<MeanValue>::Level level{wafer.shift, wafer.across, wafer.down, {}};
  level.values.assign(static_cast<std::size_t>(wafer.across) * static_cast<std::size_t>(wafer.down),
                      MeanValue::kNothing);
  for (const ChipRun& run : wafer.runs) {
    const auto line = level.values.begin() +
                      std::ptrdiff_t{(run.row - wafer.first.row) >> wafer.shift} * std::ptrdiff_t{wafer.across};
    std::fill(line + ((run.begin - wafer.first.column) >> wafer.shift),
              line + ((run.end - 1 - wafer.first.column) >> wafer.shift) + 1, MeanValue::kUnmeasured);
  }
  return level;
}

}  // namespace

MapPicturePtr LivePicture::take(const LiveLight& live) {
  const LiveGlance glance = live.glance();
  if (!glance.wafer || is_same(glance)) return nullptr;
  if (glance.wafer != seen_) {
    seen_ = glance.wafer;
    wafer_ = WaferResult::unmeasured(seen_->design, seen_->runs, seen_->wafer_from_design);
    blank_ = blank_level(*seen_);
    layer_.clear();
  }
  if (glance.layer != layer_) {
    layer_ = glance.layer;
    const auto typical = static_cast<float>(glance.typical_e);
    range_ = {0.8F * typical, 1.2F * typical};
  }
  light_e_ = glance.light_e;
  widen(glance);
  Pyramid<MeanValue>::Level level = blank_;
  for (std::size_t at = 0; at < level.values.size(); ++at) {
    if (!std::isnan(glance.light_e[at])) level.values[at] = glance.light_e[at];
  }
  return MapPicture::of_squares(wafer_, "intensity_e@" + layer_, std::move(level), range_);
}

bool LivePicture::is_same(const LiveGlance& glance) const {
  return glance.wafer == seen_ && glance.layer == layer_ &&
         std::ranges::equal(glance.light_e, light_e_, {}, std::bit_cast<std::uint32_t, float>,
                            std::bit_cast<std::uint32_t, float>);
}

/// To where all but the outermost percent of the squares lie.
void LivePicture::widen(const LiveGlance& glance) {
  constexpr std::size_t kSample = 50'000, kFewest = 100;
  const std::size_t step = std::max<std::size_t>(1, glance.light_e.size() / kSample);
  std::vector<float> sample;
  for (std::size_t at = 0; at < glance.light_e.size(); at += step) {
    if (std::isfinite(glance.light_e[at])) sample.push_back(glance.light_e[at]);
  }
  if (sample.size() < kFewest) return;
  const auto quantile = [&](double q) {
    const auto at = sample.begin() + static_cast<std::ptrdiff_t>(q * static_cast<double>(sample.size() - 1));
    std::ranges::nth_element(sample, at);
    return *at;
  };
  range_.low = std::min(range_.low, quantile(0.02));
  range_.high = std::max(range_.high, quantile(0.98));
}

}  // namespace pellucid::gui
