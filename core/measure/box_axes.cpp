#include "core/measure/box_axes.h"

#include <optional>
#include <utility>

#include "core/flow/parallel.h"

namespace pellucid {

BoxAxis::BoxAxis(int count, std::vector<PlaceProfile> light, std::array<const float*, kAxisWeights> weights)
    : count_(count), light_(std::move(light)), weights_(weights), whole_(norms(0, count)) {}

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

namespace {

BoxAxis make_axis(const ChipProfile& profile, const ChipWeights& weights, const ChipNorms& norms, bool along_x,
                  int phase, ChipNorms::Streets streets) {
  const int count = along_x ? weights.width() : weights.height();
  const double first = along_x ? weights.offset_x(0, phase) : weights.offset_y(0, phase);
  std::vector<PlaceProfile> light;
  std::vector<float> values;
  for (const ProfileComponent& component : profile.components) {
    const std::size_t begin = light.size();
    light.resize(begin + static_cast<std::size_t>(count));
    for (int place = 0; place < kPlaces; ++place) {
      const Vec2 step = norms.step(place, streets);
      (along_x ? component.x : component.y).sample(first - (along_x ? step.x : step.y), count, values);
      for (std::size_t i = 0; i < values.size(); ++i) light[begin + i][static_cast<std::size_t>(place)] = values[i];
    }
  }
  std::array<const float*, kAxisWeights> tables{};
  for (std::size_t k = 0; k < kAxisWeights; ++k) {
    const auto weight = static_cast<AxisWeight>(k);
    tables[k] = along_x ? weights.x(weight, phase) : weights.y(weight, phase);
  }
  return {count, std::move(light), tables};
}

}  // namespace

BoxAxisTable::BoxAxisTable(const ChipProfile& profile, const ChipWeights& weights, const ChipNorms& norms,
                           const ChipDirectory& directory) {
  const std::vector<ChipNorms::Streets> kinds = directory.street_kinds();
  for (std::size_t k = 0; k < kinds.size(); ++k) kind_[kinds[k]] = static_cast<int>(k);
  const std::int64_t entries = std::ssize(kinds) * kPhases;
  std::vector<std::optional<BoxAxis>> made(static_cast<std::size_t>(2 * entries));
  parallel_ranges(std::ssize(made), kPhases, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const std::int64_t entry = i % entries;
      made[static_cast<std::size_t>(i)] =
          make_axis(profile, weights, norms, i < entries, static_cast<int>(entry % kPhases),
                    kinds[static_cast<std::size_t>(entry / kPhases)]);
    }
  });
  for (std::size_t i = 0; i < made.size(); ++i) {
    (i < static_cast<std::size_t>(entries) ? x_ : y_).push_back(std::move(*made[i]));
  }
}

}  // namespace pellucid
