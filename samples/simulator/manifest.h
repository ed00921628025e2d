/// scan.json and the line power tables (spec: scan folder). Pure text making; the caller writes the files.
#pragma once

#include <string>
#include <vector>

#include "samples/simulator/options.h"
#include "samples/simulator/tile_plan.h"

namespace pellucid::sim {

/// The manifest's text. `plans`: one a layer.
[[nodiscard]] std::string manifest_text(const SimulationOptions& options, const WaferDesign& design,
                                        const std::vector<TilePlan>& plans);

/// "line,relative_power" and one row a line.
[[nodiscard]] std::string line_power_text(const std::vector<double>& power);

/// Name of a layer's line power table inside the scan folder.
[[nodiscard]] std::string line_power_file(const LayerOptions& layer);

}  // namespace pellucid::sim
