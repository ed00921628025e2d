/// A layer of a scan folder made ready for measuring: its calibration from the scan's files.
#pragma once

#include "acquisition/scan.h"
#include "core/flow/layer_calibration.h"
#include "core/model/error.h"

namespace pellucid {

/// Reads dark, flat and line power of a layer. Errors: acquisition's and calibration's.
[[nodiscard]] Result<LayerCalibration> load_calibration(const Scan& scan, std::size_t layer,
                                                        double line_power_exponent);

}  // namespace pellucid
