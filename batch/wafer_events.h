/// What a GEM host is told about one wafer, as values of events. Private to the room. Pure functions but map_values,
/// which reads the file; any thread.
#pragma once

#include <filesystem>

#include "batch/lot_table.h"
#include "core/model/chip_table.h"
#include "gem/equipment.h"

namespace pellucid {

/// Of WaferStarted: paths, lot, wafer; figures of an earlier wafer are wiped.
[[nodiscard]] gem::DataValues start_values(const LotRow& row, const std::string& recipe_sha256);
/// Of WaferCompleted and WaferFailed: the outcome, the yield, chips by class, what went wrong.
[[nodiscard]] gem::DataValues outcome_values(const LotRow& row);
/// Of DefectMapReady: path, bytes and SHA-256 of RESULT/chips.h5. Errors: mes.unreadable.
[[nodiscard]] Result<gem::DataValues> map_values(const std::filesystem::path& result);

/// The table on a grid of at most `columns` x `columns` cells, top row first. '0': no chip; '1': all measured chips
/// good; '2' to '9': the share of chips that are not, in eighths, rounded up.
[[nodiscard]] gem::ReducedMap reduced_map(const std::string& wafer, const ChipTable& table, std::uint32_t columns);

}  // namespace pellucid
