/// The chips of every row in stretches that the solve treats alike, so that its loops ask no chip what it is.
/// Private to core. Immutable after building; safe from any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/measure/chip_directory.h"
#include "core/measure/layer_sums.h"

namespace pellucid {

/// Chips side by side with the same state that border on the same streets.
struct ChipStretch {
  SumState state = SumState::none;
  ChipNorms::Streets streets = 0;
  std::int32_t begin = 0, end = 0;  ///< columns
  std::size_t start = 0;            ///< table row of the first
  std::size_t piece = 0;            ///< where state is `pieced`: index of the first one's piece, the others follow
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(end - begin); }
};

class ChipStretches {
 public:
  /// `sums`: once its pieces are merged.
  ChipStretches(const ChipDirectory& directory, const LayerSums& sums);
  [[nodiscard]] std::span<const ChipStretch> row(std::int32_t row) const {
    return rows_[static_cast<std::size_t>(row)];
  }

 private:
  std::vector<std::vector<ChipStretch>> rows_;
};

}  // namespace pellucid
