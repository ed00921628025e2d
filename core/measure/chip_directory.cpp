#include "core/measure/chip_directory.h"

#include <array>
#include <set>

namespace pellucid {

ChipDirectory::ChipDirectory(const WaferDesign& wafer) : rows_(wafer.chips->rows) {
  const ChipGrid& grid = *wafer.chips;
  for (std::int32_t c = 0; c < grid.columns; ++c) {
    column_um_.push_back(grid.column_um(c));
    const bool left = grid.field && c % grid.field->columns == 0;
    const bool right = grid.field && (c + 1) % grid.field->columns == 0;
    column_streets_.push_back(static_cast<std::uint8_t>((left ? 1 : 0) | (right ? 2 : 0)));
  }
  row_runs_.push_back(0);
  for (std::int32_t r = 0; r < grid.rows; ++r) {
    row_um_.push_back(grid.row_um(r));
    const bool below = grid.field && r % grid.field->rows == 0;
    const bool above = grid.field && (r + 1) % grid.field->rows == 0;
    row_streets_.push_back(static_cast<std::uint8_t>((below ? 4 : 0) | (above ? 8 : 0)));
    bool inside = false;
    for (std::int32_t c = 0; c < grid.columns; ++c) {
      const bool chip = wafer.has_chip({c, r});
      if (chip && !inside) runs_.push_back({c, c, size_});
      if (chip) {
        ++runs_.back().end;
        ++size_;
      }
      inside = chip;
    }
    row_runs_.push_back(static_cast<std::int64_t>(runs_.size()));
  }
}

std::vector<ChipNorms::Streets> ChipDirectory::street_kinds() const {
  std::array<bool, 16> seen{};
  for (const std::uint8_t row : std::set(row_streets_.begin(), row_streets_.end())) {
    for (const std::uint8_t column : column_streets_) seen[row | column] = true;
  }
  std::vector<ChipNorms::Streets> kinds;
  for (std::size_t k = 0; k < seen.size(); ++k) {
    if (seen[k]) kinds.push_back(static_cast<ChipNorms::Streets>(k));
  }
  return kinds;
}

}  // namespace pellucid
