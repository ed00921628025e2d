#include "core/judge/judge.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/flow/parallel.h"
#include "core/judge/trend.h"
#include "core/model/median.h"

namespace pellucid {
namespace {

using chip_flag::bit;

constexpr std::int64_t kGrain = 1 << 14;

void fill_relative(const ChipTable& table, LayerColumns& layer, const std::vector<float>& expected) {
  layer.relative_intensity.resize(table.size());
  for (std::size_t k = 0; k < table.size(); ++k) layer.relative_intensity[k] = layer.intensity_e[k] / expected[k];
}

/// What all chips of the wafer have in common: the profile's own error, which is in no chip's sigma.
struct UsualShape {
  double shift = 0;          ///< median of the shifts
  double excess = 0;         ///< median of the excesses
  double excess_spread = 0;  ///< robust standard deviation of the excesses
};

UsualShape usual_shape(const ShapeColumns& shape) {
  std::vector<float> shifts, excesses;
  const std::size_t step = std::max<std::size_t>(1, shape.excess.size() / 200'000);
  for (std::size_t k = 0; k < shape.excess.size(); k += step) {
    if (std::isfinite(shape.shift[k])) shifts.push_back(shape.shift[k]);
    if (std::isfinite(shape.excess[k])) excesses.push_back(shape.excess[k]);
  }
  UsualShape usual;
  usual.shift = static_cast<double>(median_of(std::move(shifts)));
  usual.excess = static_cast<double>(median_of(excesses));
  for (float& e : excesses) e = std::abs(e - static_cast<float>(usual.excess));
  usual.excess_spread = 1.4826 * static_cast<double>(median_of(std::move(excesses)));
  return usual;
}

struct ChipLight {
  float intensity, sigma, relative, expected;
};

bool is_partial(const ShapeColumns& shape, std::size_t k, const UsualShape& usual, const JudgeOptions& o) {
  const double shift = static_cast<double>(shape.shift[k]);
  const double excess = static_cast<double>(shape.excess[k]) - usual.excess;
  const double shift_sigma = std::hypot(static_cast<double>(shape.shift_sigma[k]), usual.shift);
  const double excess_sigma = std::hypot(static_cast<double>(shape.excess_sigma[k]), usual.excess_spread);
  const bool moved = shift > o.partial_shift && shift > o.partial_sigma * shift_sigma;
  // Rougher than a healthy chip, or evener than one: where healthy chips are bright spots, one that glows all over is another shape.
  const bool spotted = std::abs(excess) > o.partial_nonuniformity * o.partial_nonuniformity && std::abs(excess) > o.partial_sigma * excess_sigma;
  return moved || spotted;
}

/// Findings of intensity alone.
std::uint32_t judge_light(const ChipLight& c, const JudgeOptions& o) {
  const double below = static_cast<double>(c.expected - c.intensity);  // of the healthy expectation
  // The question is whether a healthy chip could look like this: its photon noise is that of the light it should have.
  const auto variance = static_cast<double>(c.sigma) * static_cast<double>(c.sigma);
  const double need = o.beyond_sigma * std::sqrt(variance + std::max(0.0, below));
  const auto relative = static_cast<double>(c.relative);
  std::uint32_t found = 0;
  const double zero_sigma = std::hypot(static_cast<double>(c.sigma), o.dark_floor * static_cast<double>(c.expected));
  const bool no_light = static_cast<double>(c.intensity) < o.dark_sigma * zero_sigma;
  // Where even a healthy chip hardly stands out of the noise, neither "dark" nor "good" can be said.
  const bool blind = !(static_cast<double>(c.expected) >= (o.dark_sigma + o.beyond_sigma) * static_cast<double>(c.sigma));
  if (no_light && below > need) found |= bit(ChipClass::dark);
  if (relative < o.dim_relative && below > need) found |= bit(ChipClass::dim);
  if (relative > o.bright_relative && -below > need) found |= bit(ChipClass::bright);
  const bool off_limits = relative < o.dim_relative || relative > o.bright_relative;
  if (found == 0 && (off_limits || blind)) found |= bit(ChipClass::retest);
  return found;
}

ChipClass primary_class(std::uint32_t findings) {
  for (const ChipClass c : {ChipClass::missing, ChipClass::mechanical, ChipClass::leaky, ChipClass::dark, ChipClass::partial,
                            ChipClass::wavelength, ChipClass::dim, ChipClass::bright, ChipClass::retest, ChipClass::suspect}) {
    if ((findings & bit(c)) != 0) return c;
  }
  return ChipClass::good;
}

bool at_edge(const WaferDesign& wafer, std::int32_t column, std::int32_t row) {
  for (std::int32_t d = 0; d < 9; ++d) {
    if (d != 4 && !wafer.has_chip({column + d % 3 - 1, row + d / 3 - 1})) return true;
  }
  return false;
}

}  // namespace

void judge(ChipTable& table, JudgeEvidence&& evidence, const WaferDesign& wafer, std::optional<std::size_t> reflectance,
           const JudgeOptions& options) {
  std::vector<float> expected;
  for (std::size_t i = table.layers.size(); i-- > 0;) {  // the first layer last: its expectation is used below
    expected = healthy_expectation(table, table.layers[i], options.trend_degree);
    fill_relative(table, table.layers[i], expected);
  }
  LayerColumns& first = table.layers.front();
  const ShapeColumns& shape = evidence.shape;
  const UsualShape usual = usual_shape(shape);
  table.chip_class.assign(table.size(), ChipClass::good);
  table.flags.assign(table.size(), 0);
  parallel_ranges(static_cast<std::int64_t>(table.size()), kGrain, [&](std::int64_t begin, std::int64_t end) {
    for (auto k = static_cast<std::size_t>(begin); k < static_cast<std::size_t>(end); ++k) {
      std::uint32_t flags = 0;
      if (evidence.saturated[k] != 0) flags |= chip_flag::kSaturated;
      if (evidence.pieced[k] != 0) flags |= chip_flag::kPartialCoverage;
      if (at_edge(wafer, table.column[k], table.row[k])) flags |= chip_flag::kEdge;
      if (!std::isfinite(first.intensity_e[k])) {
        table.chip_class[k] = ChipClass::unmeasured;
        table.flags[k] = flags | (evidence.coverage[k] > 0 ? chip_flag::kPartialCoverage : 0);
        continue;
      }
      std::uint32_t findings = judge_light({first.intensity_e[k], first.intensity_sigma_e[k], first.relative_intensity[k], expected[k]}, options);
      const bool dark = (findings & bit(ChipClass::dark)) != 0;
      if (!dark && is_partial(shape, k, usual, options)) {
        first.intensity_e[k] = shape.plain_e[k];
        first.intensity_sigma_e[k] = shape.plain_sigma_e[k];
        first.relative_intensity[k] = shape.plain_e[k] / expected[k];
        findings = judge_light({first.intensity_e[k], first.intensity_sigma_e[k], first.relative_intensity[k], expected[k]}, options);
        findings |= bit(ChipClass::partial);
      }
      if (dark && reflectance) {
        const LayerColumns& r = table.layers[*reflectance];
        if (static_cast<double>(r.relative_intensity[k]) < options.missing_reflectance) findings |= bit(ChipClass::missing);
      }
      table.chip_class[k] = primary_class(findings);
      table.flags[k] = flags | findings;
    }
  });
}

}  // namespace pellucid
