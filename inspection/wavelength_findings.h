/// The judgement's comparisons of a chip's wavelength as findings with words: against the smooth wafer, and against the
/// bin. Private to inspection; pure; any thread.
#pragma once

#include <optional>
#include <vector>

#include "core/spectra/wavelength_options.h"
#include "inspection/chip_findings.h"

namespace pellucid {

/// `is_found`: the result calls the chip by its wavelength. One finding a limit of the recipe; one that says why
/// nothing was judged where there is none.
[[nodiscard]] std::vector<Finding> wavelength_findings(const std::optional<WavelengthFacts>& chip, bool is_found,
                                                       const WavelengthOptions& options);

/// Of a row of a table; `judged`: the report's figure, "peak". A ratio tells a peak only, which is then judged.
[[nodiscard]] std::optional<WavelengthFacts> wavelength_facts(const ChipTable& table, std::size_t row,
                                                              const std::string& judged);

}  // namespace pellucid
