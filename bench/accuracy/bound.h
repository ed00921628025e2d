/// The best that any linear estimate could do: the joint least-squares bound, computed from the wafer's true optics,
/// places and light by code that shares nothing with the product or the simulator. Immutable; any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "bench/accuracy/trial.h"

namespace pellucid::bench {

/// Pixels of one image, row-major.
struct ImagePatch {
  std::int64_t x = 0, y = 0, width = 0, height = 0;  ///< pixels of the tile's frame
  std::vector<double> value;

  [[nodiscard]] double& at(std::int64_t px, std::int64_t py) {
    return value[static_cast<std::size_t>((py - y) * width + px - x)];
  }
};

/// The image of a healthy chip: its mesa on a grid of points, each spread by the point spread function and integrated
/// over every pixel. Sums to 1.
class TrueImage {
 public:
  explicit TrueImage(const SimulationOptions& options);
  /// Adds `light_e` of a chip centred at a point of the tile's pixel frame; odd rows are shifted as the raster's are.
  void add(Vec2 centre_px, double light_e, ImagePatch& patch) const;
  [[nodiscard]] Vec2 reach_px() const { return reach_px_; }

 private:
  void add_spread(Vec2 centre_px, double light_e, Vec2 sigma_px, ImagePatch& patch) const;

  std::vector<Vec2> points_px_;  ///< of the mesa, from its centre, y down
  Vec2 sigma_px_, halo_px_, reach_px_;
  double halo_weight_ = 0, odd_phase_px_ = 0;
};

/// Share of a chip's own squared profile that it has in common with its nearest neighbour: sum(P Q) / sum(P P), the
/// larger of both axes.
[[nodiscard]] double profile_overlap(const SimulationOptions& options);
/// Sets the point spread so that profile_overlap is `overlap`.
void set_overlap(SimulationOptions& options, double overlap);

/// One-sigma bound of the light [e] of each of the true chips `chosen`: sqrt of the diagonal of (P^T V^-1 P)^-1 over
/// the chip and the neighbours within 3 pitches, V the variance of every pixel (light of all of them, background, read
/// noise, rounding), background known.
[[nodiscard]] std::vector<double> bounds_e(const Trial& trial, const std::vector<std::size_t>& chosen);

/// Tile of the first layer in which a true chip lies deepest, and its true place in it.
struct PlaceInTile {
  std::size_t tile = 0;
  Vec2 pixel;
};
[[nodiscard]] PlaceInTile place_of(const Trial& trial, std::size_t chip);

}  // namespace pellucid::bench
