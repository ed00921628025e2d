/// Wavelengths from a scan's spectra and from the ratio of two-band layers, brought to the chips of a measured and
/// judged wafer, or to any other table of places. Same result for any number of threads.
#pragma once

#include <functional>
#include <stop_token>

#include "acquisition/scan.h"
#include "core/model/progress.h"
#include "core/spectra/wavelength_options.h"
#include "results/result_data.h"

namespace pellucid {

/// Fills data.table.wavelength and data.wavelength and adds warnings, where the scan has spectra or the recipe names
/// two bands: only then it is a stage, "wavelength", of the progress. Errors: those of reading spectra.h5,
/// "inspection.ratio" (no such layers, no curve), cancelled.
[[nodiscard]] Result<void> find_wavelengths(ResultData& data, const Scan& scan, const WavelengthOptions& options,
                                            const Progress& progress, const std::stop_token& stop);

/// Fills table.wavelength, nothing judged. `row_at`: the table row at a place in the wafer frame, -1 for none. The scan
/// has spectra or the options name two bands. Errors as above.
[[nodiscard]] Result<WavelengthReport> wavelengths_at(ChipTable& table, const std::function<std::int64_t(Vec2)>& row_at,
                                                      const Scan& scan, const WavelengthOptions& options,
                                                      const Progress& progress, const std::stop_token& stop);

}  // namespace pellucid
