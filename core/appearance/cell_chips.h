/// The chips that a piece of the image shows, with the light of their ground and of their mesas, and the slow part of
/// both. One thread an object.
#pragma once

#include <vector>

#include "core/appearance/appearance_model.h"
#include "core/appearance/light_surface.h"
#include "core/measure/chip_directory.h"
#include "core/measure/electron_image.h"

namespace pellucid {

struct CellChip {
  std::int64_t chip = -1;  ///< row of the chip table
  ChipIndex index;
  Vec2 design_um;
  Vec2 centre_px;      ///< in the image
  float ground_e = 0;  ///< of unit ground and of unit mesa contrast: what the golden chip is to be multiplied with
  float mesa_e = 0;
  float seen = 0;           ///< share of the cell's pixels that count
  std::uint16_t zones = 0;  ///< which of the cell's 3 x 3 zones look as in the middle of the lattice
};

/// Smooth light at a chip, linear over its cell.
struct CellLight {
  LightSurface::Value ground, mesa;
};

/// Marks masked and saturated pixels as such: not a number.
void mark_unusable(ElectronImage& image);

class CellChips {
 public:
  /// Every printed chip whose centre lies within the image, give or take half a cell.
  CellChips(const AppearanceModel& model, const ChipDirectory& directory, const ElectronImage& image,
            const Affine2& image_from_design);

  /// Moves all chips.
  void move(Vec2 by_px);
  /// Levels of every chip, their smooth parts, and which zones of each cell are as in the middle of the lattice.
  /// `most`: of that many chips only, evenly thinned out; the others count as not seen.
  void measure_levels(std::size_t most = static_cast<std::size_t>(-1));
  [[nodiscard]] const std::vector<CellChip>& chips() const { return chips_; }
  [[nodiscard]] CellLight light(const CellChip& chip) const {
    return {ground_.at(chip.centre_px), mesa_.at(chip.centre_px)};
  }
  /// The chip's mesa against what its neighbours' make expect: 1 is healthy, 0 no mesa.
  [[nodiscard]] double relative_mesa(const CellChip& chip) const;
  [[nodiscard]] const ElectronImage& image() const { return image_; }

 private:
  void measure(CellChip& chip) const;
  void find_zones(CellChip& chip, const ChipDirectory& directory) const;

  const AppearanceModel& model_;
  const ChipDirectory& directory_;
  const ElectronImage& image_;
  std::vector<CellChip> chips_;  ///< by row, then column
  LightSurface ground_, mesa_;
};

/// How far the lattice lies from where the chips are thought to be, from the phase of the light folded over the cells;
/// within half a pitch. {0, 0} where there are no chips.
[[nodiscard]] Vec2 coarse_shift(const AppearanceModel& model, const CellChips& chips);

}  // namespace pellucid
