#include "core/appearance/tile_owner.h"

#include <algorithm>
#include <numeric>

namespace pellucid {

TileOwner::TileOwner(const LayerGeometry& layer, Vec2 half_um) : layer_(layer), half_um_(half_um) {
  const auto& tiles = layer.tiles;
  near_.resize(tiles.size());
  const auto width_um = [&](std::size_t t) { return static_cast<double>(tiles[t].width) * layer.pixel_um.x; };
  const auto height_um = [&](std::size_t t) { return static_cast<double>(tiles[t].height) * layer.pixel_um.y; };
  // Sorted by x, so that thousands of tiles are paired with their neighbours only.
  std::vector<std::size_t> order(tiles.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::erase_if(order, [&](std::size_t t) { return !tiles[t].present; });
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return tiles[a].position_um.x < tiles[b].position_um.x; });
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::size_t a = order[i];
    for (std::size_t j = i + 1; j < order.size(); ++j) {
      const std::size_t b = order[j];
      if (tiles[b].position_um.x > tiles[a].position_um.x + width_um(a) + 2 * half_um.x) break;
      const double low = std::max(tiles[a].position_um.y - height_um(a), tiles[b].position_um.y - height_um(b));
      if (std::min(tiles[a].position_um.y, tiles[b].position_um.y) - low < -2 * half_um.y) continue;
      near_[a].push_back(static_cast<std::int32_t>(b));
      near_[b].push_back(static_cast<std::int32_t>(a));
    }
  }
}

/// Smallest distance of the chip's cell to the tile's borders; negative where it sticks out.
double TileOwner::depth_um(std::int32_t tile, Vec2 wafer_um) const {
  const TilePlacement& t = layer_.tiles[static_cast<std::size_t>(tile)];
  const double x = wafer_um.x - t.position_um.x, y = t.position_um.y - wafer_um.y;
  return std::min({x - half_um_.x, static_cast<double>(t.width) * layer_.pixel_um.x - x - half_um_.x, y - half_um_.y,
                   static_cast<double>(t.height) * layer_.pixel_um.y - y - half_um_.y});
}

bool TileOwner::tells(std::int32_t tile, Vec2 wafer_um) const {
  const auto& others = near_[static_cast<std::size_t>(tile)];
  if (others.empty()) return true;
  const double ours = depth_um(tile, wafer_um);
  return std::none_of(others.begin(), others.end(), [&](std::int32_t other) {
    const double theirs = depth_um(other, wafer_um);
    return theirs >= 0 && (theirs > ours || (theirs == ours && other < tile));
  });
}

}  // namespace pellucid
