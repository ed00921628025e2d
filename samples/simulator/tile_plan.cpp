#include "samples/simulator/tile_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "samples/simulator/random.h"

namespace pellucid::sim {
namespace {

std::int64_t tiles_for(std::int64_t length, std::int64_t tile, std::int64_t overlap) {
  return tile >= length ? 1 : (length - overlap + tile - overlap - 1) / (tile - overlap);
}

/// Distance of the wafer's centre from a rectangle.
double centre_distance(Vec2 corner, Vec2 size) {
  const double x = std::max({corner.x, -(corner.x + size.x), 0.0}), y = std::max({corner.y - size.y, -corner.y, 0.0});
  return std::hypot(x, y);
}

}  // namespace

TilePlan plan_tiles(const SimulationOptions& o, std::size_t layer) {
  const double radius = o.wafer.diameter_mm * 500.0, side = 2.0 * (radius + o.tiling.margin_um);
  const auto whole_x = static_cast<std::int64_t>(std::ceil(side / o.tiling.pixel_um.x));
  const auto whole_y = static_cast<std::int64_t>(std::ceil(side / o.tiling.pixel_um.y));
  TilePlan plan;
  plan.width = o.tiling.tile_width_px > 0 ? o.tiling.tile_width_px : whole_x;
  plan.height = o.tiling.tile_height_px > 0 ? o.tiling.tile_height_px : whole_y;
  const std::int64_t overlap = o.tiling.overlap_px;
  const std::int64_t nx = tiles_for(whole_x, plan.width, overlap), ny = tiles_for(whole_y, plan.height, overlap);
  const Vec2 tile_um{static_cast<double>(plan.width) * o.tiling.pixel_um.x,
                     static_cast<double>(plan.height) * o.tiling.pixel_um.y};
  const Vec2 step_um{static_cast<double>(plan.width - overlap) * o.tiling.pixel_um.x,
                     static_cast<double>(plan.height - overlap) * o.tiling.pixel_um.y};
  const Vec2 first{-0.5 * (static_cast<double>(nx - 1) * step_um.x + tile_um.x),
                   0.5 * (static_cast<double>(ny - 1) * step_um.y + tile_um.y)};
  std::int64_t top_row = -1, bottom_row = 0;
  for (std::int64_t j = 0; j < ny; ++j) {
    for (std::int64_t i = 0; i < nx; ++i) {
      const Vec2 at{first.x + static_cast<double>(i) * step_um.x, first.y - static_cast<double>(j) * step_um.y};
      if (o.tiling.skip_off_wafer && centre_distance(at, tile_um) > radius) continue;
      if (top_row < 0) top_row = j;
      bottom_row = j;
      const auto key = static_cast<std::uint64_t>(j * nx + i);
      const auto error = [&](std::uint64_t axis) {
        return o.camera.stage_jitter_um * normal_of(hash(o.seed, Stream::tile_jitter, layer * 2 + axis, key));
      };
      PlannedTile tile;
      tile.file = fmt::format("{}/x{:03}_y{:03}.tif", o.layers[layer].name, i, j);
      tile.reported_um = at;
      tile.true_um = o.camera.stage_jitter_um > 0 ? at + Vec2{error(0), error(1)} : at;
      tile.first_line = (j - top_row) * (plan.height - overlap);
      plan.tiles.push_back(std::move(tile));
    }
  }
  plan.lines = (bottom_row - top_row) * (plan.height - overlap) + plan.height;
  return plan;
}

}  // namespace pellucid::sim
