/// The golden chip: what one cell of the lattice looks like under unit light, at any sub-pixel place. It is the
/// ground's level plus the mesa's contrast against it, which may be of either sign. Immutable; any thread.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "core/appearance/cell_surface.h"

namespace pellucid {

/// Where the pixels of a cell lie along one axis of the image.
struct CellPlace {
  std::int64_t first = 0;     ///< pixel
  int phase = 0;              ///< of the golden chip's table
  float rest_px = 0;          ///< how far the chip's centre lies beyond the phase's own
  float first_offset_px = 0;  ///< from the chip's centre to the first pixel's centre
};

class GoldenCell {
 public:
  static constexpr int kPhases = 8;           ///< a pixel
  static constexpr std::size_t kPadding = 8;  ///< floats that may be read behind the last pixel
  /// One row of a cell at one phase: `width` values each.
  struct Row {
    const float *mesa, *slope_x, *slope_y;
  };

  GoldenCell() = default;
  GoldenCell(const CellSurface& surface, int width, int height, double ground);

  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }
  [[nodiscard]] std::size_t pixels() const {
    return static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_);
  }
  [[nodiscard]] float ground() const { return ground_; }
  [[nodiscard]] CellPlace place_x(double centre_px) const { return place(centre_px, width_); }
  [[nodiscard]] CellPlace place_y(double centre_px) const { return place(centre_px, height_); }
  [[nodiscard]] Row row(int phase_x, int phase_y, int y) const {
    const auto at = static_cast<std::size_t>(((phase_y * height_ + y) * kPhases + phase_x) * 3 * width_);
    const float* v = table_.data() + at;
    return {v, v + width_, v + 2 * width_};
  }

 private:
  static CellPlace place(double centre_px, int size);

  int width_ = 0, height_ = 0;
  float ground_ = 0;
  std::vector<float> table_;  ///< [phase y][y][phase x][mesa, slope x, slope y][x]
};

/// Pixels of a cell along one axis for a pitch.
[[nodiscard]] inline int cell_size(double pitch_px) {
  return static_cast<int>(std::floor(pitch_px)) + 1;
}

}  // namespace pellucid
