/// `/sites` of chips.h5, or of wafer.h5 where the wafer has no chips: the spectra of the scan, one row a spectrum in
/// the order of spectra.h5: where it was taken, the chip there, every figure with its sigma. For viewers and for
/// looking into. Any thread.
#pragma once

#include <filesystem>
#include <vector>

#include "core/model/chip_table.h"
#include "core/model/error.h"
#include "core/spectra/wavelength_report.h"

namespace pellucid {

/// Adds the group to a file that has none yet. Errors: results.hdf5.
[[nodiscard]] Result<void> append_sites(const std::filesystem::path& chips_h5, const ChipTable& table,
                                        const std::vector<WavelengthSite>& sites);

/// A site as it is read back; column and row are -1 on no chip.
struct StoredSite {
  std::int32_t column = -1, row = -1;
  WavelengthSite site;  ///< its table_row is not known: -1
};
/// Empty where the result has no spectra. Errors: results.not_found, results.malformed.
[[nodiscard]] Result<std::vector<StoredSite>> read_sites(const std::filesystem::path& chips_h5);

}  // namespace pellucid
