/// spectra.h5: local spectra of chips, or of places on a wafer without chips, with known lines (spec: scan folder).
/// Private to the room. Not thread-safe (HDF5).
#pragma once

#include <filesystem>

#include "core/model/error.h"
#include "samples/simulator/chip_state.h"
#include "samples/simulator/options.h"

namespace pellucid::sim {

/// Nothing where the options ask for no sites. What stands in each spectrum is added to truth.h5 where that is there.
[[nodiscard]] Result<void> write_spectra(const std::filesystem::path& folder, const SimulationOptions& options,
                                         const ChipModel& model);

}  // namespace pellucid::sim
