#include "gui/map/map_image.h"

#include <QPainter>
#include <QPalette>
#include <algorithm>

namespace pellucid::gui {

Viewport whole_wafer(const WaferResult& wafer, QSizeF size) {
  constexpr double kRoom = 1.06;
  const ChipGrid& chips = wafer.chips();
  const GridIndex& grid = wafer.grid();
  double width_um = wafer.summary().wafer.diameter_mm * 1000, height_um = width_um;
  Viewport view;
  if (chips.anchor == GridAnchor::image && grid.size() > 0) {
    width_um = (grid.column_end() - grid.column_begin()) * chips.pitch_um.x;
    height_um = (grid.row_end() - grid.row_begin()) * chips.pitch_um.y;
    const Vec2 low = chips.unturned_um({grid.column_begin(), grid.row_begin()});
    const Vec2 high = chips.unturned_um({grid.column_end() - 1, grid.row_end() - 1});
    view.centre_um = 0.5 * (low + high);
  }
  view.um_per_px = kRoom * std::max(width_um / std::max(size.width(), 1.0), height_um / std::max(size.height(), 1.0));
  return view;
}

QImage map_image(const MapPicture& picture, const PickedChips* picked, const MapImageStyle& style, const Viewport& view,
                 QSize size, const Progress& progress, const std::stop_token& stop) {
  constexpr int kBand_px = 256;  // as tiles are high: the hatch goes on over them
  QImage image(size, QImage::Format_RGB32);
  QPainter painter(&image);
  for (int top = 0; top < size.height(); top += kBand_px) {
    if (stop.stop_requested()) return image;
    report(progress, "draw", static_cast<double>(top) / size.height());
    const int height = std::min(kBand_px, size.height() - top);
    const TileArea band{view.to_um({0, static_cast<double>(top)}, size), view.um_per_px, size.width(), height};
    painter.drawImage(0, top, render_tile(picture, picked, style.tile, band));
  }
  // Lines and letters of a large picture are as large as in a window.
  constexpr double kWindow_px = 1200;
  const double scale = std::max(1.0, std::max(size.width(), size.height()) / kWindow_px);
  painter.scale(scale, scale);
  const Viewport scaled{view.centre_um, view.um_per_px * scale};
  const MapOverlay overlay(picture.wafer().summary().wafer, scaled, QSizeF(size) / scale, style.ink);
  overlay.draw(painter, style.overlay);
  if (style.scale_bar) overlay.draw_scale_bar(painter);
  return image;
}

MapImageStyle paper_style(ValueRange range) {
  MapImageStyle style;
  style.tile.range = range;
  style.tile.background = 0xffffffff;
  style.tile.street = 0xffe9ecef;
  return style;
}

MapImageStyle window_style(const QPalette& palette, ValueRange range) {
  MapImageStyle style;
  style.tile.range = range;
  style.tile.background = palette.color(QPalette::Base).rgb();
  style.tile.street = palette.color(QPalette::AlternateBase).rgb();
  style.ink = palette.color(QPalette::Text);
  return style;
}

}  // namespace pellucid::gui
