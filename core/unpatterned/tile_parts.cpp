#include "core/unpatterned/tile_parts.h"

#include <algorithm>
#include <cmath>
#include <functional>
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

Box shared(const Box& a, const Box& b) {
  return {{std::max(a.low.x, b.low.x), std::max(a.low.y, b.low.y)},
          {std::min(a.high.x, b.high.x), std::min(a.high.y, b.high.y)}};
}

/// Two tiles that overlap, and by how much.
struct Overlap {
  std::size_t a = 0, b = 0;
  double area_um2 = 0;
};

/// The largest first: side by side before corner to corner.
std::vector<Overlap> overlaps_of(const std::vector<Box>& boxes) {
  std::vector<std::size_t> order(boxes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t t) { return boxes[t].low.x; });
  std::vector<Overlap> found;
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t k = i + 1; k < order.size() && boxes[order[k]].low.x < boxes[order[i]].high.x; ++k) {
      const Box both = shared(boxes[order[i]], boxes[order[k]]);
      if (!both.empty()) found.push_back({order[i], order[k], (both.high.x - both.low.x) * (both.high.y - both.low.y)});
    }
  }
  std::ranges::stable_sort(found, std::greater<>(), &Overlap::area_um2);
  return found;
}

/// Cuts two boxes at the middle of what they share, all along a side. Corners that touch are left: a cut would cost
/// both of them a stripe that nobody else shows.
void cut(Box& a, Box& b) {
  const Box both = shared(a, b);
  if (both.empty()) return;
  const double wide = both.high.x - both.low.x, high = both.high.y - both.low.y;
  const auto part = [](double& a_low, double& a_high, double& b_low, double& b_high) {
    const double middle = 0.5 * (std::max(a_low, b_low) + std::min(a_high, b_high));
    const bool a_first = a_low + a_high <= b_low + b_high;
    (a_first ? a_high : b_high) = middle;
    (a_first ? b_low : a_low) = middle;
  };
  constexpr double kSide = 0.5;  // of the smaller box's side
  if (wide <= high) {
    if (high < kSide * std::min(a.high.y - a.low.y, b.high.y - b.low.y)) return;
    part(a.low.x, a.high.x, b.low.x, b.high.x);
  } else {
    if (wide < kSide * std::min(a.high.x - a.low.x, b.high.x - b.low.x)) return;
    part(a.low.y, a.high.y, b.low.y, b.high.y);
  }
}

}  // namespace

std::vector<PixelRect> own_parts(const LayerGeometry& layer) {
  std::vector<Box> boxes;
  for (const TilePlacement& tile : layer.tiles) boxes.push_back(box_of(layer, tile));
  for (const Overlap& o : overlaps_of(boxes)) cut(boxes[o.a], boxes[o.b]);
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
