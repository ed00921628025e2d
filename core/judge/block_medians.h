/// The wafer in blocks of chips, each with the median light of its healthy ones: what the trend is fitted to.
/// Same result for any number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/judge/chip_runs.h"
#include "core/model/chip_table.h"

namespace pellucid {

/// Square blocks in index space, row-major from the lowest column and row.
struct Blocks {
  std::int32_t column0 = 0, row0 = 0;
  std::int32_t size = 1;               ///< chips along a side
  std::int32_t across = 1, down = 1;   ///< number of blocks
  std::vector<double> median, weight;  ///< NaN and 0 where no chip of the block emits
};

/// `runs`: those of the table; not empty. A block's weight is the number of chips its median was taken of.
[[nodiscard]] Blocks block_medians(const LayerColumns& layer, const std::vector<ChipRun>& runs);

}  // namespace pellucid
