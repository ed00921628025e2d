/// The wavelength of a wafer without chips: spectra and two-band layers brought to the cells of its map. Same result
/// for any number of threads.
#pragma once

#include <stop_token>

#include "acquisition/scan.h"
#include "core/model/progress.h"
#include "core/spectra/wavelength_options.h"
#include "results/result_data.h"

namespace pellucid {

/// Adds planes (peak_nm, peak_sigma_nm, ...) to the first layer of data.surface, fills data.wavelength and adds
/// warnings, where the scan has spectra or the recipe names two bands. Cells in which spectra were taken hold their
/// mean, others the smooth surface through them. Errors as find_wavelengths.
[[nodiscard]] Result<void> map_wavelength(ResultData& data, const Scan& scan, const WavelengthOptions& options,
                                          const Progress& progress, const std::stop_token& stop);

}  // namespace pellucid
