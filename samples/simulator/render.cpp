#include "samples/simulator/render.h"

#include <cmath>

namespace pellucid::sim {

ChipImages make_chip_images(const SimulationOptions& o, double turn_deg) {
  bool partial = o.defects.partial > 0;
  for (const DefectPattern& p : o.defects.patterns)
    partial |= p.kind == DefectKind::partial || p.kind >= DefectKind::partial_left;
  ChipImages images;
  const auto add = [&](DefectKind kind) {
    images.emplace(kind, ChipImage(o.chips, o.optics, o.defects, o.tiling.pixel_um, kind, turn_deg));
  };
  add(DefectKind::none);
  if (!partial) return images;
  for (const DefectKind kind : {DefectKind::partial_left, DefectKind::partial_right, DefectKind::partial_bottom,
                                DefectKind::partial_top, DefectKind::partial_spot}) {
    add(kind);
  }
  return images;
}

Renderer::Renderer(const SimulationOptions& options, const ChipModel& model, const ChipImages& images)
    : o_(options), model_(model), images_(images), reflectance_(options) {}

void Renderer::fill_background(Vec2 corner_um, LightBlock& block) const {
  // Linear over the wafer, so linear over a block: its values at the ends of each row suffice.
  const Vec2 pixel = o_.tiling.pixel_um;
  const PixelRect& r = block.rect;
  for (std::int64_t y = 0; y < r.height; ++y) {
    const double at_y = corner_um.y - (static_cast<double>(y) + 0.5) * pixel.y;
    const double left = model_.background_e({corner_um.x + 0.5 * pixel.x, at_y});
    const double right = model_.background_e({corner_um.x + (static_cast<double>(r.width) - 0.5) * pixel.x, at_y});
    const auto step = static_cast<float>(r.width > 1 ? (right - left) / static_cast<double>(r.width - 1) : 0.0);
    float* out = block.row(y);
    for (std::int64_t x = 0; x < r.width; ++x) out[x] = static_cast<float>(left) + step * static_cast<float>(x);
  }
}

void Renderer::render(std::size_t layer, const PlannedTile& tile, PixelRect rect, LightBlock& block) const {
  const Vec2 pixel = o_.tiling.pixel_um;
  block.reset(rect, tile.first_line + rect.y, 0.0F);
  const Vec2 corner{tile.true_um.x + static_cast<double>(rect.x) * pixel.x,
                    tile.true_um.y - static_cast<double>(rect.y) * pixel.y};
  const bool reflectance = o_.layers[layer].kind == LayerKind::reflectance;
  if (!reflectance) fill_background(corner, block);
  const double phase = o_.tiling.method == ScanMethod::raster ? o_.raster.odd_line_phase_px : 0.0;
  const ChipImage& whole = images_.at(DefectKind::none);
  const Vec2 shift = o_.layers[layer].shift_um;
  const Vec2 reach{(whole.reach_px().x + std::abs(phase) + 1) * pixel.x, (whole.reach_px().y + 1) * pixel.y};
  const Vec2 low{corner.x - reach.x - shift.x,
                 corner.y - static_cast<double>(rect.height) * pixel.y - reach.y - shift.y};
  const Vec2 high{corner.x + static_cast<double>(rect.width) * pixel.x + reach.x - shift.x,
                  corner.y + reach.y - shift.y};
  const IndexRange range = model_.lattice().chips_near(low, high);
  std::vector<ChipState> shown;
  for (std::int32_t row = range.row_begin; row < range.row_end; ++row) {
    for (std::int32_t column = range.column_begin; column < range.column_end; ++column) {
      const ChipIndex index{column, row};
      if (!model_.lattice().exists(index)) continue;
      const ChipState chip = model_.state(index);
      if (reflectance) shown.push_back(chip);
      const double light = model_.light_e(chip, layer);
      if (light == 0) continue;
      const Vec2 at = chip.stage_um + shift;
      if (at.x < low.x + shift.x || at.x > high.x + shift.x || at.y < low.y + shift.y || at.y > high.y + shift.y)
        continue;
      const bool partial = !reflectance && chip.kind >= DefectKind::partial_left;
      const ChipImage& image = partial ? images_.at(chip.kind) : whole;
      image.add({(at.x - tile.true_um.x) / pixel.x, (tile.true_um.y - at.y) / pixel.y}, phase,
                static_cast<float>(light), block);
    }
  }
  if (reflectance) reflectance_.finish(shown, layer, tile, block);
}

}  // namespace pellucid::sim
