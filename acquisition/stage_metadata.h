/// Stage position and pixel size from the XML that microscopes write into a TIFF's ImageDescription. Private to the
/// room; pure functions.
#pragma once

#include <optional>
#include <string>

#include "core/model/geometry.h"

namespace pellucid {

struct StageMetadata {
  std::optional<Vec2> position_um;  ///< of the stage; all tiles of a mosaic share the unknown offset to their corner
  std::optional<Vec2> pixel_um;
};

/// Understands OME-XML (PositionX/Y of the first plane, PhysicalSizeX/Y; schema 2016-06) and MetaMorph/MetaSeries
/// (stage-position-x/y, spatial-calibration-x/y). Anything else, or a unit that is no length, gives nothing.
[[nodiscard]] StageMetadata parse_stage_metadata(const std::string& description);

}  // namespace pellucid
