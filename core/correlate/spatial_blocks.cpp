#include "core/correlate/spatial_blocks.h"

#include <algorithm>
#include <cstddef>

namespace pellucid {

SpatialBlocks cut_blocks(const ChipTable& table, std::uint32_t edge_blocks) {
  SpatialBlocks out;
  out.across = std::clamp(edge_blocks, 1U, 255U);
  out.count = out.across * out.across;
  out.of_row.resize(table.size());
  if (table.size() == 0) return out;
  const auto [left, right] = std::minmax_element(table.column.begin(), table.column.end());
  const auto [bottom, top] = std::minmax_element(table.row.begin(), table.row.end());
  const std::int64_t width = std::int64_t{*right} - *left + 1;
  const std::int64_t height = std::int64_t{*top} - *bottom + 1;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const std::int64_t x = (std::int64_t{table.column[i]} - *left) * out.across / width;
    const std::int64_t y = (std::int64_t{table.row[i]} - *bottom) * out.across / height;
    out.of_row[i] = static_cast<std::uint16_t>(y * out.across + x);
  }
  return out;
}

}  // namespace pellucid
