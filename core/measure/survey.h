/// The survey: everything that the pass over the pixels must know beforehand, from a few sampled windows.
/// survey_layer reads only those windows; it may be called from any thread.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/flow/block_source.h"
#include "core/flow/layer_calibration.h"
#include "core/measure/background_surface.h"
#include "core/measure/measure_options.h"
#include "core/measure/profile.h"
#include "core/model/error.h"
#include "core/model/progress.h"
#include "core/model/registration.h"
#include "core/model/wafer.h"

namespace pellucid {

struct Survey {
  WaferDesign wafer;          ///< as designed; for an image without an anchor, the grid found
  Affine2 wafer_from_design;  ///< lattice found
  ChipProfile profile;
  double odd_line_phase_px = 0;
  double light_e = 0;                           ///< median intensity of a healthy chip
  double background_e = 0;                      ///< median background a pixel
  std::optional<BackgroundSurface> background;  ///< absent where too few chips emit to tell it from their light
  double scatter_um = 0;                        ///< how far a tile may lie from where the lattice puts it
  LayerRegistration registration;
  std::vector<std::string> warnings;
};

/// `first`: the survey of the first layer, for further layers: their chip indices and, where they show too little light
/// for a lattice of their own, its lattice. Errors: everything of lattice_fit.h, index_origin.h and profile_fit.h;
/// reading errors; cancelled.
[[nodiscard]] Result<Survey> survey_layer(const RegionReader& reader, const LayerCalibration& calibration,
                                          const WaferDesign& wafer, const MeasureOptions& options, const Survey* first,
                                          const Progress& progress, std::stop_token stop);

}  // namespace pellucid
