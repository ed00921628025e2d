#include "core/measure/box_norms.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/flow/parallel.h"

namespace pellucid {
namespace {

BoxNorms work_out(const ChipNorms& norms, ChipPhase phase, ChipNorms::Streets streets) {
  constexpr std::array<ChipSum, 5> kSums{kLight, kWindow, kMomentX, kMomentY, kMesa};
  constexpr std::array<ChipSum, 4> kSquares{kLight2, kWindow2, kMomentX2, kMomentY2};
  BoxNorms box;
  for (std::size_t s = 0; s < kSums.size(); ++s) {
    box.sum[s].background = norms.background(kSums[s], phase);
    for (int place = 0; place < kPlaces; ++place)
      box.sum[s].light[static_cast<std::size_t>(place)] = norms.light(kSums[s], phase, place, streets);
  }
  box.sum[kStreetSum].background = norms.street_background(phase);
  for (int place = 0; place < kPlaces; ++place) {
    box.sum[kStreetSum].light[static_cast<std::size_t>(place)] = norms.street_light(phase, place, streets);
    box.light_square[static_cast<std::size_t>(place)] = norms.light(kLight2, phase, place, streets);
  }
  for (std::size_t s = 0; s < kSquares.size(); ++s)
    box.square[s] = {norms.background(kSquares[s], phase), norms.light(kSquares[s], phase, kOwn, streets)};
  box.mesa_square = norms.mesa_square(phase);
  return box;
}

}  // namespace

LightRow LightRow::from(const SumNorm& light) {
  LightRow row;
  const float own = light.light[kOwn];
  row.per_own = own > kNoLight ? 1 / own : std::numeric_limits<float>::quiet_NaN();
  row.background = light.background * row.per_own;
  for (std::size_t place = 0; place < kPlaces; ++place) row.place[place] = light.light[place] * row.per_own;
  row.alike = 1 / std::max(1.F, std::accumulate(row.place.begin(), row.place.end(), 0.F));
  return row;
}

BoxNormTable::BoxNormTable(const ChipNorms& norms, const ChipDirectory& directory, double odd_phase_px)
    : odd_lines_(odd_phase_px != 0),
      odd_base_(static_cast<int>(std::floor(odd_phase_px * kPhases)) - 1),
      entries_(odd_lines_ ? kPhases * kPhases * kOddSteps * 2 : kPhases * kPhases) {
  const std::vector<ChipNorms::Streets> kinds = directory.street_kinds();
  for (std::size_t v = 0; v < kinds.size(); ++v) variant_[kinds[v]] = static_cast<int>(v);
  const auto all = static_cast<std::int64_t>(kinds.size()) * entries_;
  norms_.resize(static_cast<std::size_t>(all));
  rows_.resize(norms_.size());
  parallel_ranges(all, 64, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const auto k = static_cast<std::size_t>(i);
      norms_[k] =
          work_out(norms, phase_of(static_cast<int>(i % entries_)), kinds[static_cast<std::size_t>(i / entries_)]);
      rows_[k] = LightRow::from(norms_[k].sum[kLightSum]);
    }
  });
}

ChipPhase BoxNormTable::phase_of(int entry) const {
  const int parity = odd_lines_ ? entry % 2 : 0;
  const int step = odd_lines_ ? entry / 2 % kOddSteps : 0;
  const int even = odd_lines_ ? entry / 2 / kOddSteps : entry;
  const int x_even = even / kPhases;
  const int x_odd = odd_lines_ ? (x_even + odd_base_ + step) & (kPhases - 1) : x_even;
  return {x_even, x_odd, even % kPhases, parity == 1};
}

}  // namespace pellucid
