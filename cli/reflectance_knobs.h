/// The options of `pellucid simulate` for reflectance layers. Private to the room.
#pragma once

#include <functional>
#include <vector>

#include "samples/simulator/options.h"

namespace CLI {
class App;
}

namespace pellucid::cli {

/// Adds the options; what the user gives is appended to `changes`, which must outlive the command.
void add_reflectance_knobs(CLI::App* command, std::vector<std::function<void(SimulationOptions&)>>& changes);

}  // namespace pellucid::cli
