#include "inspection/diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <system_error>
#include <utility>

#include "core/judge/chip_verdict.h"
#include "core/model/median.h"
#include "inspection/change_reason.h"
#include "inspection/judged_result.h"
#include "inspection/whole_file.h"
#include "recipe/compare.h"
#include "results/chips_h5.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kWindow = 8 * 65536;  ///< rows in memory of each result
constexpr std::size_t kRatios = 200'000;    ///< of good chips, behind the median

const std::vector<std::string> kCompared{"class",
                                         "flags",
                                         "intensity_e",
                                         "intensity_sigma_e",
                                         "relative_intensity",
                                         "leak_power_w_cm2",
                                         "leak_power_w_cm2_sigma",
                                         "peak_nm",
                                         "peak_nm_sigma",
                                         "centroid_nm",
                                         "centroid_nm_sigma",
                                         "dominant_nm",
                                         "dominant_nm_sigma",
                                         "wavelength_residual_nm",
                                         "wavelength_source"};

/// A chip table walked through from its first row to its last, a window in memory.
class TableWalk {
 public:
  explicit TableWalk(const JudgedResult& result, std::size_t window = kWindow) : result_(result), window_(window) {}

  /// Makes a row of the table the current one; rows only ever grow.
  Result<void> go_to(std::size_t row) {
    row_ = row;
    if (done() || row_ < first_ + part_.size()) return {};
    first_ = row_ / window_ * window_;
    auto part = read_chip_table(result_.chips(), {kCompared, first_, window_});
    if (!part) return fail(part.error());
    if (part->layers.empty())
      return fail(bad_input("results.malformed", result_.path.string(), "its table has no layer"));
    part_ = std::move(*part);
    return {};
  }
  Result<void> next() { return go_to(row_ + 1); }

  [[nodiscard]] bool done() const { return row_ >= result_.rows; }
  [[nodiscard]] std::size_t row() const { return row_; }
  [[nodiscard]] std::size_t in_part() const { return row_ - first_; }
  [[nodiscard]] const ChipTable& part() const { return part_; }
  [[nodiscard]] std::pair<std::int32_t, std::int32_t> place() const {
    return {part_.row[in_part()], part_.column[in_part()]};
  }
  [[nodiscard]] ChipFacts facts() const { return facts_at(part_, in_part(), result_.summary); }
  [[nodiscard]] const ChipShape* shape() const { return result_.shapes.find(row_); }

 private:
  const JudgedResult& result_;
  std::size_t window_;
  ChipTable part_;
  std::size_t first_ = 0, row_ = 0;
};

class Comparison {
 public:
  Comparison(const DiffRequest& request, const JudgedResult& a, const JudgedResult& b)
      : reasons_(a, b, request.beyond_sigma), a_(a), b_(b) {
    diff_.request = request;
    const Summary &sa = a.summary, &sb = b.summary;
    diff_.wafer_a = sa.wafer.id, diff_.wafer_b = sb.wafer.id;
    diff_.scan_id_a = sa.scan_id, diff_.scan_id_b = sb.scan_id;
    diff_.recipe_sha256_a = sa.recipe_sha256, diff_.recipe_sha256_b = sb.recipe_sha256;
    diff_.counts_a = sa.counts, diff_.counts_b = sb.counts;
    diff_.yield_a = sa.yield, diff_.yield_b = sb.yield;
    if (sa.wafer.id != sb.wafer.id || sa.wafer.lot != sb.wafer.lot)
      diff_.warnings.push_back(fmt::format("these are two wafers: {} of lot {}, and {} of lot {}", sa.wafer.id,
                                           sa.wafer.lot, sb.wafer.id, sb.wafer.lot));
    for (const RecipeChange& change : reasons_.changes()) diff_.changed_keys.push_back(change.text());
    if (!a.recipe || !b.recipe)
      diff_.warnings.emplace_back("a result of an older version does not hold its recipe: limits are not compared");
    ratio_step_ = std::max<std::size_t>(1, a.rows / kRatios);
  }

  Result<ResultDiff> run(const Progress& progress, const std::stop_token& stop) {
    TableWalk a(a_), b(b_);
    if (auto begun = a.go_to(0); !begun) return fail(begun.error());
    if (auto begun = b.go_to(0); !begun) return fail(begun.error());
    while (!a.done() || !b.done()) {
      if (a.row() % 65536 == 0) {
        if (stop.stop_requested()) return fail(cancelled());
        report(progress, "compare",
               static_cast<double>(a.row()) / static_cast<double>(std::max<std::size_t>(1, a_.rows)));
      }
      const bool only_a = b.done() || (!a.done() && a.place() < b.place());
      const bool only_b = !only_a && (a.done() || b.place() < a.place());
      if (only_a) ++diff_.only_in_a;
      if (only_b) ++diff_.only_in_b;
      if (!only_a && !only_b) compare(a, b);
      if (!only_b) {
        if (auto moved = a.next(); !moved) return fail(moved.error());
      }
      if (!only_a) {
        if (auto moved = b.next(); !moved) return fail(moved.error());
      }
    }
    diff_.light_ratio =
        ratios_.empty() ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(median_of(std::move(ratios_)));
    if (diff_.in_both == 0 && a_.rows + b_.rows > 0)
      diff_.warnings.emplace_back("the two results have no chip in common: other designs?");
    report(progress, "compare", 1);
    return std::move(diff_);
  }

 private:
  void compare(const TableWalk& a, const TableWalk& b) {
    ++diff_.in_both;
    const ChipClass class_a = a.part().chip_class[a.in_part()], class_b = b.part().chip_class[b.in_part()];
    ++diff_.matrix[order_of(class_a)][order_of(class_b)];
    compare_light(a, b, class_a == ChipClass::good && class_b == ChipClass::good);
    if (class_a == class_b) return;
    const ChangeReason reason = reasons_.reason({a.facts(), a.shape()}, {b.facts(), b.shape()});
    ++diff_.by_reason[static_cast<std::size_t>(reason)];
    ChangedChips& list = diff_.changed;
    list.column.push_back(a.place().second);
    list.row.push_back(a.place().first);
    list.class_a.push_back(class_a);
    list.class_b.push_back(class_b);
    list.reason.push_back(reason);
    list.index_a.push_back(static_cast<std::uint32_t>(a.row()));
    list.index_b.push_back(static_cast<std::uint32_t>(b.row()));
  }

  void compare_light(const TableWalk& a, const TableWalk& b, bool both_good) {
    const LayerColumns &la = a.part().layers.front(), &lb = b.part().layers.front();
    const std::size_t i = a.in_part(), j = b.in_part();
    const float light_a = la.intensity_e[i], light_b = lb.intensity_e[j];
    if (!std::isfinite(light_a) || !std::isfinite(light_b)) return;
    ++diff_.light_compared;
    const std::uint32_t partial = chip_flag::bit(ChipClass::partial);
    const bool same_way = ((a.part().flags[i] ^ b.part().flags[j]) & partial) == 0;  // by the profile, or plain sums
    if (same_way &&
        light_differs(light_a, la.intensity_sigma_e[i], light_b, lb.intensity_sigma_e[j], diff_.request.beyond_sigma))
      ++diff_.light_differs;
    if (both_good && a.row() % ratio_step_ == 0) ratios_.push_back(light_b / light_a);
  }

  ResultDiff diff_;
  ChangeReasons reasons_;
  const JudgedResult &a_, &b_;
  std::size_t ratio_step_ = 1;
  std::vector<float> ratios_;
};

struct BothResults {
  JudgedResult a, b;
};
Result<BothResults> read_both(const DiffRequest& request) {
  auto a = read_judged_result(request.a);
  if (!a) return fail(a.error());
  auto b = read_judged_result(request.b);
  if (!b) return fail(b.error());
  return BothResults{std::move(*a), std::move(*b)};
}

/// A text as one CSV field.
std::string field(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + "\"";
}

std::string number_field(float value) {
  return std::isfinite(value) ? fmt::format("{:.6g}", value) : std::string();
}

}  // namespace

std::string_view name_of(ChangeReason reason) {
  constexpr std::array<std::string_view, kChangeReasons> kNames{"coverage", "light",   "limits", "expectation",
                                                                "shape",    "leakage", "noise",  "wavelength"};
  return kNames[static_cast<std::size_t>(reason)];
}

std::size_t order_of(ChipClass chip_class) {
  return chip_class == ChipClass::unmeasured ? kAllClasses.size() - 1 : static_cast<std::size_t>(chip_class);
}

Result<ResultDiff> diff_results(const DiffRequest& request, const Progress& progress, std::stop_token stop) {
  report(progress, "read", 0);
  const auto both = read_both(request);
  if (!both) return fail(both.error());
  return Comparison(request, both->a, both->b).run(progress, stop);
}

Result<std::string> why_changed(const ResultDiff& diff, std::size_t k) {
  const auto both = read_both(diff.request);
  if (!both) return fail(both.error());
  TableWalk a(both->a, 1), b(both->b, 1);
  if (auto at = a.go_to(diff.changed.index_a[k]); !at) return fail(at.error());
  if (auto at = b.go_to(diff.changed.index_b[k]); !at) return fail(at.error());
  const ChangeReasons reasons(both->a, both->b, diff.request.beyond_sigma);
  return reasons.why({a.facts(), a.shape()}, {b.facts(), b.shape()}, diff.changed.reason[k]);
}

Result<void> export_changes(const ResultDiff& diff, const fs::path& file, bool overwrite, const Progress& progress,
                            std::stop_token stop) {
  const auto both = read_both(diff.request);
  if (!both) return fail(both.error());
  auto out = WholeFile::create(file, overwrite);
  if (!out) return fail(out.error());
  const ChangeReasons reasons(both->a, both->b, diff.request.beyond_sigma);
  TableWalk a(both->a), b(both->b);
  std::string text =
      "column,row,class_a,class_b,reason,why,intensity_e_a,intensity_sigma_e_a,relative_intensity_a,"
      "intensity_e_b,intensity_sigma_e_b,relative_intensity_b\n";
  const ChangedChips& list = diff.changed;
  for (std::size_t k = 0; k < list.size(); ++k) {
    if (k % 4096 == 0) {
      if (stop.stop_requested()) return fail(cancelled());
      report(progress, "write", static_cast<double>(k) / static_cast<double>(list.size()));
      out->write(text);
      text.clear();
    }
    if (auto at = a.go_to(list.index_a[k]); !at) return fail(at.error());
    if (auto at = b.go_to(list.index_b[k]); !at) return fail(at.error());
    const ChipFacts fa = a.facts(), fb = b.facts();
    fmt::format_to(std::back_inserter(text), "{},{},{},{},{},{},{},{},{},{},{},{}\n", list.column[k], list.row[k],
                   name_of(list.class_a[k]), name_of(list.class_b[k]), name_of(list.reason[k]),
                   field(reasons.why({fa, a.shape()}, {fb, b.shape()}, list.reason[k])), number_field(fa.intensity_e),
                   number_field(fa.sigma_e), number_field(fa.relative), number_field(fb.intensity_e),
                   number_field(fb.sigma_e), number_field(fb.relative));
  }
  out->write(text);
  return out->publish();
}

}  // namespace pellucid
