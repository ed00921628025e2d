/// Holds the lattice that was found against the light in its cells: is a chip where one must be, and none between?
/// Pure with respect to its arguments; callable from any thread.
#pragma once

#include <string>
#include <vector>

#include "core/measure/sample_windows.h"

namespace pellucid {

/// Refuses a lattice that has light between its chips where there must be a gap, or none at every second site: another
/// symmetry (hexagonal), half the pitch or twice. Errors: bad_input "measure.cell".
[[nodiscard]] Result<void> check_cell(const std::vector<SampleWindow>& windows, const WaferDesign& wafer,
                                      const Affine2& wafer_from_design, const std::string& layer_name);

}  // namespace pellucid
