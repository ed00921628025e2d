/// The leakage of a measured and judged wafer: the PL layers' powers and the chip's area brought to the judgement. Same
/// result for any number of threads.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "core/leakage/leak_options.h"
#include "core/model/progress.h"
#include "results/result_data.h"

namespace pellucid {

/// Fills data.table.leak and data.leak, where two or more powers were measured: only then it is a stage, "leakage", of
/// the progress. Returns what is to be said of it. Where it is stopped in the midst, the columns are filled in part.
[[nodiscard]] std::vector<std::string> find_leaks(ResultData& data, const LeakOptions& options,
                                                  const Progress& progress, const std::stop_token& stop);

}  // namespace pellucid
