#include "core/measure/box_axes.h"

#include <optional>
#include <utility>

#include "core/flow/parallel.h"

namespace pellucid {

BoxAxis::BoxAxis(const ChipProfile& profile, const ChipWeights& weights, const ChipNorms& norms, bool along_x,
                 int phase, double first_px, ChipNorms::Streets streets)
    : count_(along_x ? weights.width() : weights.height()) {
  std::vector<float> values;
  for (const ProfileComponent& component : profile.components) {
    const std::size_t begin = light_.size();
    light_.resize(begin + static_cast<std::size_t>(count_));
    for (int place = 0; place < kPlaces; ++place) {
      const Vec2 step = norms.step(place, streets);
      (along_x ? component.x : component.y).sample(first_px - (along_x ? step.x : step.y), count_, values);
      for (std::size_t i = 0; i < values.size(); ++i) light_[begin + i][static_cast<std::size_t>(place)] = values[i];
    }
  }
  for (std::size_t k = 0; k < kAxisWeights; ++k) {
    const auto weight = static_cast<AxisWeight>(k);
    weights_[k] = along_x ? weights.x(weight, phase) : weights.y(weight, phase);
  }
}

AxisNorms BoxAxis::norms(int begin, int end, int step) const {
  const std::size_t components = light_.size() / static_cast<std::size_t>(count_);
  AxisNorms all;
  all.light.resize(components);
  all.mesa_square.resize(components * components);
  for (int i = begin; i < end; i += step) {
    for (std::size_t k = 0; k < kAxisWeights; ++k) {
      const float w = weights_[k][i];
      if (w == 0) continue;
      all.flat[k] += w;
      for (std::size_t r = 0; r < components; ++r) {
        const PlaceProfile& p = this->light(r, i);
        for (std::size_t place = 0; place < kPlaces; ++place) all.light[r][k][place] += w * p[place];
      }
    }
    for (std::size_t rs = 0; rs < all.mesa_square.size(); ++rs) {
      all.mesa_square[rs] +=
          weights_[kM][i] * this->light(rs / components, i)[kOwn] * this->light(rs % components, i)[kOwn];
    }
  }
  return all;
}

BoxAxisTable::BoxAxisTable(const ChipProfile& profile, const ChipWeights& weights, const ChipNorms& norms,
                           const ChipDirectory& directory) {
  const std::vector<ChipNorms::Streets> kinds = directory.street_kinds();
  for (std::size_t k = 0; k < kinds.size(); ++k) kind_[kinds[k]] = static_cast<int>(k);
  const std::int64_t entries = std::ssize(kinds) * kPhases;
  std::vector<std::optional<WholeBoxAxis>> made(static_cast<std::size_t>(2 * entries));
  parallel_ranges(std::ssize(made), kPhases, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const bool along_x = i < entries;
      const auto phase = static_cast<int>(i % kPhases);
      const double first_px = along_x ? weights.offset_x(0, phase) : weights.offset_y(0, phase);
      BoxAxis axis(profile, weights, norms, along_x, phase, first_px,
                   kinds[static_cast<std::size_t>(i % entries / kPhases)]);
      AxisNorms all = axis.norms(0, axis.count());
      made[static_cast<std::size_t>(i)] = WholeBoxAxis{std::move(axis), std::move(all)};
    }
  });
  for (std::size_t i = 0; i < made.size(); ++i) {
    (i < static_cast<std::size_t>(entries) ? x_ : y_).push_back(std::move(*made[i]));
  }
}

}  // namespace pellucid
