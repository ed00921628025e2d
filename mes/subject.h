/// What is exported: a wafer's design, its chip table and who measured it. A view; its owner outlives it. Any thread.
#pragma once

#include <string>

#include "core/model/chip_table.h"
#include "core/model/wafer.h"

namespace pellucid::mes {

struct ExportSubject {
  const WaferDesign& wafer;
  const ChipTable& table;
  std::string recipe;       ///< its name
  std::string acquired_at;  ///< ISO 8601; the time in every file: the same result gives the same file
  std::string tool_id;
};

}  // namespace pellucid::mes
