/// Findings of single chips that are one defect: a scratch runs on in the next chip, across the street between them.
/// Pure; same result for any order of threads.
#pragma once

#include <vector>

#include "core/appearance/chip_inspection.h"
#include "core/model/appearance.h"
#include "core/model/chip_table.h"
#include "core/model/wafer.h"

namespace pellucid {

/// The strongest first. `parts`: in the order of the blocks; chips' positions come from the table.
[[nodiscard]] std::vector<AppearanceFinding> join_findings(const std::vector<FindingPart>& parts,
                                                           const ChipTable& table, const ChipGrid& grid,
                                                           const std::string& layer, Vec2 pixel_um);

}  // namespace pellucid
