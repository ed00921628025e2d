/// What the reflectance of a wafer says of its chips' appearance. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/geometry.h"

namespace pellucid {

enum class FindingKind : std::uint8_t { particle = 1, crack = 2, chipping = 3, scratch = 4, residue = 5 };
/// "particle", "crack", ...
[[nodiscard]] std::string_view name_of(FindingKind kind);

/// One defect: within a chip, or over several.
struct AppearanceFinding {
  FindingKind kind = FindingKind::particle;
  bool brighter = false;  ///< than the golden chip there; of several parts, the strongest one
  bool on_mesa = false;   ///< touches one
  std::string layer;
  ChipIndex chip;          ///< where it is strongest
  std::int32_t chips = 1;  ///< over which it runs
  Vec2 centre_um;          ///< wafer frame
  Vec2 low_um, high_um;    ///< its extent, wafer frame
  double length_um = 0;    ///< between its ends
  double area_um2 = 0;
  double sigma = 0;  ///< of its strongest place
};

/// What appearance was inspected with, for the summary.
struct AppearanceReport {
  struct Layer {
    std::string name;
    double contrast = 0;  ///< of the mesas against the ground, relative to the mean light; negative: darker
    double limit_sigma = 0, corner_limit_sigma = 0;  ///< corner: 0 where corners are not looked for by themselves
    std::int64_t chips = 0, taught_chips = 0;        ///< inspected; of which the golden chip was learned
    Vec2 shift_um;                                   ///< of this layer's lattice against the first layer's
  };
  std::vector<Layer> layers;
  std::vector<AppearanceFinding> findings;  ///< the strongest first
  std::int64_t findings_total = 0;
  /// Chips with an optical or electrical finding, and those of them with a mechanical one.
  struct Overlap {
    std::string finding;
    std::int64_t chips = 0, also_mechanical = 0;
  };
  std::vector<Overlap> overlaps;
  std::int64_t mechanical_chips = 0, mechanical_alone = 0;
};

}  // namespace pellucid
