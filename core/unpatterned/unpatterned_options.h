/// Choices and limits for wafers without chips, from the recipe. Each default is declared here and nowhere else.
#pragma once

#include <optional>

namespace pellucid {

struct UnpatternedOptions {
  double cell_um = 500;                       ///< side of a cell of the intensity map
  double false_alarms = 0.02;                 ///< defects a wafer that noise alone may bring forth
  double min_contrast = 0.03;                 ///< a defect differs by this share of its surroundings, somewhere
  double min_size_um = 0;                     ///< shorter defects are not listed
  double background_um = 4000;                ///< surroundings over which the background is a smooth surface
  double rim_um = 150;                        ///< beside the edge exclusion: light falls off at the rim itself
  double join_gap_um = 60;                    ///< pieces of a line this far apart are one
  double line_aspect = 9;                     ///< lines and scratches: length squared over area from here on
  double triangle_fill = 0.68;                ///< triangles: share of its hull that the largest triangle in it takes
  double scratch_length_um = 2500;            ///< longer lines are scratches, as are bent ones
  std::optional<double> max_defects_per_cm2;  ///< wafer limit; absent: not checked
  std::optional<double> max_nonuniformity;    ///< wafer limit on std / mean of the map's cells
};

}  // namespace pellucid
