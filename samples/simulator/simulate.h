/// The simulator: a scan folder with known truth. Streams bands of rows, so memory is bounded for any wafer.
/// One call at a time from any thread; it works on its own task arena.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>

#include "core/model/chip_table.h"
#include "core/model/error.h"
#include "core/model/progress.h"
#include "samples/simulator/options.h"

namespace pellucid {

struct SimulationSummary {
  std::filesystem::path scan_folder;
  std::int64_t chips = 0;
  ClassCounts classes{};     ///< what a perfect judge would give; all 0 without a truth
  std::int64_t defects = 0;  ///< planted on a wafer without chips
  std::int64_t files = 0, pixels = 0, image_bytes = 0;
  double seconds = 0;
};

/// Writes `scan_folder` (spec: scan folder) with truth.h5 in it, under a temporary name beside it, and renames it at
/// the end: it appears whole or not at all. The same options and seed give the same pixels and truth for any thread
/// count. Errors: usage (an option, the folder exists), internal (disk), cancelled.
[[nodiscard]] Result<SimulationSummary> simulate(const SimulationOptions& options,
                                                 const std::filesystem::path& scan_folder,
                                                 const Progress& progress = {}, std::stop_token stop = {});

}  // namespace pellucid
