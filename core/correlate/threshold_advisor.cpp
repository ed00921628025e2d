#include "core/correlate/threshold_advisor.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include "core/correlate/pl_verdict.h"
#include "core/correlate/spatial_blocks.h"
#include "core/correlate/statistics.h"

namespace pellucid {
namespace {

struct JudgedChip {
  float relative = 0;
  std::uint8_t fold = 0;
  bool el_fails = false;
  bool always_fails = false;  ///< by its class, whatever the threshold
};

struct Judged {
  std::vector<JudgedChip> chips;
  std::int64_t left_out = 0;
};

/// Neighbouring blocks go to different folds: every fold sees centre and edge.
std::uint8_t fold_of_block(std::uint32_t block, std::uint32_t across, int folds) {
  const std::uint32_t x = block % across;
  const std::uint32_t y = block / across;
  return static_cast<std::uint8_t>((x + 2 * y) % static_cast<std::uint32_t>(folds));
}

Judged judged_chips(const ChipTable& table, const ThresholdOptions& options) {
  Judged out;
  const SpatialBlocks blocks = cut_blocks(table, static_cast<std::uint32_t>(options.edge_blocks));
  const std::vector<float>& relative = table.layers.front().relative_intensity;
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table.el->pass[i] > 1) continue;
    const PlVerdict verdict = pl_verdict(table.chip_class[i]);
    if (verdict == PlVerdict::undecided || !std::isfinite(relative[i])) {
      ++out.left_out;
      continue;
    }
    out.chips.push_back({relative[i], fold_of_block(blocks.of_row[i], blocks.across, options.folds),
                         table.el->pass[i] == 0, verdict == PlVerdict::fail && table.chip_class[i] != ChipClass::dim});
  }
  return out;
}

/// Lowest threshold at which at most limit * judged EL fails pass, over all chips but those of `held_out` (-1: none).
double threshold_for(const std::vector<JudgedChip>& chips, int held_out, double limit_ppm) {
  std::vector<float> escapes;  // EL fails that only the threshold can catch
  double judged = 0;
  for (const JudgedChip& chip : chips) {
    if (chip.fold == held_out) continue;
    judged += 1;
    if (chip.el_fails && !chip.always_fails) escapes.push_back(chip.relative);
  }
  const auto allowed = static_cast<std::size_t>(std::floor(limit_ppm * 1e-6 * judged * (1 + 1e-12)));
  if (escapes.size() <= allowed) return -std::numeric_limits<double>::infinity();
  // The (allowed + 1)-th brightest must fail, and a chip fails below the threshold: one float above it.
  const auto at = escapes.begin() + static_cast<std::ptrdiff_t>(allowed);
  std::nth_element(escapes.begin(), at, escapes.end(), std::greater<>());
  return std::nextafter(*at, std::numeric_limits<float>::infinity());
}

Score ppm_score(const char* name, std::int64_t count, std::int64_t of) {
  const Interval share = wilson95(count, of);
  return {name, 1e6 * static_cast<double>(count) / static_cast<double>(of), {{1e6 * share.first, 1e6 * share.second}}};
}

Result<void> check(const ChipTable& table, const ThresholdOptions& o) {
  if (!(o.underkill_limit_ppm >= 0 && o.underkill_limit_ppm <= 1e6) || o.folds < 2 || o.folds > 64 ||
      o.edge_blocks < 1 || o.edge_blocks > 255)
    return fail(bad_input("correlate.options", "", "the threshold advisor's options are out of range",
                          "a limit of 0 to 1000000 ppm, 2 to 64 folds, 1 to 255 blocks",
                          fmt::format("{} ppm, {} folds, {} blocks", o.underkill_limit_ppm, o.folds, o.edge_blocks)));
  if (!table.el || table.layers.empty())
    return fail(bad_input("correlate.no_el", "", "no chip has both a PL intensity and an EL row"));
  return {};
}

}  // namespace

Result<ThresholdAdvice> advise_threshold(const ChipTable& table, const ThresholdOptions& options) {
  if (const auto checked = check(table, options); !checked) return tl::unexpected(checked.error());
  const Judged judged = judged_chips(table, options);
  std::array<std::int64_t, 64> fold_size{};
  std::int64_t fails = 0;
  for (const JudgedChip& chip : judged.chips) {
    ++fold_size[chip.fold];
    fails += chip.el_fails ? 1 : 0;
  }
  if (fold_size.size() - static_cast<std::size_t>(std::count(fold_size.begin(), fold_size.end(), 0)) < 2)
    return fail(bad_input("correlate.no_el", "", "too few judged chips with an EL row to cross-validate",
                          "chips in at least two spatial folds", fmt::format("{} chips", judged.chips.size())));
  const auto count = static_cast<std::int64_t>(judged.chips.size());
  if (fails == 0 || fails == count)
    return fail(bad_input("correlate.one_class", "", "EL gives every judged chip the same verdict", "passes and fails",
                          fmt::format("{} fails of {}", fails, count)));

  ThresholdAdvice advice;
  advice.judged = count;
  advice.left_out = judged.left_out;
  advice.relative_intensity = threshold_for(judged.chips, -1, options.underkill_limit_ppm);
  for (int fold = 0; fold < options.folds; ++fold)
    advice.fold_thresholds.push_back(threshold_for(judged.chips, fold, options.underkill_limit_ppm));
  std::int64_t underkill = 0;
  std::int64_t overkill = 0;
  for (const JudgedChip& chip : judged.chips) {
    const bool pl_fails = chip.always_fails || chip.relative < advice.fold_thresholds[chip.fold];
    underkill += chip.el_fails && !pl_fails ? 1 : 0;
    overkill += !chip.el_fails && pl_fails ? 1 : 0;
  }
  advice.underkill_ppm = ppm_score("underkill_ppm", underkill, count);
  advice.overkill_ppm = ppm_score("overkill_ppm", overkill, count);
  advice.held_out_meets_limit = advice.underkill_ppm.value <= options.underkill_limit_ppm;
  advice.proven = advice.underkill_ppm.ci95->second <= options.underkill_limit_ppm;
  return advice;
}

}  // namespace pellucid
