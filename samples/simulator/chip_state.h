/// What a chip really is and how much light it gives. A function of the options, the seed and the index: nothing is
/// kept, so any part of the wafer is made at any time. Immutable; safe from any thread.
#pragma once

#include <vector>

#include "core/model/chip_table.h"
#include "samples/simulator/defects.h"
#include "samples/simulator/lattice.h"
#include "samples/simulator/physics.h"

namespace pellucid::sim {

struct ChipState {
  ChipIndex index;
  Vec2 design_um, stage_um;
  DefectKind kind = DefectKind::none;
  double trend = 1;       ///< smooth factor of healthy light there
  double brightness = 1;  ///< the chip's own factor, level of dim, bright and dark and emitting share included
  double a_per_s = 0;
  double r_sh_ohm = 0;  ///< infinite where there is no shunt
};

class ChipModel {
 public:
  explicit ChipModel(const SimulationOptions& options);

  [[nodiscard]] const TrueLattice& lattice() const { return lattice_; }
  /// State of a chip that exists.
  [[nodiscard]] ChipState state(ChipIndex chip) const;
  /// Whole expected light in a layer [e], flat-corrected, at relative power 1.
  [[nodiscard]] double light_e(const ChipState& chip, std::size_t layer) const;
  /// What a chip without defect and spread would give there [e].
  [[nodiscard]] double healthy_e(const ChipState& chip, std::size_t layer) const;
  /// The class that a perfect judge gives at the default limits of a recipe (spec: results, "Classes"): missing only
  /// where a reflectance layer shows it, leaky only where two powers do, dark below three sigma of a dark chip's noise,
  /// the recipe's share of healthy light added to it.
  [[nodiscard]] ChipClass ideal_class(const ChipState& chip) const;
  /// Background of a PL layer [e] a pixel at a position of the wafer.
  [[nodiscard]] double background_e(Vec2 stage_um) const;
  /// Share of a mesa's light that a kind of defect lets out.
  [[nodiscard]] double emitting_share(DefectKind kind) const;

 private:
  [[nodiscard]] double trend_at(Vec2 design_um) const;

  SimulationOptions o_;
  TrueLattice lattice_;
  DefectMap defects_;
  Recombination recombination_;
  double mesa_area_um2_;
  std::vector<double> power_w_cm2_, healthy_light_;  ///< a layer
  double reference_light_ = 1;
  double dark_sigma_e_ = 0;
  bool sees_mesas_ = false, sees_powers_ = false;
};

/// Area of the emitting shape [um^2].
[[nodiscard]] double mesa_area_um2(const ChipLayoutOptions& chips);

}  // namespace pellucid::sim
