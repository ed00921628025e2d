/// Cuts a chip table into rectangles of chips, for whatever must treat neighbours as one: bootstrap and
/// cross-validation.
#pragma once

#include <cstdint>
#include <vector>

#include "core/model/chip_table.h"

namespace pellucid {

struct SpatialBlocks {
  std::vector<std::uint16_t> of_row;  ///< block of every row of the chip table
  std::uint32_t count = 0;            ///< blocks are numbered 0 .. count - 1; some may be empty
  std::uint32_t across = 0;           ///< blocks side by side: block = y * across + x
};

/// `edge_blocks` (1 to 255) along each side of the table's bounding box.
[[nodiscard]] SpatialBlocks cut_blocks(const ChipTable& table, std::uint32_t edge_blocks);

}  // namespace pellucid
