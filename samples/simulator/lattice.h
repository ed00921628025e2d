/// Where every chip is designed to be and where it really is. The simulator's own geometry, written from the spec (scan
/// folder, "Frame and units") and not from core. Immutable; safe from any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "core/model/geometry.h"
#include "core/model/wafer.h"
#include "samples/simulator/options.h"

namespace pellucid::sim {

/// Half-open ranges of chip indices.
struct IndexRange {
  std::int32_t column_begin = 0, column_end = 0, row_begin = 0, row_end = 0;
};

class TrueLattice {
 public:
  explicit TrueLattice(const SimulationOptions& options);

  [[nodiscard]] const WaferDesign& design() const { return design_; }
  [[nodiscard]] std::int32_t columns() const { return design_.chips->columns; }
  [[nodiscard]] std::int32_t rows() const { return design_.chips->rows; }

  /// Is a chip printed there: in the grid, not excluded, the whole unturned mesa inside the usable outline.
  [[nodiscard]] bool exists(ChipIndex chip) const;
  /// Design centre, turned as designed [um].
  [[nodiscard]] Vec2 design_um(ChipIndex chip) const;
  /// Position in the stage's frame, drift included [um].
  [[nodiscard]] Vec2 stage_um(Vec2 design) const;
  /// Turn of a mesa against the stage's axes [deg].
  [[nodiscard]] double mesa_turn_deg() const;
  /// Chips that may lie in a rectangle of the stage's frame [um], and perhaps some more; clipped to the grid.
  [[nodiscard]] IndexRange chips_near(Vec2 low_um, Vec2 high_um) const;

  [[nodiscard]] double radius_um() const { return design_.diameter_mm * 500.0; }

 private:
  [[nodiscard]] Vec2 drift_at(Vec2 p) const;

  WaferDesign design_;
  LatticeOptions true_;
  Affine2 turned_from_unturned_, stage_from_design_, unturned_from_stage_;
  double limit_um_ = 0, flat_limit_um_ = 0;  ///< distances from the centre, tolerance included
  Vec2 to_flat_;
  double drift_phase_[4] = {};
  std::vector<double> column_um_, row_um_;
};

}  // namespace pellucid::sim
