/// Finds how the tester's chip index maps onto ours, and brings the EL rows into the chip table (spec: EL correlation,
/// "Matching"). All functions run on the calling thread; tables may be read by others meanwhile.
#pragma once

#include <cstdint>

#include "core/correlate/correlate_options.h"
#include "core/correlate/el_report.h"
#include "core/correlate/el_table.h"
#include "core/model/chip_table.h"
#include "core/model/error.h"

namespace pellucid {

/// Tries the eight orientations and all shifts; intensities (PL: relative_intensity of the first layer), verdicts and
/// the outline are the evidence, the outline never the only one. Needs chip_class or relative_intensity in `table`.
/// Errors, all bad_input: correlate.ambiguous (a blank, symmetric or unrelated map; found: the margin and both fits),
/// correlate.no_overlap (the fixed match puts too few EL rows on chips), correlate.options (a shift without an
/// orientation, or no signed permutation), correlate.empty (no chips or no EL rows), correlate.el_grid (absurd EL
/// indices). Cost: seconds at 39 million chips; memory 8 bytes a chip of both tables, 4 bytes a cell of the bounding
/// box.
[[nodiscard]] Result<ElMatch> match_el(const ChipTable& table, const ElTable& el, const ElMatchOptions& options = {});

struct ElAttachment {
  std::int64_t paired = 0;        ///< chips with an EL row
  std::int64_t unmatched_pl = 0;  ///< chips without
  std::int64_t unmatched_el = 0;  ///< EL rows where no chip is listed
  std::int64_t repeated_el = 0;   ///< EL rows that a later row of the same chip replaced (a tester repeats a chip)
};

/// Fills table.el from the match.
ElAttachment attach_el(ChipTable& table, const ElTable& el, const ElMatch& match);

}  // namespace pellucid
