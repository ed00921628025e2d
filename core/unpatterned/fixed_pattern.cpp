#include "core/unpatterned/fixed_pattern.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

namespace pellucid {
namespace {

constexpr std::int64_t kSmall_px = 900;  // pixels of a patch that may be of the camera
constexpr double kSame_px = 3;           // such places agree within this
constexpr double kShare = 0.25;          // of the tiles that show the place on the wafer
constexpr std::size_t kLeastTiles = 4;

using Cell = std::pair<std::int64_t, std::int64_t>;

}  // namespace

std::int64_t drop_fixed_pattern(const LayerGeometry& layer, const std::vector<std::int32_t>& tiles,
                                std::vector<SurfacePatch>& patches, std::vector<PatchContact>& contacts) {
  if (layer.method != ScanMethod::camera || layer.tiles.size() < kLeastTiles) return 0;
  const auto cell_of = [&](std::size_t i) {
    const TilePlacement& tile = layer.tiles[static_cast<std::size_t>(tiles[i])];
    const Vec2 p = layer.pixel_from_wafer(tile, patches[i].centre_um());
    return Cell{static_cast<std::int64_t>(std::floor(p.x / kSame_px)),
                static_cast<std::int64_t>(std::floor(p.y / kSame_px))};
  };
  std::map<std::pair<bool, Cell>, std::set<std::int32_t>> seen;
  for (std::size_t i = 0; i < patches.size(); ++i) {
    if (patches[i].pixels <= kSmall_px) seen[{patches[i].bright, cell_of(i)}].insert(tiles[i]);
  }
  const auto needed = std::max(kLeastTiles, static_cast<std::size_t>(kShare * static_cast<double>(layer.tiles.size())));
  std::vector<std::int64_t> new_index(patches.size(), -1);
  std::vector<SurfacePatch> kept;
  for (std::size_t i = 0; i < patches.size(); ++i) {
    std::set<std::int32_t> in_tiles;
    if (patches[i].pixels <= kSmall_px) {
      const Cell at = cell_of(i);
      for (int k = 0; k < 9; ++k) {
        const auto near = seen.find({patches[i].bright, {at.first + k % 3 - 1, at.second + k / 3 - 1}});
        if (near != seen.end()) in_tiles.insert(near->second.begin(), near->second.end());
      }
    }
    if (in_tiles.size() >= needed) continue;
    new_index[i] = std::ssize(kept);
    kept.push_back(patches[i]);
  }
  const std::int64_t dropped = std::ssize(patches) - std::ssize(kept);
  patches = std::move(kept);
  std::erase_if(contacts, [&](const PatchContact& c) { return new_index[static_cast<std::size_t>(c.patch)] < 0; });
  for (PatchContact& c : contacts) c.patch = new_index[static_cast<std::size_t>(c.patch)];
  return dropped;
}

}  // namespace pellucid
