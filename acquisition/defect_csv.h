/// Lists of defects that inspection tools write as CSV. Reads one file; any thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/model/error.h"
#include "core/unpatterned/defect_box.h"

namespace pellucid {

/// Only rows in which a column holds a value; all where `column` is empty.
struct RowFilter {
  std::string column, value;
};

/// Columns, whatever their case: `x_um`, `y_um` or `X_mm`, `Y_mm`; how far the defect reaches, where it is told:
/// `left_um`, `bottom_um`, `right_um`, `top_um`, or `W_um`, `H_um` about the place. Errors: acquisition.{missing,
/// table}.
[[nodiscard]] Result<std::vector<DefectBox>> read_defect_csv(const std::filesystem::path& path,
                                                             const RowFilter& filter = {});

}  // namespace pellucid
