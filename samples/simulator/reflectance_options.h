/// What a reflectance layer of the simulator shows beside the mesas. Plain values.
#pragma once

#include <cstdint>

#include "core/model/geometry.h"

namespace pellucid {

/// A mechanical defect's kind; also the codes of mechanical.csv.
enum class BlemishKind : std::uint8_t { none = 0, particle, crack, chipping, residue, scratch };

struct ReflectanceOptions {
  double ground_e_per_px = 1500;  ///< light of the ground between the mesas
  Vec2 tilt;                      ///< relative change of all light from the wafer's centre to its rim
  double vignetting = 0;          ///< loss in the corner of a tile, that no flat tells
  double texture = 0;             ///< relative amplitude of a chip's own smooth pattern, sigma over chips
  double mesa_spread = 0.02;      ///< log-normal sigma of a mesa's own contrast
  /// Probability of a chip.
  double particle = 0, crack = 0, chipping = 0, residue = 0;
  int scratches = 0;             ///< over the wafer, each about 2 mm long
  double contrast_sigma = 5;     ///< of a defect's pixels, in sigmas of their own noise, darker or brighter
  double particle_px = 3;        ///< area in whole pixels, each with the contrast
  double crack_px = 2;           ///< width of cracks and scratches in pixels
  double chipping_share = 0.05;  ///< of the mesa
};

}  // namespace pellucid
