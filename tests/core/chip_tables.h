/// Chip tables made by hand, for what works on the table alone.
#pragma once

#include <cstdint>
#include <utility>

#include "core/model/chip_table.h"

namespace pellucid::testing_tables {

/// A table of columns x rows chips whose first layer has the given light and sigma.
template <class Light>
ChipTable table_of(std::int32_t columns, std::int32_t rows, float sigma_e, const Light& light) {
  ChipTable table;
  LayerColumns layer;
  layer.layer = "pl";
  for (std::int32_t r = 0; r < rows; ++r) {
    for (std::int32_t c = 0; c < columns; ++c) {
      table.column.push_back(c);
      table.row.push_back(r);
      layer.intensity_e.push_back(static_cast<float>(light(c, r)));
      layer.intensity_sigma_e.push_back(sigma_e);
    }
  }
  table.layers.push_back(std::move(layer));
  return table;
}

}  // namespace pellucid::testing_tables
