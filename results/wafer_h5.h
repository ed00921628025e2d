/// `wafer.h5`: what was found on a wafer without chips, as HDF5 that every reader opens. Functions are independent of
/// each other and may be called from any thread.
///
/// `/grid`: attributes `cell_um`, `low_um` (lower-left corner of cell (0, 0), wafer frame), `columns`, `rows`,
/// `layers`.
/// `/grid/LAYER/PLANE`: float32 [rows, columns], row 0 the lowest, with `units` and `title`; a cell that was not
/// measured is NaN. Planes: `intensity_e`, `intensity_sigma_e`, `std_e`, `coverage`, and whatever else was measured on
/// the grid.
/// `/defects`: attributes `schema`, `rows`; one dataset a column with `units`; `class` explains its codes in `codes`.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "core/model/error.h"
#include "core/unpatterned/surface.h"

namespace pellucid {

inline constexpr std::string_view kWaferFile = "wafer.h5";

/// Writes a new file; one that is there is replaced. The same surface gives the same bytes. Errors: results.hdf5.
[[nodiscard]] Result<void> write_wafer_h5(const std::filesystem::path& path, const Surface& surface);

/// Grid, planes and defects; the figures that summary.json holds are left empty. Errors: results.not_found,
/// results.malformed.
[[nodiscard]] Result<Surface> read_wafer_h5(const std::filesystem::path& path);

/// A column of the defect table, as in the file.
struct DefectFigure {
  std::string_view name, unit;
  double (*of)(const SurfaceDefect&) = nullptr;
};
/// Every column but `class`, in the order of an export.
[[nodiscard]] std::vector<DefectFigure> defect_figures();

/// The defects as CSV: a header line, then one line a defect. Appears whole or not at all. Errors: results.io.
[[nodiscard]] Result<void> write_defects_csv(const std::vector<SurfaceDefect>& defects,
                                             const std::filesystem::path& path);
/// The same, one JSON object a line.
[[nodiscard]] Result<void> write_defects_jsonl(const std::vector<SurfaceDefect>& defects,
                                               const std::filesystem::path& path);

}  // namespace pellucid
