#include "core/unpatterned/tile_parts.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pellucid {
namespace {

struct Box {
  Vec2 low, high;
  [[nodiscard]] bool empty() const { return !(low.x < high.x && low.y < high.y); }
};

Box box_of(const LayerGeometry& layer, const TilePlacement& tile) {
  if (!tile.present) return {};
  const Vec2 a = tile.position_um;
  return {{a.x, a.y - static_cast<double>(tile.height) * layer.pixel_um.y},
          {a.x + static_cast<double>(tile.width) * layer.pixel_um.x, a.y}};
}

/// Cuts two boxes at the middle of what they share. A point that one loses, the other holds.
void cut(Box& a, Box& b) {
  const Box both{{std::max(a.low.x, b.low.x), std::max(a.low.y, b.low.y)},
                 {std::min(a.high.x, b.high.x), std::min(a.high.y, b.high.y)}};
  if (both.empty()) return;
  const auto part = [](double& a_low, double& a_high, double& b_low, double& b_high) {
    if (a_low + a_high <= b_low + b_high) {
      a_high = b_low = 0.5 * (std::max(a_low, b_low) + std::min(a_high, b_high));
    } else {
      b_high = a_low = 0.5 * (std::max(a_low, b_low) + std::min(a_high, b_high));
    }
  };
  if (both.high.x - both.low.x <= both.high.y - both.low.y) {
    part(a.low.x, a.high.x, b.low.x, b.high.x);
  } else {
    part(a.low.y, a.high.y, b.low.y, b.high.y);
  }
}

}  // namespace

std::vector<PixelRect> own_parts(const LayerGeometry& layer) {
  std::vector<Box> boxes;
  for (const TilePlacement& tile : layer.tiles) boxes.push_back(box_of(layer, tile));
  std::vector<std::size_t> order(boxes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t t) { return layer.tiles[t].position_um.x; });
  for (std::size_t i = 0; i < order.size(); ++i) {
    const double end =
        layer.tiles[order[i]].position_um.x + static_cast<double>(layer.tiles[order[i]].width) * layer.pixel_um.x;
    for (std::size_t j = i + 1; j < order.size() && layer.tiles[order[j]].position_um.x < end; ++j) {
      if (!boxes[order[i]].empty() && !boxes[order[j]].empty()) cut(boxes[order[i]], boxes[order[j]]);
    }
  }
  std::vector<PixelRect> parts;
  for (std::size_t t = 0; t < boxes.size(); ++t) {
    const TilePlacement& tile = layer.tiles[t];
    if (boxes[t].empty()) {
      parts.emplace_back();
      continue;
    }
    const Vec2 low = layer.pixel_from_wafer(tile, {boxes[t].low.x, boxes[t].high.y});
    const Vec2 high = layer.pixel_from_wafer(tile, {boxes[t].high.x, boxes[t].low.y});
    const auto x = std::clamp<std::int64_t>(std::llround(low.x), 0, tile.width);
    const auto y = std::clamp<std::int64_t>(std::llround(low.y), 0, tile.height);
    const auto x_end = std::clamp<std::int64_t>(std::llround(high.x), x, tile.width);
    const auto y_end = std::clamp<std::int64_t>(std::llround(high.y), y, tile.height);
    parts.push_back({x, y, x_end - x, y_end - y});
  }
  return parts;
}

}  // namespace pellucid
