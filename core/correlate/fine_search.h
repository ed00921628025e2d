/// Judges placements of the EL map on ours at full resolution, chip by chip. Internal to core/correlate. Const and safe
/// from any thread after construction.
///
/// Two kinds of evidence, each with a variance of 1 where the maps have nothing to do with each other:
/// - content: Fisher's z of the intensities' correlation on the overlap, atanh(r) sqrt(n - 3), and the number k of
/// fails
///   that fall on fails against the number mu expected by chance, 2 sqrt(k + 3/8) - 2 sqrt(mu + 3/8) (Anscombe 1948: a
///   few chance hits among rare fails must not count as a correlation of 1); both together are their sum over sqrt(2).
/// - outline: EL rows that fall where no chip is, 2 sqrt(off + 3/8).
#pragma once

#include <cstdint>
#include <vector>

#include "core/correlate/chip_lookup.h"
#include "core/correlate/coarse_search.h"
#include "core/correlate/match_maps.h"

namespace pellucid {

/// One placement with its evidence.
struct Fit {
  Placement placement;
  double content = 0;
  double outline = 0;
  double on_chips = 0;  ///< share of the sampled EL rows that fall on a listed chip

  [[nodiscard]] double score(double noise) const { return content / noise - outline; }
};

/// By how many sigma of their difference `best` stands above `rival`; negative where the rival is better.
[[nodiscard]] double margin_over(const Fit& best, const Fit& rival, double noise);

class FineSearch {
 public:
  FineSearch(const ChipLookup& lookup, const MatchMap& pl, const MatchMap& el, double min_overlap);

  /// A fixed choice of EL rows: about `wanted` of all, and about `wanted` of those with the rarer verdict.
  struct Sample {
    std::vector<std::uint32_t> rows;
    std::vector<std::uint32_t> rare_rows;
  };
  [[nodiscard]] Sample sample(std::uint64_t wanted) const;

  [[nodiscard]] Fit evaluate(const Placement& placement, const Sample& sample) const;
  /// Best shift within `reach` chips of a placement.
  [[nodiscard]] Fit refine(const Placement& start, int reach, const Sample& sample) const;
  /// Robust sigma of `content` over random placements, at least 1: smooth maps match anywhere by chance.
  [[nodiscard]] double noise(const std::vector<int>& orientations, const Sample& sample) const;
  [[nodiscard]] bool is_allowed(const Fit& fit) const { return fit.on_chips >= min_overlap_; }

 private:
  [[nodiscard]] std::int64_t chip_of(const Orientation& m, const Placement& p, std::uint32_t el_row) const {
    return lookup_.row_of(
        std::int64_t{m[0][0]} * el_.column[el_row] + std::int64_t{m[0][1]} * el_.row[el_row] + p.shift[0],
        std::int64_t{m[1][0]} * el_.column[el_row] + std::int64_t{m[1][1]} * el_.row[el_row] + p.shift[1]);
  }
  [[nodiscard]] double verdict_evidence(const Placement& placement, const Sample& sample) const;

  const ChipLookup& lookup_;
  const MatchMap& pl_;
  const MatchMap& el_;
  double min_overlap_;
  bool use_intensity_, use_verdict_;
  std::int8_t rare_ = 1;      ///< the rarer verdict: 1 where fails are
  double pl_rare_share_ = 0;  ///< of our decided chips
};

}  // namespace pellucid
