/// The chips of every row in stretches that the solve treats alike, so that its loops ask no chip what it is.
/// Private to core. Immutable after building; safe from any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/flow/parallel.h"
#include "core/measure/background_map.h"
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
  /// body(chip row, stretch, background under its chips [e / pixel]) for every stretch of the rows `first`, `first` +
  /// `step`, ...; in parallel, a row in one piece.
  template <class Body>
  void on_background(const BackgroundMap& background, const Body& body, std::int32_t first = 0,
                     std::int32_t step = 1) const {
    constexpr std::int64_t kRowGrain = 8;
    const std::int64_t rows = (std::ssize(rows_) - first + step - 1) / step;
    parallel_ranges(rows, kRowGrain, [&](std::int64_t begin, std::int64_t end) {
      std::vector<float> level(static_cast<std::size_t>(columns_));
      for (std::int64_t i = begin; i < end; ++i) {
        const std::int32_t at = first + static_cast<std::int32_t>(i) * step;
        const std::span<const ChipStretch> stretches = row(at);
        if (stretches.empty()) continue;
        const std::int32_t left = stretches.front().begin;
        background.fill_row(at, left, stretches.back().end, level.data());
        for (const ChipStretch& s : stretches) body(at, s, &level[static_cast<std::size_t>(s.begin - left)]);
      }
    });
  }

 private:
  std::int32_t columns_;
  std::vector<std::vector<ChipStretch>> rows_;
};

}  // namespace pellucid
