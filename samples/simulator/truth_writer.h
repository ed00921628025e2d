/// Writes truth.h5 and, in the same pass over the chips, el.csv. One thread calls; the rows of chips are made in
/// parallel.
#pragma once

#include <filesystem>
#include <stop_token>
#include <vector>

#include "core/model/chip_table.h"
#include "core/model/error.h"
#include "core/model/progress.h"
#include "samples/simulator/chip_state.h"
#include "samples/simulator/tile_plan.h"

namespace pellucid::sim {

struct ChipCount {
  std::int64_t chips = 0;
  ClassCounts classes{};
};

/// `folder`: of the scan; `plans`: one a layer. Memory does not grow with the number of chips.
[[nodiscard]] Result<ChipCount> write_truth(const std::filesystem::path& folder, const SimulationOptions& options,
                                            const ChipModel& model, const std::vector<TilePlan>& plans,
                                            const Progress& progress, const std::stop_token& stop);

}  // namespace pellucid::sim
