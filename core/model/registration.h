/// Where the printed lattice was found in one layer. Plain values, written to the result folder.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/model/geometry.h"

namespace pellucid {

struct LayerRegistration {
  std::string layer;
  /// Wafer frame from the unturned design frame [um]: x_wafer = wafer_from_design(ChipGrid::unturned_um(chip)).
  Affine2 wafer_from_design;
  Vec2 pitch_um;                 ///< found
  double angle_deg = 0;          ///< found, counter-clockwise from +x, mean of both axes
  double skew_deg = 0;           ///< angle of the rows' axis minus that of the columns', minus 90
  Vec2 offset_um;                ///< found minus designed position of the grid at the wafer centre
  double residual_rms_um = 0;    ///< of the sampled windows (raster) or the tiles (camera) about the lattice
  double confidence = 0;         ///< probability that the index origin is right, in [0, 1]
  std::string confidence_basis;  ///< "outline", "streets", ... or "image" where the origin is a convention
  double odd_line_phase_px = 0;  ///< odd lines lie this far to +x of the even ones
  Vec2 profile_fwhm_um;          ///< of the learned chip profile
  /// Add to a tile's reported position to get its true one [um]; one a tile of the manifest; NaN where unmeasured.
  std::vector<Vec2> tile_correction_um;
};

}  // namespace pellucid
