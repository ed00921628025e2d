/// Which lattice sites fall into a rectangle of an image. Pure functions; any thread.
#pragma once

#include <algorithm>
#include <cmath>

#include "core/model/layer.h"
#include "core/model/wafer.h"

namespace pellucid {

/// Half-open index ranges.
struct SiteRange {
  std::int32_t column_begin = 0, column_end = 0, row_begin = 0, row_end = 0;
};

/// Sites whose centres may lie inside the pixel rectangle [low, high]; a superset where the lattice is turned.
[[nodiscard]] inline SiteRange sites_in(const ChipGrid& grid, const Affine2& design_from_pixel, Vec2 low, Vec2 high) {
  SiteRange range{INT32_MAX, INT32_MIN, INT32_MAX, INT32_MIN};
  for (int corner = 0; corner < 4; ++corner) {
    const Vec2 u = design_from_pixel({(corner & 1) != 0 ? high.x : low.x, (corner & 2) != 0 ? high.y : low.y});
    range.column_begin = std::min(range.column_begin, grid.nearest_column(u.x));
    range.column_end = std::max(range.column_end, grid.nearest_column(u.x) + 1);
    range.row_begin = std::min(range.row_begin, grid.nearest_row(u.y));
    range.row_end = std::max(range.row_end, grid.nearest_row(u.y) + 1);
  }
  return range;
}

template <class Body>
void for_each_site(const ChipGrid& grid, const Affine2& design_from_pixel, Vec2 low, Vec2 high, const Body& body) {
  const SiteRange range = sites_in(grid, design_from_pixel, low, high);
  for (std::int32_t row = range.row_begin; row < range.row_end; ++row) {
    for (std::int32_t column = range.column_begin; column < range.column_end; ++column) body(ChipIndex{column, row});
  }
}

/// A size along the design's axes [um] as extents along the image's [px]: a lattice turned by about 90 degrees has them
/// swapped.
[[nodiscard]] inline Vec2 image_size_px(Vec2 um, const Affine2& wafer_from_design, const LayerGeometry& layer) {
  const Vec2 x = wafer_from_design.turn({um.x, 0});
  const Vec2 y = wafer_from_design.turn({0, um.y});
  return {std::max(std::abs(x.x), std::abs(y.x)) / layer.pixel_um.x,
          std::max(std::abs(x.y), std::abs(y.y)) / layer.pixel_um.y};
}

/// Is a chip printed here? An image without an anchor of its own is taken to be full of chips.
[[nodiscard]] inline bool site_has_chip(const WaferDesign& wafer, ChipIndex index) {
  if (wafer.chips->anchor == GridAnchor::image) return !wafer.chips->is_excluded(index);
  return wafer.has_chip(index);
}

}  // namespace pellucid
