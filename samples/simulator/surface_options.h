/// A wafer without chips, as the simulator makes it: a lit disc with texture and with defects of known place, size and
/// contrast. Plain values.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/model/geometry.h"

namespace pellucid {

enum class SurfaceDefectKind : std::uint8_t { dark_spot = 1, bright_spot = 2, line = 3, triangle = 4, scratch = 5 };
[[nodiscard]] std::string_view name_of(SurfaceDefectKind kind);

/// One defect. Inside its shape the light is multiplied by 1 + contrast; the optics blur its edge.
struct PlantedDefect {
  SurfaceDefectKind kind = SurfaceDefectKind::dark_spot;
  Vec2 centre_um;        ///< spots, lines, scratches: the middle; triangles: the centroid
  double length_um = 0;  ///< spots: diameter; triangles: from the tip to the middle of the base
  double width_um = 0;   ///< lines, scratches: thickness; triangles: base
  double angle_deg = 0;  ///< of the length, counter-clockwise from +x
  double bend_um = 0;    ///< scratches: how far the middle lies beside the chord
  double contrast = 0;
};

/// A population of one kind; sizes and contrasts are drawn evenly on a logarithmic scale, places evenly on the wafer.
struct DefectPopulation {
  SurfaceDefectKind kind = SurfaceDefectKind::dark_spot;
  int count = 0;
  Vec2 length_um{20, 100};  ///< least and most
  Vec2 width_um{10, 20};    ///< lines, scratches: thickness; triangles: base over height (a ratio)
  Vec2 contrast{0.1, 0.8};  ///< amount; the kind gives the sign (lines and triangles: dark, one in `bright_share` not)
};

struct SurfaceOptions {
  bool enabled = false;   ///< a wafer without chips: scan.json has no `chips`, truth_defects.csv stands for truth.h5
  double light_e = 2000;  ///< a pixel at the wafer's centre
  double outside_e = 4;   ///< a pixel beside the wafer
  double bright_share = 0.25;  ///< of lines and triangles that are brighter than their surroundings
  double texture = 0.0;        ///< relative sigma of a cloudy texture
  double texture_um = 600;     ///< its period
  double tile_step = 0.0;      ///< relative sigma of a tile's brightness against its neighbours'
  double notch_mm = 1.1;       ///< depth of the notch, where the wafer has one
  Vec2 offset_um;              ///< of the wafer against the stage's origin
  double keep_apart_um = 400;  ///< free space between two planted defects
  std::vector<DefectPopulation> populations;
  std::vector<PlantedDefect> planted;  ///< beside the populations
};

}  // namespace pellucid
