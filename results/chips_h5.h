/// `chips.h5`: the chip table and the registration of its layers as HDF5 (spec: results, "chips.h5"). The file can be
/// opened by every HDF5 reader: datasets are chunked, shuffled and deflated; the chunks are only packed outside HDF5,
/// in parallel. The same table gives the same bytes for any number of threads. Functions are independent of each other
/// and may be called from any thread.
///
/// `/chips`: attributes `schema`, `rows`, `layers` (names, the first PL layer first); one dataset a column with
/// `units`. An empty column is not written; a column that is not there is read as NaN. `class` and `flags` explain
/// their codes in attributes.
/// `/registration/LAYER`: attributes `wafer_from_design` (xx xy yx yy shift_x_um shift_y_um), `pitch_um`, `angle_deg`,
/// `skew_deg`, `offset_um`, `residual_rms_um`, `confidence`, `confidence_basis`, `odd_line_phase_px`,
/// `profile_fwhm_um`, `pixel_um`; datasets `tile_file`, `tile_position_um` (as the stage reported) and
/// `tile_correction_um` (add to it).
/// `/judge`: what a later judgement needs beside the table (core/judge/shape_evidence.h): attributes `usual_shift`,
/// `usual_excess`, `usual_excess_spread`, `least_sigma`; datasets `chip` (row of the table) and one for each figure of
/// its shape.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/judge/shape_evidence.h"
#include "core/model/chip_table.h"
#include "core/model/error.h"
#include "core/model/layer.h"
#include "core/model/registration.h"

namespace pellucid {

inline constexpr std::string_view kResultSchema = "pellucid.result/1";

/// Writes a new file; one that is there is replaced. Not atomic by itself: result_folder.h is.
/// `layers` gives the tiles' names and positions of `registrations`, matched by layer name.
/// Errors: results.shape (a column is neither empty nor as long as the table; a layer's name holds a '/'),
/// results.hdf5, cancelled.
[[nodiscard]] Result<void> write_chips_h5(const std::filesystem::path& path, const ChipTable& table,
                                          std::span<const LayerRegistration> registrations,
                                          std::span<const LayerGeometry> layers, std::stop_token stop = {},
                                          const ShapeEvidence* shapes = nullptr);

/// The columns that a judgement changes as `table` has them, and everything else as `from` has it: measured columns,
/// and columns and groups that this version does not know. Errors: as above.
[[nodiscard]] Result<void> rewrite_chips_h5(const std::filesystem::path& from, const std::filesystem::path& path,
                                            const ChipTable& table, std::stop_token stop = {});

/// What is read of a table: all of it, unless said otherwise.
struct TablePart {
  /// Names as in the file, those of further layers as of the first ("intensity_e" stands for "intensity_e@od10" too);
  /// other columns stay empty. Empty: every column. `column` and `row` are always read.
  std::vector<std::string> columns;
  std::size_t first_row = 0;
  std::size_t rows = static_cast<std::size_t>(-1);  ///< at most; fewer where the table ends
};

/// Every column has the table's length; what the file does not hold is NaN. Unknown datasets are passed over.
/// Errors: results.not_found, results.malformed (with the dataset), results.schema, cancelled.
[[nodiscard]] Result<ChipTable> read_chip_table(const std::filesystem::path& path, const TablePart& part = {},
                                                std::stop_token stop = {});

/// Rows of the table. Errors: as above.
[[nodiscard]] Result<std::size_t> count_chip_rows(const std::filesystem::path& path);

/// One value of every column of one row, those too that this version does not know.
struct NamedValue {
  std::string name, units;
  double value = 0;
};
/// In the order of the names. Errors: as above; results.malformed where there is no such row.
[[nodiscard]] Result<std::vector<NamedValue>> read_chip_row(const std::filesystem::path& path, std::size_t row);

/// Nothing where the file keeps none: an older version wrote it. Errors: as above.
[[nodiscard]] Result<std::optional<ShapeEvidence>> read_shapes(const std::filesystem::path& path);

/// The registrations in the order of the layers' names in `/registration`.
[[nodiscard]] Result<std::vector<LayerRegistration>> read_registrations(const std::filesystem::path& path);

}  // namespace pellucid
