/// What is found on a wafer without chips: an intensity map, its uniformity, and defects. Plain values.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/geometry.h"

namespace pellucid {

inline constexpr double kNotMeasured = std::numeric_limits<double>::quiet_NaN();

enum class SurfaceClass : std::uint8_t { dark_spot = 1, bright_spot = 2, line = 3, triangle = 4, scratch = 5 };
inline constexpr std::array<SurfaceClass, 5> kSurfaceClasses{SurfaceClass::dark_spot, SurfaceClass::bright_spot,
                                                             SurfaceClass::line, SurfaceClass::triangle,
                                                             SurfaceClass::scratch};
/// "dark_spot", "bright_spot", "line", "triangle", "scratch".
[[nodiscard]] std::string_view name_of(SurfaceClass surface_class);

/// One defect. Lengths are those of the pixels that stand out, the light's own spread included.
struct SurfaceDefect {
  SurfaceClass surface_class = SurfaceClass::dark_spot;
  Vec2 centre_um;             ///< centroid of the difference to the surroundings, wafer frame
  Vec2 low_um, high_um;       ///< bounding box, wafer frame
  double length_um = 0;       ///< largest distance of two of its points
  double width_um = 0;        ///< area / length
  double angle_deg = 0;       ///< of its length, counter-clockwise from +x, in [0, 180)
  double area_um2 = 0;        ///< of its pixels
  double contrast = 0;        ///< mean over its pixels of (light - surroundings) / surroundings
  double contrast_sigma = 0;  ///< one-sigma uncertainty of that from the detector model
  double peak_contrast = 0;   ///< the same where it is largest, smoothed over 3 x 3 pixels
  double significance = 0;    ///< how far it stands out of noise and texture, in sigma, at the scale that shows it best
  double background_e = 0;    ///< its surroundings [e a pixel]
  std::int64_t pixels = 0;
  bool at_edge = false;  ///< reaches the edge of what was searched: there may be more of it
};

/// A map over square cells: row 0 is the lowest (+y up), column 0 the left one. Values not measured are NaN.
struct WaferGrid {
  double cell_um = 0;
  Vec2 low_um;  ///< lower-left corner of cell (0, 0), wafer frame
  std::int32_t columns = 0, rows = 0;

  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows); }
  [[nodiscard]] Vec2 centre_um(std::size_t cell) const {
    const auto across = static_cast<std::size_t>(columns);
    return {low_um.x + (static_cast<double>(cell % across) + 0.5) * cell_um,
            low_um.y + (static_cast<double>(cell / across) + 0.5) * cell_um};
  }
};

/// A figure of every cell of a grid: what a file stores as one dataset and a viewer shows as one map.
struct GridPlane {
  std::string name, unit, title;
  std::vector<float> values;
};

/// Everything that one layer says on the grid. Further planes (a wavelength map) are appended by whoever measures them.
struct LayerGrid {
  std::string layer;
  std::vector<GridPlane> planes;  ///< "intensity_e" first
  [[nodiscard]] const GridPlane* find(std::string_view name) const;
};

/// Mean and standard deviation of cells; NaN where there are none (std: fewer than two).
struct CellSpread {
  std::int64_t cells = 0;
  double mean = kNotMeasured, std = kNotMeasured;
};

struct RadialPoint {
  double radius_mm = 0;  ///< middle of the ring
  CellSpread light_e;
};

/// How even the light is, over cells at least half measured.
struct SurfaceUniformity {
  CellSpread light_e;
  double nonuniformity = kNotMeasured;  ///< std / mean
  double range = kNotMeasured;          ///< (p99 - p1) / (p99 + p1)
  std::array<CellSpread, 5> zones;      ///< centre, right, top, left, bottom: of equal area
  std::vector<RadialPoint> radial;      ///< rings of equal width
};

/// Where the wafer lies and what of it was looked at.
struct SurfaceCoverage {
  Vec2 centre_um;              ///< of the outline
  double radius_um = 0;        ///< of the wafer
  bool outline_found = false;  ///< at the rim in the image; otherwise as designed
  double usable_mm2 = 0;       ///< inside the edge exclusion and the recipe's rim
  double measured_mm2 = 0;     ///< of it
  [[nodiscard]] double share() const { return usable_mm2 > 0 ? measured_mm2 / usable_mm2 : kNotMeasured; }
};

/// A square cut-out around a defect: light relative to its surroundings, row 0 at the top; NaN outside the image.
struct DefectPicture {
  std::size_t defect = 0;  ///< index into the list
  std::int32_t side_px = 0;
  double pixel_um = 0;
  std::vector<float> relative;
};

struct Surface {
  WaferGrid grid;
  std::vector<LayerGrid> layers;       ///< the searched one first
  SurfaceUniformity uniformity;        ///< of the first layer
  SurfaceCoverage coverage;            ///< of the first layer
  std::vector<SurfaceDefect> defects;  ///< sorted by y, then x
  std::vector<DefectPicture> pictures;
  double noise_limit_sigma = 0;  ///< beyond which a smoothed pixel is a defect
  double least_contrast = 0;     ///< the smallest contrast that a single pixel's noise allows, median of the wafer
  double texture = 1;            ///< noise found over noise expected at the finest scale, median of the wafer

  [[nodiscard]] std::array<std::int64_t, kSurfaceClasses.size()> counts() const;
  [[nodiscard]] double defects_per_cm2() const;
};

}  // namespace pellucid
