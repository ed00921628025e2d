/// How even the light of the good chips is over the wafer: mean and standard deviation, whole and in five zones of
/// equal area. Pure functions; any thread.
///
/// The five zones: "centre" is the disc (image anchor: the rectangle) that holds a fifth of the area, the rest of it is
/// cut by the two diagonals into "right", "top", "left" and "bottom". A radial trend shows as centre against the four,
/// a tilt as one side against the other. With GridAnchor::outline the area is the usable circle about the wafer's
/// centre; with GridAnchor::image it is the bounding box of the listed chips.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>

#include "core/model/chip_table.h"
#include "core/model/wafer.h"

namespace pellucid {

inline constexpr std::array<std::string_view, 5> kZoneNames{"centre", "right", "top", "left", "bottom"};
inline constexpr std::string_view kZoneScheme =
    "five zones of equal area: a centre, and the rest cut by the diagonals into right, top, left and bottom";

/// Of the good chips with a finite value; NaN where there is none (std: where there are fewer than two).
struct Spread {
  double mean = std::numeric_limits<double>::quiet_NaN();
  double std = std::numeric_limits<double>::quiet_NaN();  ///< of the chips, n - 1 in the denominator
};

struct ZoneFigures {
  std::int64_t chips = 0;     ///< listed
  std::int64_t measured = 0;  ///< listed and not unmeasured
  std::int64_t good = 0;
  Spread intensity_e, relative_intensity;
};

/// Of the first layer.
struct Uniformity {
  Spread intensity_e, relative_intensity;
  std::array<ZoneFigures, 5> zones;  ///< in the order of kZoneNames
};

[[nodiscard]] Uniformity uniformity_of(const ChipTable& table, const WaferDesign& wafer);

}  // namespace pellucid
