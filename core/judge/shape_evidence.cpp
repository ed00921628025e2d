#include "core/judge/shape_evidence.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/flow/parallel.h"
#include "core/judge/chip_verdict.h"
#include "core/judge/judge.h"
#include "core/model/median.h"

namespace pellucid {
namespace {

constexpr std::int64_t kGrain = 1 << 16;
constexpr std::size_t kShapeSample = 200'000;

/// Every so-many-th value that there is.
std::vector<float> sample_of(const std::vector<float>& values) {
  const std::size_t step = std::max<std::size_t>(1, values.size() / kShapeSample);
  std::vector<float> sample;
  sample.reserve(values.size() / step + 1);
  for (std::size_t k = 0; k < values.size(); k += step) {
    if (std::isfinite(values[k])) sample.push_back(values[k]);
  }
  return sample;
}

UsualShape usual_shape(const ShapeColumns& shape) {
  UsualShape usual;
  parallel_ranges(2, 1, [&](std::int64_t column, std::int64_t) {
    if (column == 0) {
      usual.shift = static_cast<double>(median_of(sample_of(shape.shift)));
      return;
    }
    std::vector<float> excesses = sample_of(shape.excess);
    usual.excess = static_cast<double>(median_of(excesses));
    for (float& e : excesses) e = std::abs(e - static_cast<float>(usual.excess));
    usual.excess_spread = 1.4826 * static_cast<double>(median_of(std::move(excesses)));
  });
  return usual;
}

/// Which chips of a range may stand out: one loop without branches, in floats, every limit a little tighter than the
/// real one. A comparison with NaN is false.
std::vector<std::uint8_t> candidates(const ShapeColumns& shape, const UsualShape& usual, double least_sigma,
                                     std::size_t from, std::size_t count) {
  const auto least2 = static_cast<float>(0.999 * least_sigma * least_sigma);
  const auto usual_shift2 = static_cast<float>(usual.shift * usual.shift);
  const auto usual_excess = static_cast<float>(usual.excess);
  const auto spread2 = static_cast<float>(usual.excess_spread * usual.excess_spread);
  const float *shift = &shape.shift[from], *shift_sigma = &shape.shift_sigma[from];
  const float *excess = &shape.excess[from], *excess_sigma = &shape.excess_sigma[from];
  std::vector<std::uint8_t> found(count);
  for (std::size_t i = 0; i < count; ++i) {
    const bool off = shift[i] * shift[i] >= least2 * (shift_sigma[i] * shift_sigma[i] + usual_shift2);
    const float beside = excess[i] - usual_excess;
    const bool uneven = beside * beside >= least2 * (excess_sigma[i] * excess_sigma[i] + spread2);
    found[i] = static_cast<std::uint8_t>(off | uneven);
  }
  return found;
}

}  // namespace

const ChipShape* ShapeEvidence::find(std::size_t row) const {
  const auto at = std::ranges::lower_bound(chip, row);
  return at != chip.end() && *at == row ? &shape[static_cast<std::size_t>(at - chip.begin())] : nullptr;
}

ShapeEvidence keep_shapes(const ShapeColumns& shape, const LayerColumns& layer, double least_sigma) {
  ShapeEvidence kept;
  kept.usual = usual_shape(shape);
  kept.least_sigma = least_sigma;
  struct Part {
    std::vector<std::uint32_t> chip;
    std::vector<ChipShape> shape;
  };
  const auto chips = std::ssize(shape.shift);
  std::vector<Part> parts(static_cast<std::size_t>((chips + kGrain - 1) / kGrain));
  parallel_ranges(chips, kGrain, [&](std::int64_t begin, std::int64_t end) {
    Part& part = parts[static_cast<std::size_t>(begin / kGrain)];
    const auto from = static_cast<std::size_t>(begin);
    const auto found = candidates(shape, kept.usual, least_sigma, from, static_cast<std::size_t>(end - begin));
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (found[i] == 0) continue;
      const std::size_t k = from + i;
      const ChipShape chip{shape.shift[k],       shape.shift_sigma[k],       shape.excess[k],  shape.excess_sigma[k],
                           layer.intensity_e[k], layer.intensity_sigma_e[k], shape.plain_e[k], shape.plain_sigma_e[k]};
      if (!stands_out(chip, kept.usual, least_sigma)) continue;
      part.chip.push_back(static_cast<std::uint32_t>(k));
      part.shape.push_back(chip);
    }
  });
  for (const Part& part : parts) {
    kept.chip.insert(kept.chip.end(), part.chip.begin(), part.chip.end());
    kept.shape.insert(kept.shape.end(), part.shape.begin(), part.shape.end());
  }
  return kept;
}

}  // namespace pellucid
