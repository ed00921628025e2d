/// Some chips of a result: from a list, of some classes, where conditions hold, in the order of a column. What a person
/// picks out in the viewer, as a call. Any thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/model/chip_table.h"
#include "core/model/error.h"

namespace pellucid {

struct ChipSelection {
  std::filesystem::path list;      ///< CSV with `column` and `row` (acquisition/chip_list_csv.h); empty: every chip
  std::vector<ChipClass> classes;  ///< empty: every class
  std::string where;               ///< conditions (inspection/column_condition.h); empty: none
  std::string sort_by;             ///< a column; empty: the list's order, else the table's
  bool descending = false;

  [[nodiscard]] bool is_everything() const {
    return list.empty() && classes.empty() && where.empty() && sort_by.empty();
  }
};

/// Rows of the chip table for which all of that holds, each once. Reads the columns concerned and no other. Errors:
/// usage "inspection.where", usage "results.column", bad_input "inspection.no_chip" (a chip of the list that the result
/// does not hold), those of read_chip_list and of reading a result.
[[nodiscard]] Result<std::vector<std::size_t>> select_chips(const std::filesystem::path& result,
                                                            const ChipSelection& selection);

}  // namespace pellucid
