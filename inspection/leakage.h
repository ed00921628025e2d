/// The leakage of a measured and judged wafer: the PL layers' powers and the chip's area brought to the judgement. Same
/// result for any number of threads.
#pragma once

#include <vector>

#include "core/leakage/leak_options.h"
#include "core/leakage/leak_reference.h"
#include "results/result_data.h"

namespace pellucid {

/// PL layers of the table whose power the manifest tells.
[[nodiscard]] std::vector<PowerLayer> powers_of(const ResultData& data);

/// Fills data.table.leak and data.leak and adds warnings, where two or more powers were measured.
void find_leaks(ResultData& data, const LeakOptions& options);

}  // namespace pellucid
