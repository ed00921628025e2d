/// Wafer maps as PNG pictures of 1400 x 1200 pixels. Pure functions of the table; any thread; maps of one call are
/// drawn in parallel and are the same bytes for any number of threads.
///
/// Where many chips fall in one map pixel, a class map shows the worst of them, and a rare class is drawn as a dot of
/// at least 3 x 3 pixels: a single dead chip among millions stays visible. A value map shows their mean. Chips without
/// a value are hatched grey. The colour range of a value map is the 1 to 99 percent range of the good chips; what lies
/// beyond takes the end's colour. A scan that covers a small part of the wafer, or is a plain image, is drawn zoomed on
/// its chips.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/model/chip_table.h"
#include "core/model/error.h"
#include "core/model/geometry.h"
#include "core/model/wafer.h"
#include "results/result_data.h"

namespace pellucid {

/// What is drawn. The references must outlive the call.
struct MapSubject {
  const WaferDesign& wafer;
  const ChipTable& table;
  Affine2 wafer_from_design;  ///< turns the drawn chips; its shift does not matter
  std::string scan_id, footer;
  std::optional<std::span<const std::int64_t>>
      disagreements;  ///< rows where PL and EL differ; absent where there is no EL
};

[[nodiscard]] MapSubject map_subject(const ResultData& data);

struct WaferMap {
  std::string name;   ///< file name without suffix: "class", "relative_intensity", "intensity_LAYER", ...
  std::string title;  ///< for people
  std::vector<std::uint8_t> png;
};

/// The class map first, then intensity, relative intensity, sigma and the other features of the first layer that hold
/// at least one finite value, intensity and relative intensity of the further layers, the EL columns, and the map of
/// PL-EL disagreement. Errors: results.drawing, cancelled.
[[nodiscard]] Result<std::vector<WaferMap>> draw_maps(const MapSubject& subject, std::stop_token stop = {});

}  // namespace pellucid
