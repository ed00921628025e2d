/// What is exported: a wafer's design, its chip table and who measured it. A view; its owner outlives it. Any thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/model/chip_table.h"
#include "core/model/wafer.h"

namespace pellucid::mes {

/// A chip to which a reviewer gave a class.
struct ReviewedRow {
  std::size_t row = 0;  ///< of the table
  ChipClass chip_class = ChipClass::good;
};

struct ExportSubject {
  const WaferDesign& wafer;
  const ChipTable& table;
  std::string recipe;       ///< its name
  std::string acquired_at;  ///< ISO 8601; the time in every file: the same result gives the same file
  std::string tool_id;
  std::vector<ReviewedRow> reviewed = {};  ///< ascending by row
  bool use_reviewed = false;               ///< CLASSNUMBER of a KLARF is the reviewed class, where there is one
};

}  // namespace pellucid::mes
