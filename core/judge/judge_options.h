/// Limits of the judgement, from the recipe. Each default is declared here and nowhere else (spec: results, "Classes").
#pragma once

namespace pellucid {

struct JudgeOptions {
  double dark_sigma = 3.0;  ///< dark: intensity below this many sigma
  double dark_floor =
      0.005;  ///< what of a healthy chip's light counts as noise beside: neighbours are taken out to this
  double dim_relative = 0.78;           ///< dim: relative intensity below ...
  double bright_relative = 1.30;        ///< bright: relative intensity above ...
  double beyond_sigma = 4.0;            ///< ... and this many sigma from the healthy expectation as well
  double partial_shift = 0.06;          ///< partial: emission centroid off by more than this share of the mesa ...
  double partial_nonuniformity = 0.12;  ///< ... or nonuniformity above the healthy chips' by more than this ...
  double partial_sigma = 6.0;           ///< ... and this many sigma as well
  double missing_reflectance =
      0.4;               ///< missing: contrast of the mesa in reflectance, against its neighbours', below this
  int trend_degree = 6;  ///< degree of the robust wafer surface
};

}  // namespace pellucid
