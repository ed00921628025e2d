/// A few rows of a table whose text is made together. Private to the room.
#pragma once

#include <array>
#include <cstddef>

#include "results/detail/fixed_cells.h"

namespace pellucid::detail {

/// At most kStripRows rows of the table, in any order.
struct Strip {
  std::array<std::size_t, kStripRows> rows;  // NOLINT: filled as far as `count` says
  std::size_t count = 0;
};

}  // namespace pellucid::detail
