/// The lattice seen as two combs of lines, columns and rows: how far they are turned, and where they lie in a window.
/// Fields with streets are followed by the model, so that a street does not spoil a phase. Pure functions; any thread.
#pragma once

#include <optional>
#include <span>

#include "core/measure/sample_windows.h"
#include "core/model/wafer.h"

namespace pellucid {

/// Mean turn and stretch of the lattice against the design, from phase differences between neighbouring blocks of the
/// windows.
struct CombSlopes {
  double turn_columns_rad = 0;  ///< of the columns' comb (from its phase along the columns: streets do not touch it)
  double turn_rows_rad = 0;     ///< of the rows' comb
  double coherence_columns = 0, coherence_rows = 0;  ///< 0 .. 1; noise alone gives about 1/sqrt(blocks)
  double pairs = 0;                                  ///< of blocks compared
  Vec2 stretch;  ///< relative pitch error along x and y; not reliable where streets are close
};
[[nodiscard]] CombSlopes measure_slopes(std::span<const SampleWindow* const> windows, const ChipGrid& grid);

/// Which lines of a back-and-forth raster to look at.
enum class Lines : std::uint8_t { all, even, odd };

/// Offset of the light from the modelled chip centres in one window [um, design frame], each within +- half a pitch.
struct CombPhase {
  Vec2 offset_um;
  Vec2 amplitude;     ///< modulation of the comb against the mean light, per axis
  Vec2 significance;  ///< amplitude over that at pitches that are not there
};
[[nodiscard]] CombPhase measure_phase(const SampleWindow& window, const ChipGrid& grid,
                                      const Affine2& wafer_from_design, Lines lines);

}  // namespace pellucid
