#include "core/correlate/fine_search.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>

#include "core/correlate/trend_surface.h"
#include "core/flow/parallel.h"

namespace pellucid {
namespace {

double anscombe(double count) {
  return 2 * std::sqrt(count + 0.375);
}

double signed_square(double d) {
  return d * std::abs(d);
}

/// Sums for a correlation coefficient.
struct Moments {
  double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  void add(double a, double b) {
    n += 1;
    x += a;
    y += b;
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  [[nodiscard]] double fisher_z() const {
    const double var_x = xx - x * x / n;
    const double var_y = yy - y * y / n;
    if (n < 10 || !(var_x > 0) || !(var_y > 0)) return 0;
    const double r = (xy - x * y / n) / std::sqrt(var_x * var_y);
    return std::atanh(std::clamp(r, -0.9999, 0.9999)) * std::sqrt(n - 3);
  }
};

struct VerdictCounts {
  double fails = 0, decided = 0;
};
VerdictCounts count_verdicts(const MatchMap& map) {
  VerdictCounts out;
  for (const std::int8_t f : map.fail) {
    out.fails += f == 1 ? 1 : 0;
    out.decided += f >= 0 ? 1 : 0;
  }
  return out;
}

}  // namespace

double margin_over(const Fit& best, const Fit& rival, double noise) {
  const double square =
      signed_square((best.content - rival.content) / noise) + signed_square(rival.outline - best.outline);
  // The difference of two values of variance 1 has variance 2.
  return std::copysign(std::sqrt(std::abs(square) / 2), square);
}

FineSearch::FineSearch(const ChipLookup& lookup, const MatchMap& pl, const MatchMap& el, double min_overlap)
    : lookup_(lookup),
      pl_(pl),
      el_(el),
      min_overlap_(min_overlap),
      use_intensity_(pl.has_intensity && el.has_intensity),
      use_verdict_(pl.has_verdict && el.has_verdict) {
  const VerdictCounts ours = count_verdicts(pl);
  const VerdictCounts theirs = count_verdicts(el);
  if (ours.fails + theirs.fails > 0.5 * (ours.decided + theirs.decided)) rare_ = 0;
  const double fail_share = ours.decided > 0 ? ours.fails / ours.decided : 0;
  pl_rare_share_ = rare_ == 1 ? fail_share : 1 - fail_share;
}

FineSearch::Sample FineSearch::sample(std::uint64_t wanted) const {
  Sample out;
  std::uint64_t rare_total = 0;
  for (const std::int8_t f : el_.fail) rare_total += f == rare_ ? 1 : 0;
  for (std::size_t i = 0; i < el_.size(); ++i) {
    if (in_sample(i, wanted, el_.size())) out.rows.push_back(static_cast<std::uint32_t>(i));
    if (use_verdict_ && el_.fail[i] == rare_ && in_sample(i, wanted, rare_total))
      out.rare_rows.push_back(static_cast<std::uint32_t>(i));
  }
  return out;
}

double FineSearch::verdict_evidence(const Placement& placement, const Sample& sample) const {
  const Orientation& m = kOrientations[static_cast<std::size_t>(placement.orientation)];
  double hits = 0;
  double tried = 0;
  for (const std::uint32_t i : sample.rare_rows) {
    const std::int64_t chip = chip_of(m, placement, i);
    if (chip < 0) continue;
    const std::int8_t verdict = pl_.fail[static_cast<std::size_t>(chip)];
    hits += verdict == rare_ ? 1 : 0;
    tried += verdict >= 0 ? 1 : 0;
  }
  return anscombe(hits) - anscombe(tried * pl_rare_share_);
}

Fit FineSearch::evaluate(const Placement& placement, const Sample& sample) const {
  const Orientation& m = kOrientations[static_cast<std::size_t>(placement.orientation)];
  Moments moments;
  double off = 0;
  for (const std::uint32_t i : sample.rows) {
    const std::int64_t chip = chip_of(m, placement, i);
    if (chip < 0) {
      off += 1;
      continue;
    }
    const float ours = pl_.z[static_cast<std::size_t>(chip)];
    const float theirs = el_.z[i];
    if (std::isfinite(ours) && std::isfinite(theirs)) moments.add(ours, theirs);
  }
  Fit fit{placement, 0, anscombe(off), 1 - off / std::max<double>(1, static_cast<double>(sample.rows.size()))};
  if (use_intensity_) fit.content += moments.fisher_z();
  if (use_verdict_) fit.content += verdict_evidence(placement, sample);
  if (use_intensity_ && use_verdict_) fit.content *= std::sqrt(0.5);
  return fit;
}

Fit FineSearch::refine(const Placement& start, int reach, const Sample& sample) const {
  Fit best;
  bool first = true;
  for (int dy = -reach; dy <= reach; ++dy)
    for (int dx = -reach; dx <= reach; ++dx) {
      Placement p = start;
      p.shift[0] += dx;
      p.shift[1] += dy;
      const Fit fit = evaluate(p, sample);
      if (first || fit.score(1) > best.score(1)) best = fit;
      first = false;
    }
  return best;
}

double FineSearch::noise(const std::vector<int>& orientations, const Sample& sample) const {
  constexpr int kTries = 64;
  std::mt19937_64 random(1);
  const auto [left, right] = std::minmax_element(el_.column.begin(), el_.column.end());
  const auto [bottom, top] = std::minmax_element(el_.row.begin(), el_.row.end());
  const double middle_column = (static_cast<double>(*left) + *right) / 2;
  const double middle_row = (static_cast<double>(*bottom) + *top) / 2;
  std::vector<Placement> tried;
  for (int i = 0; i < kTries; ++i) {
    const auto unit = [&random] { return static_cast<double>(random() >> 11) * 0x1p-53; };
    const int orientation = orientations[static_cast<std::size_t>(random() % orientations.size())];
    const Orientation& m = kOrientations[static_cast<std::size_t>(orientation)];
    const double x = static_cast<double>(lookup_.first_column()) + static_cast<double>(lookup_.width()) * unit();
    const double y = static_cast<double>(lookup_.first_row()) + static_cast<double>(lookup_.height()) * unit();
    tried.push_back({orientation,
                     {std::llround(x - m[0][0] * middle_column - m[0][1] * middle_row),
                      std::llround(y - m[1][0] * middle_column - m[1][1] * middle_row)}});
  }
  std::vector<Fit> fits(tried.size());
  parallel_ranges(std::ssize(tried), 1, [&](std::int64_t i, std::int64_t) {
    fits[static_cast<std::size_t>(i)] = evaluate(tried[static_cast<std::size_t>(i)], sample);
  });
  std::vector<float> contents;
  for (const Fit& fit : fits) {
    if (is_allowed(fit)) contents.push_back(static_cast<float>(fit.content));
  }
  if (contents.size() < 8) return 1;
  return std::max(1.0, robust_spread(contents).sigma);
}

}  // namespace pellucid
