/// The smooth local expectation of healthy chips: a robust polynomial surface over the wafer, then a bounded local
/// refinement. Medians of small blocks alone would collapse inside a cluster of dim chips (spec "measuring a chip" 8).
/// Same result for any number of threads.
#pragma once

#include <cstdint>
#include <vector>

#include "core/judge/chip_runs.h"
#include "core/model/chip_table.h"

namespace pellucid {

/// Expected light of healthy chips. Immutable after building; safe from any thread.
class HealthyLight {
 public:
  /// `runs`: those of the layer's table. `degree`: of the polynomial, lowered where the chips are too few for it.
  HealthyLight(const LayerColumns& layer, const std::vector<ChipRun>& runs, int degree);

  /// Expectation of every chip of a run [e], to `out`; NaN everywhere where no chip of the wafer emits.
  void expect(const ChipRun& run, float* out) const;

 private:
  std::int32_t column0_ = 0, row0_ = 0, size_ = 1;
  std::size_t across_ = 0;     ///< nodes in a row
  std::vector<double> nodes_;  ///< levels at the corners of blocks of size_ x size_ chips; empty where no chip emits
  double least_ = 0;           ///< the surface may run below zero in empty corners; the expectation does not
};

}  // namespace pellucid
