/// Which tile tells of a chip that several show: the one in which it lies deepest, by reported positions. Where none
/// shows it whole, each tells of its part. Immutable; any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "core/model/layer.h"

namespace pellucid {

class TileOwner {
 public:
  /// `half_um`: half a chip's cell.
  TileOwner(const LayerGeometry& layer, Vec2 half_um);
  /// Is a chip at this place of the wafer frame for this tile to tell of, as a whole or in part?
  [[nodiscard]] bool tells(std::int32_t tile, Vec2 wafer_um) const;

 private:
  [[nodiscard]] double depth_um(std::int32_t tile, Vec2 wafer_um) const;

  const LayerGeometry& layer_;
  Vec2 half_um_;
  std::vector<std::vector<std::int32_t>> near_;  ///< by tile: present tiles that may show the same chip
};

}  // namespace pellucid
