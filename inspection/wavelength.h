/// The wavelength of a measured and judged wafer: the scan's spectra brought to the chips, two-band layers to their
/// ratio. Same result for any number of threads.
#pragma once

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

}  // namespace pellucid
