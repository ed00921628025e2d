/// Connected pixels that stand out: what is known of them, so that patches can be put together. Plain values.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/unpatterned/node_surface.h"
#include "core/unpatterned/plate.h"

namespace pellucid {

/// Sums over a patch's pixels, in the wafer frame [um]. All of them add up.
struct SurfacePatch {
  bool bright = false, at_edge = false;
  std::int64_t pixels = 0;
  double area_um2 = 0;
  double difference_e = 0, background_e = 0, variance_e2 = 0;  ///< sums over the pixels
  double weight = 0, x = 0, y = 0;                             ///< moments of |difference|
  double peak_contrast = 0;
  double strength = 0;     ///< the largest, and
  std::uint8_t level = 0;  ///< where it was found: 0 is the full resolution, each further one halves it
  Vec2 low_um{1e300, 1e300}, high_um{-1e300, -1e300};
  std::vector<Vec2> hull_um;

  void add(const SurfacePatch& other);
  [[nodiscard]] Vec2 centre_um() const { return {x / weight, y / weight}; }
};

/// Where a patch reaches the edge of the part that was searched in one piece: the other piece may hold the rest of it.
struct PatchContact {
  enum class Side : std::uint8_t { left, right, top, bottom };
  Side side = Side::left;
  double edge_um = 0;              ///< x of a left or right edge, y of the others
  double low_um = 0, high_um = 0;  ///< along the edge
  std::int64_t patch = 0;
};

struct PlatePatches {
  std::vector<SurfacePatch> patches;
  std::vector<PatchContact> contacts;  ///< `patch` counts within this plate
};

/// Puts the plate's own pixels with a strength together to patches: neighbours of one sign, corners included.
/// `difference_e`, `strength`, `level`: by pixel (PlateSearch).
[[nodiscard]] PlatePatches collect_patches(const Plate& plate, std::span<const float> difference_e,
                                           std::span<const float> strength, std::span<const std::uint8_t> level,
                                           const NodeSurface& background, const NodeSurface& noise_e);

}  // namespace pellucid
