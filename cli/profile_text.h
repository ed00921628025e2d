/// Where an inspection's time went, for people. Pure function; any thread.
#pragma once

#include <string>
#include <vector>

#include "results/result_data.h"

namespace pellucid::cli {

/// One line a stage: wall time, share, processor time of all threads, bytes read and written; totals below.
[[nodiscard]] std::string profile_text(const std::vector<StageTime>& stages);

}  // namespace pellucid::cli
