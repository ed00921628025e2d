#include "core/judge/judge.h"

#include <algorithm>
#include <cmath>

#include "core/flow/parallel.h"
#include "core/judge/chip_runs.h"
#include "core/judge/chip_verdict.h"
#include "core/judge/trend.h"

namespace pellucid {
namespace {

using chip_flag::bit;

constexpr std::int64_t kGrain = 1 << 14;

/// The columns a judgement fills. Filling them with zeros already touches every page of them: side by side then.
void make_columns(ChipTable& table) {
  const auto layers = static_cast<std::int64_t>(table.layers.size());
  parallel_ranges(layers + 2, 1, [&](std::int64_t i, std::int64_t) {
    if (i < layers) table.layers[static_cast<std::size_t>(i)].relative_intensity.resize(table.size());
    if (i == layers) table.chip_class.assign(table.size(), ChipClass::good);
    if (i == layers + 1) table.flags.resize(table.size());
  });
}

/// The judgement of one wafer. Chips are judged in parallel, each for itself.
class Judgement {
 public:
  Judgement(ChipTable& table, const ShapeEvidence& shapes, const JudgeOptions& options)
      : table_(table), shapes_(shapes), options_(options), runs_(chip_runs(table)), inner_(inner_chips(runs_)) {}

  void run(const std::stop_token& stop) {
    make_columns(table_);
    begin_with_profile();
    for (std::size_t i = table_.layers.size(); i-- > 0;) {  // the first layer last: its findings ask the others
      if (stop.stop_requested()) return;
      const HealthyLight healthy(table_.layers[i], runs_, options_.trend_degree);
      parallel_ranges(static_cast<std::int64_t>(table_.size()), kGrain, [&](std::int64_t begin, std::int64_t end) {
        if (stop.stop_requested()) return;
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
  /// An earlier judgement may have given partial chips their plain sum.
  void begin_with_profile() {
    LayerColumns& first = table_.layers.front();
    for (std::size_t i = 0; i < shapes_.chip.size(); ++i) {
      first.intensity_e[shapes_.chip[i]] = shapes_.shape[i].fit_e;
      first.intensity_sigma_e[shapes_.chip[i]] = shapes_.shape[i].fit_sigma_e;
    }
  }

  static void fill_relative(LayerColumns& layer, std::size_t from, const std::vector<float>& expected) {
    for (std::size_t n = 0; n < expected.size(); ++n)
      layer.relative_intensity[from + n] = layer.intensity_e[from + n] / expected[n];
  }

  void judge_range(std::size_t from, const std::vector<float>& expected) {
    const std::size_t end = from + expected.size();
    for (std::size_t k = from; k < end; ++k) table_.flags[k] = (table_.flags[k] & kMarks) | chip_flag::kEdge;
    for_runs(inner_, from, end, [&](const ChipRun& run) {
      for (std::size_t k = run.start; k < run.stop(); ++k) table_.flags[k] &= kMarks;
    });
    std::fill_n(&table_.chip_class[from], expected.size(), ChipClass::good);
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
    const LayerColumns& first = table_.layers.front();
    const float* intensity = &first.intensity_e[from];
    const float* sigma = &first.intensity_sigma_e[from];
    const float* relative = &first.relative_intensity[from];
    const std::uint32_t* flags = &table_.flags[from];
    std::vector<std::uint8_t> doubts(expected.size());
    for (std::size_t i = 0; i < doubts.size(); ++i) {
      // The root of a sum of squares is at most the sum. A comparison with NaN is false: a doubt.
      const bool lit = intensity[i] >= dark_sigma * sigma[i] + dark_floor * expected[i];
      const bool clear = expected[i] >= blind * sigma[i];
      const bool usual_light = (relative[i] >= low) & (relative[i] <= high);
      const bool marked = (flags[i] & kMarks) != 0;
      doubts[i] = static_cast<std::uint8_t>(!(lit & clear & usual_light) | marked);
    }
    const auto first_shape = std::ranges::lower_bound(shapes_.chip, from);
    for (auto chip = first_shape; chip != shapes_.chip.end() && *chip < from + doubts.size(); ++chip)
      doubts[*chip - from] = 1;
    return doubts;
  }

  void judge_chip(std::size_t k, float expected) {
    if (!std::isfinite(table_.layers.front().intensity_e[k])) {
      table_.chip_class[k] = ChipClass::unmeasured;
      return;
    }
    const std::uint32_t findings = findings_of(k, expected);
    table_.flags[k] |= findings;
    table_.chip_class[k] = primary_class(table_.flags[k]);
  }

  std::uint32_t findings_of(std::size_t k, float expected) {
    LayerColumns& first = table_.layers.front();
    const auto light = [&] {
      return judge_light({first.intensity_e[k], first.intensity_sigma_e[k], first.relative_intensity[k], expected},
                         options_);
    };
    const std::uint32_t findings = light();
    const bool little = (findings & (bit(ChipClass::dark) | bit(ChipClass::dim) | bit(ChipClass::retest))) != 0;
    if (little && (table_.flags[k] & chip_flag::kNoMesa) != 0) return findings | bit(ChipClass::missing);
    if ((findings & bit(ChipClass::dark)) != 0) return findings;
    const ChipShape* shape = shapes_.find(k);
    if (shape == nullptr || !look_at_shape(*shape, shapes_.usual, options_).partial()) return findings;
    first.intensity_e[k] = shape->plain_e;
    first.intensity_sigma_e[k] = shape->plain_sigma_e;
    first.relative_intensity[k] = first.intensity_e[k] / expected;
    return light() | bit(ChipClass::partial);
  }

  ChipTable& table_;
  const ShapeEvidence& shapes_;
  const JudgeOptions& options_;
  const std::vector<ChipRun> runs_, inner_;
};

}  // namespace

void mark_chips(ChipTable& table, const JudgeEvidence& evidence) {
  const LayerColumns& first = table.layers.front();
  table.flags.resize(table.size());
  parallel_ranges(static_cast<std::int64_t>(table.size()), kGrain, [&](std::int64_t begin, std::int64_t end) {
    for (auto k = static_cast<std::size_t>(begin); k < static_cast<std::size_t>(end); ++k) {
      const bool seen_in_part = !std::isfinite(first.intensity_e[k]) && evidence.coverage[k] > 0;
      const bool no_mesa = !evidence.mesas.empty() && evidence.mesas[k] == MesaSeen::none;
      table.flags[k] = (evidence.saturated[k] != 0 ? chip_flag::kSaturated : 0) | (no_mesa ? chip_flag::kNoMesa : 0) |
                       (evidence.pieced[k] != 0 || seen_in_part ? chip_flag::kPartialCoverage : 0);
    }
  });
}

void judge(ChipTable& table, const ShapeEvidence& shapes, const JudgeOptions& options, std::stop_token stop) {
  Judgement(table, shapes, options).run(stop);
}

}  // namespace pellucid
