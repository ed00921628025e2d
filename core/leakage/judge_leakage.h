/// Leaky chips: fills the leak columns of a judged table from its PL layers at several powers, gives the class `leaky`,
/// and tells what the scan could see. Chips are fitted in parallel; same result for any number of threads.
#pragma once

#include <stop_token>
#include <vector>

#include "core/leakage/leak_options.h"
#include "core/leakage/leak_reference.h"
#include "core/leakage/leak_report.h"
#include "core/leakage/shunt.h"
#include "core/model/chip_table.h"

namespace pellucid {

/// `layers`: every PL layer with a known power; with less than two nothing is judged. `shunt`: where R_sh can be told.
/// Where it can and the options set r_sh_limit_ohm, chips whose noise hides such a leak become `retest`, never `good`.
/// Where it is stopped in the midst, the columns are filled in part.
[[nodiscard]] LeakReport judge_leakage(ChipTable& table, const std::vector<PowerLayer>& layers,
                                       const std::optional<ShuntScale>& shunt, const LeakOptions& options,
                                       std::stop_token stop = {});

}  // namespace pellucid
