/// Failing chips that lie closer together than chance lets them. Pure; any thread. Private to the room: signatures use
/// it.
#pragma once

#include <cstdint>
#include <vector>

#include "core/model/chip_table.h"
#include "core/model/wafer.h"

namespace pellucid {

/// Everything but good, suspect, retest and unmeasured.
[[nodiscard]] constexpr bool is_failing(ChipClass c) {
  return c != ChipClass::good && c != ChipClass::suspect && c != ChipClass::retest && c != ChipClass::unmeasured;
}
/// Place in kAllClasses.
[[nodiscard]] constexpr std::size_t class_index(ChipClass c) {
  std::size_t i = 0;
  while (kAllClasses[i] != c) ++i;
  return i;
}
/// The class of most chips; the first of equals.
[[nodiscard]] ChipClass commonest(const ClassCounts& counts);

struct ChipCluster {
  std::int64_t chips = 0;
  ChipClass mostly = ChipClass::dark;
  Vec2 low_um, high_um;                ///< bounding box of the chips' centres
  Vec2 first_um, last_um;              ///< the ends of its longest axis
  double length_um = 0, width_um = 0;  ///< along it and across, a pitch added; as of a bar that is evenly filled
  /// Long and thin: a scratch.
  [[nodiscard]] bool is_line() const { return length_um > 6 * width_um; }
};

/// Groups of failing chips, the largest first, each so large that a wafer of chips that fail by chance at `rate` has
/// one such in a hundred. None where chips fail so often that chance alone makes large groups.
[[nodiscard]] std::vector<ChipCluster> find_clusters(const ChipTable& table, const ChipGrid& grid, double rate);

}  // namespace pellucid
