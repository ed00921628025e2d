/// Lists of chips by what they are and what was measured of them, in the order of a column: table rows, four bytes
/// each, so that a list of all chips of a large wafer is one vector. Pure but for reading columns; any thread: do it in
/// a worker.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gui/model/chip_set.h"
#include "gui/model/wafer_result.h"
#include "inspection/column_condition.h"

namespace pellucid::gui {

/// Errors: usage "inspection.where".
[[nodiscard]] Result<std::vector<ColumnCondition>> parse_conditions(const WaferResult& wafer, std::string_view text);

struct ListRequest {
  enum class Chips : std::uint8_t { not_good, all, picked, of_class };
  Chips chips = Chips::not_good;
  ChipClass chip_class = ChipClass::good;  ///< of Chips::of_class
  std::vector<ColumnCondition> conditions;
  std::string sort_by;  ///< a column; empty: in the table's order
  bool descending = false;
};

/// `picked` may be null. Chips without a value come last, chips of equal values in the table's order. Errors: those of
/// WaferResult::column.
[[nodiscard]] Result<std::vector<std::uint32_t>> list_chips(const WaferResult& wafer,
                                                            std::span<const ChipClass> classes, const ChipSet* picked,
                                                            const ListRequest& request);

}  // namespace pellucid::gui
