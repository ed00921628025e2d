/// Where two maps might lie on each other: cross-correlation by FFT over all shifts, in coarse cells. It only proposes;
/// fine_search judges at full resolution. Internal to core/correlate.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/correlate/match_maps.h"

namespace pellucid {

/// ours = kOrientations[orientation] * theirs + shift.
struct Placement {
  int orientation = 0;
  std::array<std::int64_t, 2> shift{0, 0};
  friend bool operator==(const Placement&, const Placement&) = default;
};

struct Proposal {
  Placement placement;
  double strength = 0;  ///< correlation in sigma of unrelated white maps, less what the outline has against it
};

/// The best local maxima of each orientation in `orientations`, strongest first; a placement is good to about half a
/// cell. A placement is proposed only where at least `min_overlap` of the EL rows fall on chips.
/// Method: products of spectra (Padfield 2012, "Masked object registration in the Fourier domain", with both maps free
/// of trend, so that means over the overlap are zero).
[[nodiscard]] std::vector<Proposal> propose_placements(const BinnedMap& pl, const BinnedMap& el, bool use_intensity,
                                                       bool use_verdict, const std::vector<int>& orientations,
                                                       double min_overlap);

}  // namespace pellucid
