/// Which chip has which defect: patterns first, then single defects by chance. A function of seed and index only.
/// Immutable; safe from any thread.
#pragma once

#include <cstdint>

#include "core/model/geometry.h"
#include "samples/simulator/options.h"

namespace pellucid::sim {

class DefectMap {
 public:
  explicit DefectMap(const SimulationOptions& options);

  /// The defect of a chip at a design position [um]; never the request `partial`, but one of its finer kinds.
  [[nodiscard]] DefectKind at(ChipIndex chip, Vec2 design_um) const;
  /// R_sh of a leaky chip [ohm], log-uniform.
  [[nodiscard]] double leak_ohm(ChipIndex chip) const;

 private:
  [[nodiscard]] DefectKind single(ChipIndex chip) const;
  [[nodiscard]] double pattern_probability(const DefectPattern& pattern, ChipIndex chip, Vec2 design_um) const;

  std::uint64_t seed_;
  DefectOptions o_;
  std::int32_t field_columns_ = 0, field_rows_ = 0;
};

}  // namespace pellucid::sim
