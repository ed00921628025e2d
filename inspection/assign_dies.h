/// The verb `dies`: which dies of a grid a list of defects hits, as a wafer map. What is written is read back and
/// compared before it gets its name. From any one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>

#include "core/model/error.h"
#include "mes/die_grid.h"
#include "mes/map_file.h"

namespace pellucid {

struct AssignDiesRequest {
  std::filesystem::path list;  ///< a result folder of a wafer without chips, or a CSV (acquisition/defect_csv.h)
  std::string filter_column, filter_value;  ///< of a CSV: only these rows; all where the column is empty
  mes::DieGrid grid;
  std::filesystem::path file;  ///< appears whole or not at all
  mes::MapFormat format = mes::MapFormat::csv;
  bool overwrite = false;
};

struct DieSummary {
  std::int64_t defects = 0, off_grid = 0;  ///< off_grid: touch no die
  std::int64_t dies = 0, defective = 0;
  std::int64_t bytes = 0;
};

/// Errors: those of reading the list, mes.subject (no such grid), usage "inspection.exists", internal "mes.check" and
/// "inspection.write", cancelled.
[[nodiscard]] Result<DieSummary> assign_dies(const AssignDiesRequest& request, std::stop_token stop = {});

}  // namespace pellucid
