/// A wafer map as an image of its own, without a window: thumbnails, exports, the operator's page. The same drawing as
/// the map's: render_tile and MapOverlay. Pure; any thread.
#pragma once

#include <QColor>
#include <QImage>
#include <QSize>
#include <stop_token>

#include "core/model/progress.h"
#include "gui/map/map_overlay.h"
#include "gui/map/tile_renderer.h"
#include "gui/map/viewport.h"

class QPalette;

namespace pellucid::gui {

struct MapImageStyle {
  TileStyle tile;
  QColor ink = Qt::black;  ///< of outline and scale bar
  OverlayOptions overlay;
  bool scale_bar = true;
};

/// The whole wafer in a view of this size, with a little room around it.
[[nodiscard]] Viewport whole_wafer(const WaferResult& wafer, QSizeF size);

/// `picked` may be null. Where it is stopped in the midst, the image is drawn in part.
[[nodiscard]] QImage map_image(const MapPicture& picture, const PickedChips* picked, const MapImageStyle& style,
                               const Viewport& view, QSize size, const Progress& progress = {},
                               const std::stop_token& stop = {});

/// A style on paper: black ink on white, whatever the window's look is.
[[nodiscard]] MapImageStyle paper_style(ValueRange range);
/// As the windows look.
[[nodiscard]] MapImageStyle window_style(const QPalette& palette, ValueRange range);

}  // namespace pellucid::gui
