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
#pragma once

#include <filesystem>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

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
                                          std::span<const LayerGeometry> layers, std::stop_token stop = {});

/// Every column has the table's length; what the file does not hold is NaN. Unknown datasets are passed over.
/// Errors: results.not_found, results.malformed (with the dataset), results.schema.
[[nodiscard]] Result<ChipTable> read_chip_table(const std::filesystem::path& path);

/// The registrations in the order of the layers' names in `/registration`.
[[nodiscard]] Result<std::vector<LayerRegistration>> read_registrations(const std::filesystem::path& path);

}  // namespace pellucid
