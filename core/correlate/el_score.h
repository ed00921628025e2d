/// The score of PL against the electrical/EL test: if this wafer were judged by PL alone, how would the verdicts differ
/// (spec: EL correlation). Positive = EL fails. Functions run on the calling thread (sorting uses the scheduler's).
#pragma once

#include <cstdint>

#include "core/correlate/correlate_options.h"
#include "core/correlate/el_match.h"
#include "core/correlate/el_report.h"
#include "core/correlate/el_table.h"
#include "core/model/chip_table.h"
#include "core/model/error.h"

namespace pellucid {

/// Scores a table whose `el` columns are filled (attach_el); without them every chip is unmatched. `attached` gives the
/// EL rows that found no chip.
/// - Two-by-two table: paired chips that PL decided; `matched` is their number and the denominator of accuracy and ppm.
/// - Curves: paired chips, not unmeasured, with a finite relative intensity; the score is 1 - relative_intensity.
/// - Correlations: the same chips with a finite EL intensity as well. Raw: intensity_e against EL intensity. Detrended:
///   relative_intensity against EL intensity over its robust smooth surface.
/// Intervals: Wilson for shares and ppm, block bootstrap for correlations; all 95 percent.
[[nodiscard]] ElReport score_el(const ChipTable& table, const ElMatch& match, const ElAttachment& attached,
                                const ElScoreOptions& options = {});

/// match_el, attach_el and score_el in one. Errors: those of match_el; the table is then untouched.
[[nodiscard]] Result<ElReport> correlate_el(ChipTable& table, const ElTable& el,
                                            const ElMatchOptions& match_options = {},
                                            const ElScoreOptions& score_options = {});

}  // namespace pellucid
