#include "core/correlate/el_score.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "core/correlate/pl_verdict.h"
#include "core/correlate/spatial_blocks.h"
#include "core/correlate/statistics.h"
#include "core/correlate/trend_surface.h"

namespace pellucid {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint32_t kBootstrapEdgeBlocks = 32;  // about 800 blocks in a round wafer
constexpr std::uint8_t kNoElRow = 255;

double ratio(double part, double whole) {
  return whole > 0 ? part / whole : kNaN;
}

std::size_t class_slot(ChipClass chip_class) {
  return static_cast<std::size_t>(std::find(kAllClasses.begin(), kAllClasses.end(), chip_class) - kAllClasses.begin());
}

void count_verdicts(const ChipTable& table, ElReport& report) {
  for (std::size_t c = 0; c < kAllClasses.size(); ++c) report.by_class[c].chip_class = kAllClasses[c];
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table.el->pass[i] == kNoElRow) continue;
    const bool el_fails = table.el->pass[i] == 0;
    ElClassCounts& counts = report.by_class[class_slot(table.chip_class[i])];
    ++(el_fails ? counts.el_fail : counts.el_pass);
    const PlVerdict verdict = pl_verdict(table.chip_class[i]);
    if (verdict == PlVerdict::undecided) {
      ++(table.chip_class[i] == ChipClass::retest ? report.retest : report.unmeasured);
      continue;
    }
    const bool pl_fails = verdict == PlVerdict::fail;
    if (pl_fails)
      ++(el_fails ? report.true_positive : report.false_positive);
    else
      ++(el_fails ? report.false_negative : report.true_negative);
    if (pl_fails != el_fails) report.disagreements.push_back(static_cast<std::int64_t>(i));
  }
}

/// Matthews 1975 and Cohen 1960.
double matthews(double tp, double tn, double fp, double fn) {
  return ratio(tp * tn - fp * fn, std::sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)));
}
double cohens_kappa(double tp, double tn, double fp, double fn) {
  const double n = tp + tn + fp + fn;
  const double by_chance = ((tp + fp) * (tp + fn) + (tn + fn) * (tn + fp)) / n;
  return ratio(tp + tn - by_chance, n - by_chance);
}

void add_table_scores(const ElAttachment& attached, ElReport& report) {
  const std::int64_t matched =
      report.true_positive + report.true_negative + report.false_positive + report.false_negative;
  const auto tp = static_cast<double>(report.true_positive), tn = static_cast<double>(report.true_negative);
  const auto fp = static_cast<double>(report.false_positive), fn = static_cast<double>(report.false_negative);
  const auto n = static_cast<double>(matched);
  const auto add = [&report](const char* name, double value) { report.scores.push_back({name, value, std::nullopt}); };
  const auto add_share = [&report, matched, n](const char* name, std::int64_t count, double unit) {
    const Interval share = wilson95(count, matched);
    report.scores.push_back(
        {name, unit * ratio(static_cast<double>(count), n), {{unit * share.first, unit * share.second}}});
    if (matched == 0) report.scores.back().ci95.reset();
  };
  add("matched", n);
  add("unmatched_pl", static_cast<double>(attached.unmatched_pl));
  add("unmatched_el", static_cast<double>(attached.unmatched_el));
  add_share("accuracy", report.true_positive + report.true_negative, 1);
  add("no_skill_accuracy", ratio(std::max(tp + fn, tn + fp), n));
  add_share("underkill_ppm", report.false_negative, 1e6);
  add_share("overkill_ppm", report.false_positive, 1e6);
  add("precision", ratio(tp, tp + fp));
  add("recall", ratio(tp, tp + fn));
  add("f1", ratio(2 * tp, 2 * tp + fp + fn));
  add("mcc", matthews(tp, tn, fp, fn));
  add("kappa", cohens_kappa(tp, tn, fp, fn));
}

/// Paired, measured chips with a PL intensity: what curves and correlations look at.
std::vector<std::uint32_t> usable_rows(const ChipTable& table, ElReport& report) {
  std::vector<std::uint32_t> rows;
  if (table.layers.empty()) return rows;
  const std::vector<float>& relative = table.layers.front().relative_intensity;
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table.el->pass[i] == kNoElRow || table.chip_class[i] == ChipClass::unmeasured) continue;
    if (i < relative.size() && std::isfinite(relative[i]))
      rows.push_back(static_cast<std::uint32_t>(i));
    else
      ++report.without_pl_intensity;
  }
  return rows;
}

std::vector<float> picked(const std::vector<float>& column, const std::vector<std::uint32_t>& rows) {
  std::vector<float> out(rows.size(), std::numeric_limits<float>::quiet_NaN());
  for (std::size_t k = 0; k < rows.size(); ++k)
    if (rows[k] < column.size()) out[k] = column[rows[k]];
  return out;
}

void add_curves(const ChipTable& table, const std::vector<std::uint32_t>& rows, ElReport& report) {
  CurveAreas areas{kNaN, kNaN};
  if (!rows.empty()) {
    std::vector<std::uint8_t> el_fails(rows.size());
    for (std::size_t k = 0; k < rows.size(); ++k) el_fails[k] = table.el->pass[rows[k]] == 0 ? 1 : 0;
    // 1 - relative_intensity is high where relative_intensity is low; its order is kept exactly by not subtracting.
    areas = curve_areas(picked(table.layers.front().relative_intensity, rows), el_fails);
  }
  report.scores.push_back({"roc_auc", areas.roc_auc, std::nullopt});
  report.scores.push_back({"pr_auc", areas.pr_auc, std::nullopt});
}

/// Pearson and Spearman of two columns over the chips where both are finite.
class CorrelationScores {
 public:
  CorrelationScores(const SpatialBlocks& blocks, const std::vector<std::uint32_t>& rows, const ElScoreOptions& options)
      : blocks_(blocks), rows_(rows), options_(options) {}

  /// Appends "pearson_r" + suffix and "spearman_rho" + suffix; returns the number of chips left out.
  std::int64_t append(std::vector<float> x, std::vector<float> y, const std::string& suffix, ElReport& report) const {
    std::vector<std::uint32_t> block;
    std::size_t kept = 0;
    for (std::size_t k = 0; k < x.size(); ++k) {
      if (!std::isfinite(x[k]) || !std::isfinite(y[k])) continue;
      x[kept] = x[k];
      y[kept] = y[k];
      block.push_back(blocks_.of_row[rows_[k]]);
      ++kept;
    }
    const auto left_out = static_cast<std::int64_t>(x.size() - kept);
    x.resize(kept);
    y.resize(kept);
    report.scores.push_back(score("pearson_r" + suffix, x, y, block));
    x = centred_midranks(x);
    y = centred_midranks(y);
    report.scores.push_back(score("spearman_rho" + suffix, x, y, block));
    return left_out;
  }

 private:
  [[nodiscard]] Score score(std::string name, const std::vector<float>& x, const std::vector<float>& y,
                            const std::vector<std::uint32_t>& block) const {
    const Correlation c = correlate_columns(x, y, block, blocks_.count, options_.bootstrap_resamples,
                                            static_cast<std::uint64_t>(options_.bootstrap_seed));
    Score out{std::move(name), c.r, std::nullopt};
    if (std::isfinite(c.ci95.first)) out.ci95 = c.ci95;
    return out;
  }

  const SpatialBlocks& blocks_;
  const std::vector<std::uint32_t>& rows_;
  const ElScoreOptions& options_;
};

void add_correlations(const ChipTable& table, const std::vector<std::uint32_t>& rows, const ElScoreOptions& options,
                      ElReport& report) {
  const SpatialBlocks blocks = cut_blocks(table, kBootstrapEdgeBlocks);
  const CorrelationScores scores(blocks, rows, options);
  const LayerColumns empty;
  const LayerColumns& layer = table.layers.empty() ? empty : table.layers.front();
  report.without_el_intensity =
      scores.append(picked(layer.intensity_e, rows), picked(table.el->intensity, rows), "", report);
  const std::vector<float> el_relative = divided_by_trend(table.column, table.row, table.el->intensity);
  scores.append(picked(layer.relative_intensity, rows), picked(el_relative, rows), "_detrended", report);
}

void add_warnings(const ElAttachment& attached, ElReport& report) {
  const std::int64_t fails = report.true_positive + report.false_negative;
  const std::int64_t passes = report.true_negative + report.false_positive;
  if (fails + passes == 0)
    report.warnings.emplace_back("no chip has both a PL verdict and an EL row: there is nothing to score");
  else if (fails == 0 || passes == 0)
    report.warnings.push_back(
        fmt::format("EL {} every matched chip: recall and curves have no meaning", fails == 0 ? "passes" : "fails"));
  if (attached.repeated_el > 0)
    report.warnings.push_back(
        fmt::format("{} EL rows repeat a chip; the last row of each chip counts", attached.repeated_el));
  if (report.without_pl_intensity > 0)
    report.warnings.push_back(fmt::format("{} matched chips have no relative intensity: left out of the curves",
                                          report.without_pl_intensity));
}

}  // namespace

ElReport score_el(const ChipTable& table, const ElMatch& match, const ElAttachment& attached,
                  const ElScoreOptions& options) {
  ElReport report;
  report.match = match;
  if (!table.el) {
    ChipTable without = table;
    without.el = ElColumns{std::vector<float>(table.size(), static_cast<float>(kNaN)),
                           {},
                           {},
                           std::vector<std::uint8_t>(table.size(), kNoElRow)};
    return score_el(without, match, attached, options);
  }
  count_verdicts(table, report);
  add_table_scores(attached, report);
  const std::vector<std::uint32_t> rows = usable_rows(table, report);
  add_curves(table, rows, report);
  add_correlations(table, rows, options, report);
  add_warnings(attached, report);
  return report;
}

Result<ElReport> correlate_el(ChipTable& table, const ElTable& el, const ElMatchOptions& match_options,
                              const ElScoreOptions& score_options) {
  const Result<ElMatch> match = match_el(table, el, match_options);
  if (!match) return tl::unexpected(match.error());
  const ElAttachment attached = attach_el(table, el, *match);
  return score_el(table, *match, attached, score_options);
}

}  // namespace pellucid
