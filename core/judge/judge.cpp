#include "core/judge/judge.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/flow/parallel.h"
#include "core/judge/chip_runs.h"
#include "core/judge/trend.h"
#include "core/model/median.h"

namespace pellucid {
namespace {

using chip_flag::bit;

constexpr std::int64_t kGrain = 1 << 14;
constexpr std::size_t kShapeSample = 200'000;

double square(double x) {
  return x * x;
}
double square(float x) {
  return square(static_cast<double>(x));
}

/// What all chips of the wafer have in common: the profile's own error, which is in no chip's sigma.
struct UsualShape {
  double shift = 0;          ///< median of the shifts
  double excess = 0;         ///< median of the excesses
  double excess_spread = 0;  ///< robust standard deviation of the excesses
};

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

/// A shape that is none of a healthy chip's. Limits in sigmas are compared as squares: millions of chips, and no root.
bool is_partial(const ShapeColumns& shape, std::size_t k, const UsualShape& usual, const JudgeOptions& o) {
  const double beyond2 = square(o.partial_sigma);
  const double shift = static_cast<double>(shape.shift[k]);
  if (shift > o.partial_shift && square(shift) > beyond2 * (square(shape.shift_sigma[k]) + square(usual.shift)))
    return true;
  // Rougher than a healthy chip, or evener than one: where healthy chips are bright spots, one that glows all over is
  // another shape.
  const double excess = static_cast<double>(shape.excess[k]) - usual.excess;
  return std::abs(excess) > square(o.partial_nonuniformity) &&
         square(excess) > beyond2 * (square(shape.excess_sigma[k]) + square(usual.excess_spread));
}

struct ChipLight {
  float intensity, sigma, relative, expected;
};

/// Findings of intensity alone. Sigmas as squares, as above.
std::uint32_t judge_light(const ChipLight& c, const JudgeOptions& o) {
  const auto intensity = static_cast<double>(c.intensity);
  const auto expected = static_cast<double>(c.expected);
  const auto relative = static_cast<double>(c.relative);
  const double variance = square(c.sigma);
  const bool low = relative < o.dim_relative;
  const bool high = relative > o.bright_relative;
  const bool no_light =
      intensity < 0 || square(intensity) < square(o.dark_sigma) * (variance + square(o.dark_floor * expected));
  // Where even a healthy chip hardly stands out of the noise, neither "dark" nor "good" can be said.
  const bool blind = !(expected >= (o.dark_sigma + o.beyond_sigma) * static_cast<double>(c.sigma));
  if (!(low || high || no_light || blind)) return 0;
  const auto below = static_cast<double>(c.expected - c.intensity);  // of the healthy expectation
  // The question is whether a healthy chip could look like this: its photon noise is that of the light it should have.
  const bool beyond = square(below) > square(o.beyond_sigma) * (variance + std::max(0.0, below));
  std::uint32_t found = 0;
  if (beyond && below > 0 && no_light) found |= bit(ChipClass::dark);
  if (beyond && below > 0 && low) found |= bit(ChipClass::dim);
  if (beyond && below < 0 && high) found |= bit(ChipClass::bright);
  if (found == 0 && (low || high || blind)) found |= bit(ChipClass::retest);
  return found;
}

ChipClass primary_class(std::uint32_t findings) {
  if (findings == 0) return ChipClass::good;
  for (const ChipClass c :
       {ChipClass::missing, ChipClass::mechanical, ChipClass::leaky, ChipClass::dark, ChipClass::partial,
        ChipClass::wavelength, ChipClass::dim, ChipClass::bright, ChipClass::retest, ChipClass::suspect}) {
    if ((findings & bit(c)) != 0) return c;
  }
  return ChipClass::good;
}

/// The columns a judgement fills. Filling them with zeros already touches every page of them: side by side then.
void make_columns(ChipTable& table) {
  const auto layers = static_cast<std::int64_t>(table.layers.size());
  parallel_ranges(layers + 2, 1, [&](std::int64_t i, std::int64_t) {
    if (i < layers) table.layers[static_cast<std::size_t>(i)].relative_intensity.resize(table.size());
    if (i == layers) table.chip_class.assign(table.size(), ChipClass::good);
    if (i == layers + 1) table.flags.assign(table.size(), 0);
  });
}

/// The judgement of one wafer. Chips are judged in parallel, each for itself.
class Judgement {
 public:
  Judgement(ChipTable& table, const JudgeEvidence& evidence, std::optional<std::size_t> reflectance,
            const JudgeOptions& options)
      : table_(table),
        evidence_(evidence),
        options_(options),
        runs_(chip_runs(table)),
        inner_(inner_chips(runs_)),
        reflectance_(reflectance ? &table.layers[*reflectance] : nullptr),
        usual_(usual_shape(evidence.shape)) {}

  void run() {
    make_columns(table_);
    for (std::size_t i = table_.layers.size(); i-- > 0;) {  // the first layer last: its findings ask the others
      const HealthyLight healthy(table_.layers[i], runs_, options_.trend_degree);
      parallel_ranges(static_cast<std::int64_t>(table_.size()), kGrain, [&](std::int64_t begin, std::int64_t end) {
        const auto from = static_cast<std::size_t>(begin);
        std::vector<float> expected(static_cast<std::size_t>(end - begin));
        for_runs(runs_, from, static_cast<std::size_t>(end),
                 [&](const ChipRun& run) { healthy.expect(run, &expected[run.start - from]); });
        fill_relative(table_.layers[i], from, expected);
        if (i == 0) judge_range(from, expected);
      });
    }
  }

 private:
  static void fill_relative(LayerColumns& layer, std::size_t from, const std::vector<float>& expected) {
    for (std::size_t n = 0; n < expected.size(); ++n)
      layer.relative_intensity[from + n] = layer.intensity_e[from + n] / expected[n];
  }

  void judge_range(std::size_t from, const std::vector<float>& expected) {
    const std::size_t end = from + expected.size();
    std::fill_n(&table_.flags[from], expected.size(), chip_flag::kEdge);
    for_runs(inner_, from, end, [&](const ChipRun& run) { std::fill_n(&table_.flags[run.start], run.size(), 0U); });
    const std::vector<std::uint8_t> doubts = doubts_of(from, expected);
    for (std::size_t k = from; k < end; ++k) {
      if (doubts[k - from] != 0) judge_chip(k, expected[k - from]);
    }
  }

  /// Which chips a closer look could find anything at: most are plainly good, and stay as they were made. One loop
  /// without branches, in floats: every limit is a little tighter than the judgement's own.
  [[nodiscard]] std::vector<std::uint8_t> doubts_of(std::size_t from, const std::vector<float>& expected) const {
    constexpr double kTighter = 0.999;
    const auto tight = [](double limit) { return static_cast<float>(limit * kTighter); };
    const auto above = [](double limit) { return static_cast<float>(limit / kTighter); };
    const float low = above(options_.dim_relative), high = tight(options_.bright_relative);
    const float dark_sigma = above(options_.dark_sigma), dark_floor = above(options_.dark_sigma * options_.dark_floor);
    const float blind = above(options_.dark_sigma + options_.beyond_sigma);
    const float shift_limit = tight(options_.partial_shift),
                excess_limit = tight(square(options_.partial_nonuniformity));
    const auto usual_excess = static_cast<float>(usual_.excess);
    const LayerColumns& first = table_.layers.front();
    const float* intensity = &first.intensity_e[from];
    const float* sigma = &first.intensity_sigma_e[from];
    const float* relative = &first.relative_intensity[from];
    const float* shift = &evidence_.shape.shift[from];
    const float* excess = &evidence_.shape.excess[from];
    const std::uint8_t* saturated = &evidence_.saturated[from];
    const std::uint8_t* pieced = &evidence_.pieced[from];
    std::vector<std::uint8_t> doubts(expected.size());
    for (std::size_t i = 0; i < doubts.size(); ++i) {
      // The root of a sum of squares is at most the sum. A comparison with NaN is false: a doubt, but not for shapes.
      const bool lit = intensity[i] >= dark_sigma * sigma[i] + dark_floor * expected[i];
      const bool clear = expected[i] >= blind * sigma[i];
      const bool usual_light = (relative[i] >= low) & (relative[i] <= high);
      const bool odd_shape = (shift[i] > shift_limit) | (std::abs(excess[i] - usual_excess) > excess_limit);
      const bool marked = (saturated[i] | pieced[i]) != 0;
      doubts[i] = static_cast<std::uint8_t>(!(lit & clear & usual_light) | odd_shape | marked);
    }
    return doubts;
  }

  void judge_chip(std::size_t k, float expected) {
    std::uint32_t flags = table_.flags[k];
    if (evidence_.saturated[k] != 0) flags |= chip_flag::kSaturated;
    if (evidence_.pieced[k] != 0) flags |= chip_flag::kPartialCoverage;
    if (!std::isfinite(table_.layers.front().intensity_e[k])) {
      table_.chip_class[k] = ChipClass::unmeasured;
      table_.flags[k] = flags | (evidence_.coverage[k] > 0 ? chip_flag::kPartialCoverage : 0);
      return;
    }
    const std::uint32_t findings = findings_of(k, expected);
    table_.chip_class[k] = primary_class(findings);
    table_.flags[k] = flags | findings;
  }

  std::uint32_t findings_of(std::size_t k, float expected) {
    LayerColumns& first = table_.layers.front();
    const auto light = [&] {
      return judge_light({first.intensity_e[k], first.intensity_sigma_e[k], first.relative_intensity[k], expected},
                         options_);
    };
    const std::uint32_t findings = light();
    if ((findings & bit(ChipClass::dark)) != 0) {
      const bool asked = reflectance_ != nullptr;
      const bool missing =
          asked && static_cast<double>(reflectance_->relative_intensity[k]) < options_.missing_reflectance;
      return findings | (missing ? bit(ChipClass::missing) : 0);
    }
    if (!is_partial(evidence_.shape, k, usual_, options_)) return findings;
    first.intensity_e[k] = evidence_.shape.plain_e[k];
    first.intensity_sigma_e[k] = evidence_.shape.plain_sigma_e[k];
    first.relative_intensity[k] = first.intensity_e[k] / expected;
    return light() | bit(ChipClass::partial);
  }

  ChipTable& table_;
  const JudgeEvidence& evidence_;
  const JudgeOptions& options_;
  const std::vector<ChipRun> runs_, inner_;
  const LayerColumns* reflectance_;
  const UsualShape usual_;
};

}  // namespace

void judge(ChipTable& table, const JudgeEvidence& evidence, std::optional<std::size_t> reflectance,
           const JudgeOptions& options) {
  Judgement(table, evidence, reflectance, options).run();
}

}  // namespace pellucid
