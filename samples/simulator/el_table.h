/// The tester's table of the wafer, made from the chips' true state, in the tester's own index. Pure functions.
#pragma once

#include <cstdint>
#include <string>

#include "samples/simulator/chip_state.h"
#include "samples/simulator/truth.h"

namespace pellucid::sim {

/// How the tester's index relates to ours, with the smallest index of the whole grid at `first`.
[[nodiscard]] TrueElMatch el_match(const ElOptions& options, std::int32_t columns, std::int32_t rows);

/// The tester's index of one of our chips.
[[nodiscard]] ChipIndex el_index(const TrueElMatch& match, ChipIndex ours);

inline constexpr const char* kElHeader = "column,row,el_intensity,vf_v,ir_ua,wld_nm,pass\n";

/// Appends the row of a chip, or nothing where it was not tested.
void append_el_row(const SimulationOptions& options, const ChipModel& model, const TrueElMatch& match,
                   const ChipState& chip, std::string& out);

}  // namespace pellucid::sim
