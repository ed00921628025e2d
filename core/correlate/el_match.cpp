#include "core/correlate/el_match.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "core/correlate/chip_lookup.h"
#include "core/correlate/coarse_search.h"
#include "core/correlate/fine_search.h"
#include "core/correlate/match_maps.h"
#include "core/flow/parallel.h"

namespace pellucid {
namespace {

constexpr std::int64_t kMaxCells = 512;        // edge of the coarse maps
constexpr std::int64_t kMaxIndex = 500000000;  // keeps every turned and shifted index inside 32 bits
constexpr double kMinContent = 6.0;            // sigma: white maps reach 5.4 in 10^7 placements
constexpr std::uint64_t kFinalSample = 200000;
constexpr std::uint64_t kRefineBudget = 30000000;  // look-ups

struct Extent {
  std::int64_t low[2]{}, high[2]{};
  [[nodiscard]] std::int64_t longest() const { return std::max(high[0] - low[0], high[1] - low[1]) + 1; }
};

Extent extent_of(const std::vector<std::int32_t>& column, const std::vector<std::int32_t>& row) {
  const auto [left, right] = std::minmax_element(column.begin(), column.end());
  const auto [bottom, top] = std::minmax_element(row.begin(), row.end());
  return {{*left, *bottom}, {*right, *top}};
}

std::string describe(const Placement& p) {
  const Orientation& m = kOrientations[static_cast<std::size_t>(p.orientation)];
  return fmt::format("[[{}, {}], [{}, {}]] shift [{}, {}]", m[0][0], m[0][1], m[1][0], m[1][1], p.shift[0], p.shift[1]);
}

Error ambiguous(const ElTable& el, std::string_view what, double wanted, const std::string& found) {
  return bad_input(
      "correlate.ambiguous", el.path, what,
      fmt::format("a fit that stands {:.1f} sigma above every other, or a match fixed by the recipe", wanted), found);
}

Result<void> check_tables(const ChipTable& table, const ElTable& el) {
  if (table.size() == 0 || el.size() == 0)
    return fail(bad_input("correlate.empty", el.path, "nothing to match", "chips and EL rows",
                          fmt::format("{} chips and {} EL rows", table.size(), el.size())));
  const Extent ours = extent_of(table.column, table.row);
  const Extent theirs = extent_of(el.column, el.row);
  const std::int64_t furthest =
      std::max({std::abs(theirs.low[0]), std::abs(theirs.low[1]), std::abs(theirs.high[0]), std::abs(theirs.high[1])});
  if (furthest > kMaxIndex || theirs.longest() > 4 * ours.longest() + 16)
    return fail(bad_input(
        "correlate.el_grid", el.path, "the EL table's chip indices cannot be those of this wafer",
        fmt::format("a range of about {} chips", ours.longest()),
        fmt::format("columns {} to {}, rows {} to {}", theirs.low[0], theirs.high[0], theirs.low[1], theirs.high[1])));
  return {};
}

Result<std::vector<int>> allowed_orientations(const ElMatchOptions& options) {
  if (!options.ours_from_el) {
    if (options.shift)
      return fail(
          bad_input("correlate.options", "", "a fixed EL shift needs a fixed orientation", "ours_from_el", "none"));
    return std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7};
  }
  const auto found = std::find(kOrientations.begin(), kOrientations.end(), *options.ours_from_el);
  if (found == kOrientations.end())
    return fail(
        bad_input("correlate.options", "", "ours_from_el must be one of the eight orientations",
                  "a signed permutation like [[0, -1], [1, 0]]",
                  fmt::format("[[{}, {}], [{}, {}]]", (*options.ours_from_el)[0][0], (*options.ours_from_el)[0][1],
                              (*options.ours_from_el)[1][0], (*options.ours_from_el)[1][1])));
  return std::vector<int>{static_cast<int>(found - kOrientations.begin())};
}

double correlation(double n, double x, double y, double xx, double yy, double xy) {
  const double var_x = xx - x * x / n;
  const double var_y = yy - y * y / n;
  if (n < 3 || !(var_x > 0) || !(var_y > 0)) return std::numeric_limits<double>::quiet_NaN();
  return (xy - x * y / n) / std::sqrt(var_x * var_y);
}

/// Fills in what all EL rows say about a match.
void describe_match(ElMatch& match, const ChipLookup& lookup, const MatchMap& pl, const MatchMap& el) {
  double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  double decided = 0, pl_fails = 0, el_fails = 0, both = 0;
  for (std::size_t i = 0; i < el.size(); ++i) {
    const ChipIndex at = match({el.column[i], el.row[i]});
    const std::int64_t chip = lookup.row_of(at.column, at.row);
    if (chip < 0) continue;
    ++match.el_rows_on_chips;
    const auto c = static_cast<std::size_t>(chip);
    if (const double a = pl.z[c], b = el.z[i]; std::isfinite(a) && std::isfinite(b)) {
      n += 1;
      x += a;
      y += b;
      xx += a * a;
      yy += b * b;
      xy += a * b;
    }
    if (pl.fail[c] >= 0 && el.fail[i] >= 0) {
      decided += 1;
      pl_fails += pl.fail[c];
      el_fails += el.fail[i];
      both += pl.fail[c] * el.fail[i];
    }
  }
  match.intensity_r = correlation(n, x, y, xx, yy, xy);
  match.verdict_phi = correlation(decided, pl_fails, el_fails, pl_fails, el_fails, both);
  match.agreement = std::fmax(match.intensity_r, match.verdict_phi);
}

/// Candidates at full resolution, best first, with the neighbours of the best among them.
std::vector<Fit> ranked_fits(const FineSearch& fine, const std::vector<Proposal>& proposals, int bin,
                             const FineSearch::Sample& sample, double noise) {
  const auto window = static_cast<std::uint64_t>((2 * bin + 1) * (2 * bin + 1));
  const std::uint64_t affordable = kRefineBudget / (window * std::max<std::uint64_t>(proposals.size(), 1)) / 2;
  const FineSearch::Sample small = fine.sample(std::clamp<std::uint64_t>(affordable, 4000, kFinalSample));
  std::vector<Fit> fits;
  const auto add = [&](const Placement& p) {
    if (std::any_of(fits.begin(), fits.end(), [&p](const Fit& f) { return f.placement == p; })) return;
    const Fit fit = fine.evaluate(p, sample);
    if (fine.is_allowed(fit)) fits.push_back(fit);
  };
  std::vector<Fit> refined(proposals.size());
  parallel_ranges(std::ssize(proposals), 1, [&](std::int64_t i, std::int64_t) {
    refined[static_cast<std::size_t>(i)] = fine.refine(proposals[static_cast<std::size_t>(i)].placement, bin, small);
  });
  std::stable_sort(refined.begin(), refined.end(), [](const Fit& a, const Fit& b) { return a.score(1) > b.score(1); });
  // The best few of each orientation are enough to know the best and the second best.
  std::array<int, kOrientations.size()> kept{};
  for (const Fit& f : refined)
    if (++kept[static_cast<std::size_t>(f.placement.orientation)] <= 3) add(f.placement);
  const auto better = [noise](const Fit& a, const Fit& b) { return a.score(noise) > b.score(noise); };
  for (bool moved = !fits.empty(); moved;) {
    std::stable_sort(fits.begin(), fits.end(), better);
    const Placement best = fits.front().placement;
    for (int dy = -1; dy <= 1; ++dy)
      for (int dx = -1; dx <= 1; ++dx) add({best.orientation, {best.shift[0] + dx, best.shift[1] + dy}});
    std::stable_sort(fits.begin(), fits.end(), better);
    moved = !(fits.front().placement == best);
  }
  return fits;
}

Result<ElMatch> judge(const std::vector<Fit>& fits, const ElTable& el, double noise, double wanted) {
  if (fits.empty())
    return fail(bad_input("correlate.no_overlap", el.path, "no placement puts enough EL rows on chips"));
  const Fit& best = fits.front();
  if (best.content / noise < kMinContent)
    return fail(ambiguous(el, "the EL map shows nothing in common with the PL map, however it is laid", wanted,
                          fmt::format("agreement of {:.1f} sigma at best", best.content / noise)));
  double margin = std::numeric_limits<double>::infinity();
  const Fit* second = nullptr;
  for (const Fit& rival : fits) {
    if (&rival == &best) continue;
    if (const double m = margin_over(best, rival, noise); m < margin) {
      margin = m;
      second = &rival;
    }
  }
  if (second != nullptr && margin < wanted)
    return fail(ambiguous(
        el, "the EL map fits in two ways equally well", wanted,
        fmt::format("{:.1f} sigma between {} and {}", margin, describe(best.placement), describe(second->placement))));
  ElMatch match;
  match.ours_from_el = kOrientations[static_cast<std::size_t>(best.placement.orientation)];
  match.shift = {static_cast<int>(best.placement.shift[0]), static_cast<int>(best.placement.shift[1])};
  match.margin = margin;
  return match;
}

Result<ElMatch> fixed_match(const ElMatchOptions& options, const ChipLookup& lookup, const MatchMap& pl,
                            const MatchMap& theirs, const ElTable& el) {
  ElMatch match;
  match.ours_from_el = *options.ours_from_el;
  match.shift = *options.shift;
  match.fixed_by_recipe = true;
  if (std::abs(static_cast<std::int64_t>(match.shift[0])) > 2 * kMaxIndex ||
      std::abs(static_cast<std::int64_t>(match.shift[1])) > 2 * kMaxIndex)
    return fail(bad_input("correlate.options", "", "the fixed EL shift is absurd"));
  describe_match(match, lookup, pl, theirs);
  const double share = static_cast<double>(match.el_rows_on_chips) / static_cast<double>(el.size());
  if (share < options.min_overlap)
    return fail(bad_input("correlate.no_overlap", el.path, "the recipe's EL match puts too few EL rows on chips",
                          fmt::format("at least {:.0f} percent", 100 * options.min_overlap),
                          fmt::format("{:.1f} percent", 100 * share)));
  return match;
}

}  // namespace

Result<ElMatch> match_el(const ChipTable& table, const ElTable& el, const ElMatchOptions& options) {
  if (const auto checked = check_tables(table, el); !checked) return tl::unexpected(checked.error());
  const auto orientations = allowed_orientations(options);
  if (!orientations) return tl::unexpected(orientations.error());
  const std::int64_t longest =
      std::max(extent_of(table.column, table.row).longest(), extent_of(el.column, el.row).longest());
  const int bin = static_cast<int>((longest + kMaxCells - 1) / kMaxCells);
  const ChipLookup lookup(table);
  const MatchMap ours = pl_map(table, bin);
  const MatchMap theirs = el_map(el, bin);
  if (options.shift) return fixed_match(options, lookup, ours, theirs, el);

  const bool use_intensity = ours.has_intensity && theirs.has_intensity;
  const bool use_verdict = ours.has_verdict && theirs.has_verdict;
  if (!use_intensity && !use_verdict)
    return fail(ambiguous(el, "a blank map fits anywhere", options.min_margin,
                          "neither intensities nor verdicts that vary in both maps"));
  const std::vector<Proposal> proposals = propose_placements(binned(ours, bin), binned(theirs, bin), use_intensity,
                                                             use_verdict, *orientations, options.min_overlap);
  const FineSearch fine(lookup, ours, theirs, options.min_overlap);
  const FineSearch::Sample sample = fine.sample(kFinalSample);
  const double noise = fine.noise(*orientations, sample);
  Result<ElMatch> match = judge(ranked_fits(fine, proposals, bin, sample, noise), el, noise, options.min_margin);
  if (match) describe_match(*match, lookup, ours, theirs);
  return match;
}

ElAttachment attach_el(ChipTable& table, const ElTable& el, const ElMatch& match) {
  constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
  const std::size_t n = table.size();
  table.el = ElColumns{std::vector<float>(n, kNone), std::vector<float>(n, kNone), std::vector<float>(n, kNone),
                       std::vector<std::uint8_t>(n, 255)};
  const ChipLookup lookup(table);
  ElAttachment out;
  const auto value = [](const std::vector<float>& column, std::size_t i) {
    return i < column.size() ? column[i] : kNone;
  };
  for (std::size_t i = 0; i < el.size(); ++i) {
    const ChipIndex at = match({el.column[i], el.row[i]});
    const std::int64_t chip = lookup.row_of(at.column, at.row);
    if (chip < 0) {
      ++out.unmatched_el;
      continue;
    }
    const auto c = static_cast<std::size_t>(chip);
    ++(table.el->pass[c] == 255 ? out.paired : out.repeated_el);
    table.el->intensity[c] = value(el.intensity, i);
    table.el->vf_v[c] = value(el.vf_v, i);
    table.el->ir_ua[c] = value(el.ir_ua, i);
    table.el->pass[c] = el.pass[i] != 0 ? 1 : 0;
  }
  out.unmatched_pl = static_cast<std::int64_t>(n) - out.paired;
  return out;
}

}  // namespace pellucid
