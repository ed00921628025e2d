#include "gui/map/map_picture.h"

#include <algorithm>
#include <cmath>

#include "results/map_colours.h"

namespace pellucid::gui {

std::uint8_t rank_of(ChipClass chip_class) {
  static const std::array<std::uint8_t, 256> ranks = [] {
    std::array<std::uint8_t, 256> table{};
    for (std::size_t i = 0; i < kBySeverity.size(); ++i)
      table[static_cast<std::size_t>(kBySeverity[i])] = static_cast<std::uint8_t>(i + 1);
    return table;
  }();
  return ranks[static_cast<std::size_t>(chip_class)];
}

ChipClass class_of_rank(std::uint8_t rank) {
  return kBySeverity[static_cast<std::size_t>(rank - 1)];
}

Result<MapPicturePtr> MapPicture::make(WaferResultPtr wafer, const std::string& subject,
                                       std::shared_ptr<const std::vector<ChipClass>> classes) {
  std::shared_ptr<MapPicture> picture(new MapPicture);
  picture->wafer_ = std::move(wafer);
  picture->subject_ = subject;
  picture->classes_ = std::move(classes);
  if (picture->classes_ && subject != kClassSubject) picture->count_classes();
  if (subject == kClassSubject) {
    const auto& shown = picture->classes();
    picture->worst_ =
        std::make_unique<Pyramid<WorstRank>>(picture->wafer_->grid(), [&](std::size_t k) { return rank_of(shown[k]); });
    picture->count_classes();
    picture->find_shares();
    return picture;
  }
  auto values = picture->wafer_->column(subject);
  if (!values) return fail(values.error());
  picture->values_ = std::move(*values);
  const std::vector<float>& v = *picture->values_;
  picture->mean_ = std::make_unique<Pyramid<MeanValue>>(
      picture->wafer_->grid(), [&](std::size_t k) { return std::isfinite(v[k]) ? v[k] : MeanValue::kUnmeasured; });
  if (subject.starts_with("relative_intensity")) picture->centre_ = 1.0F;
  if (subject.starts_with("centroid_d")) picture->centre_ = 0.0F;
  picture->find_range();
  return picture;
}

MapPicturePtr MapPicture::of_squares(WaferResultPtr wafer, std::string subject, Pyramid<MeanValue>::Level squares,
                                     ValueRange range) {
  std::shared_ptr<MapPicture> picture(new MapPicture);
  picture->wafer_ = std::move(wafer);
  picture->subject_ = std::move(subject);
  picture->mean_ = std::make_unique<Pyramid<MeanValue>>(std::move(squares));
  picture->natural_range_ = range;
  return picture;
}

std::int64_t count_of(const ClassCounts& counts, ChipClass chip_class) {
  return counts[static_cast<std::size_t>(std::ranges::find(kAllClasses, chip_class) - kAllClasses.begin())];
}

void MapPicture::count_classes() {
  std::array<std::int64_t, 256> counts{};
  for (const ChipClass c : classes()) ++counts[static_cast<std::size_t>(c)];
  for (std::size_t i = 0; i < kAllClasses.size(); ++i)
    class_counts_[i] = counts[static_cast<std::size_t>(kAllClasses[i])];
}

void MapPicture::find_shares() {
  double so_far = 0;
  const auto all = static_cast<double>(std::max<std::size_t>(wafer_->size(), 1));
  for (std::size_t i = kBySeverity.size(); i-- > 0;) {
    so_far += static_cast<double>(count_of(class_counts_, kBySeverity[i]));
    share_at_least_[i + 1] = so_far / all;
  }
}

/// Of a sample of a few hundred thousand good chips: the ends of a colour scale need no more.
void MapPicture::find_range() {
  constexpr std::size_t kSample = 400'000;
  const std::size_t step = std::max<std::size_t>(1, wafer_->size() / kSample);
  std::vector<float> good, any;
  for (std::size_t k = 0; k < wafer_->size(); k += step) {
    const float v = (*values_)[k];
    if (!std::isfinite(v)) continue;
    any.push_back(v);
    if (classes()[k] == ChipClass::good) good.push_back(v);
  }
  std::vector<float>& sample = good.size() >= 20 ? good : any;
  if (sample.empty()) return;
  const auto quantile = [&](double q) {
    const auto at = sample.begin() + static_cast<std::ptrdiff_t>(q * static_cast<double>(sample.size() - 1));
    std::nth_element(sample.begin(), at, sample.end());
    return *at;
  };
  natural_range_ = {quantile(0.01), quantile(0.99)};
  if (centre_) {
    const float reach = std::max(*centre_ - natural_range_.low, natural_range_.high - *centre_);
    natural_range_ = {*centre_ - reach, *centre_ + reach};
  }
  if (!(natural_range_.high > natural_range_.low)) natural_range_.high = natural_range_.low + 1;
}

}  // namespace pellucid::gui
