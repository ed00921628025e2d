/// Wafers drawn at random within what registration must find: angle within 0.5 degree, scale within 300 ppm, offset
/// within 3 pitches, 5 percent of the chips missing; raster and camera, with and without streets, marks and flat; 4 to
/// 20 pixels a pitch, any aspect and shape. Pure; any thread.
#pragma once

#include "samples/simulator/options.h"

namespace pellucid::bench {

/// The same number, the same wafer.
[[nodiscard]] SimulationOptions random_wafer(int number);

}  // namespace pellucid::bench
