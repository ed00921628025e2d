/// Light of a reflectance layer beside the mesas' own: ground, illumination, texture, and mechanical defects, each a
/// function of the options, the seed and the index only. Immutable; safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "samples/simulator/chip_state.h"
#include "samples/simulator/light_block.h"
#include "samples/simulator/tile_plan.h"

namespace pellucid::sim {

/// One mechanical defect, in the unshifted stage frame [um].
struct Blemish {
  BlemishKind kind = BlemishKind::none;
  ChipIndex chip;         ///< of a scratch: {-1, -1}
  Vec2 from_um, to_um;    ///< line, particle: its ends; residue: the middle twice; chipping: the mesa's corner, and the
                          ///< vector of its legs
  double radius_um = 0;   ///< half a line's width; radius of residue
  double pixels_um2 = 0;  ///< of a particle
  double contrast_sigma = 0;  ///< signed
  [[nodiscard]] double area_um2() const;
};

class Reflectance {
 public:
  explicit Reflectance(const SimulationOptions& options);

  /// A chip's own defect; scratches are not a chip's.
  [[nodiscard]] std::optional<Blemish> blemish(const ChipState& chip) const;
  [[nodiscard]] const std::vector<Blemish>& scratches() const { return scratches_; }
  /// Is this chip's mesa marked by a defect of its own or by a scratch?
  [[nodiscard]] bool is_marked(const ChipState& chip) const;
  /// Not marked, but a scratch touches its mesa, or runs along beside it within a pixel.
  [[nodiscard]] bool is_grazed(const ChipState& chip) const;
  /// Pixels of the mesa under scratches, each widened by so much.
  [[nodiscard]] double scratched_px(const ChipState& chip, double beside_px) const;

  /// Adds ground, texture, illumination and defects to the mesas' light. `chips`: those near the block.
  void finish(const std::vector<ChipState>& chips, std::size_t layer, const PlannedTile& tile, LightBlock& block) const;

 private:
  void add_texture(const ChipState& chip, Vec2 centre_px, LightBlock& block) const;
  void add_particle(const Blemish& blemish, Vec2 shift_um, const PlannedTile& tile, LightBlock& block) const;
  void add_blemish(const Blemish& blemish, Vec2 shift_um, const PlannedTile& tile, LightBlock& block) const;

  SimulationOptions o_;
  std::vector<Blemish> scratches_;
  Vec2 tile_px_;
};

/// mechanical.csv: one row a defect of one chip, and one for every chip that a scratch marks or grazes.
[[nodiscard]] std::string mechanical_csv(const SimulationOptions& options, const ChipModel& model);

}  // namespace pellucid::sim
