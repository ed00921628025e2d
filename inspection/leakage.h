/// The leakage of a measured and judged wafer: the PL layers' powers and the chip's area brought to the judgement. Same
/// result for any number of threads.
#pragma once

#include "core/leakage/leak_options.h"
#include "core/model/progress.h"
#include "results/result_data.h"

namespace pellucid {

/// Fills data.table.leak and data.leak and adds warnings, where two or more powers were measured: only then it is a
/// stage, "leakage", of the progress.
void find_leaks(ResultData& data, const LeakOptions& options, const Progress& progress);

}  // namespace pellucid
