/// How a wafer without chips is drawn: a plane of its grid in colours, its outline, its defects at their place and as
/// large as they are. For the map, thumbnails and paper. Pure; any thread.
#pragma once

#include <QColor>
#include <QImage>
#include <QPainter>

#include "gui/map/viewport.h"
#include "gui/surface/surface_result.h"

namespace pellucid::gui {

struct SurfaceStyle {
  QColor ink = Qt::black;   ///< outline and scale bar
  QColor base = Qt::white;  ///< what lies beside the wafer
  unsigned hidden = 0;      ///< bits of classes whose defects are left out
  bool zones = false;
  bool scale_bar = true;
};

/// A pixel a cell, the top row first; cells without a value are clear.
[[nodiscard]] QImage plane_image(const WaferGrid& grid, const SurfacePlane& plane);
/// The whole wafer in a view of this size, with a little room around it.
[[nodiscard]] Viewport whole_surface(const SurfaceResult& result, QSizeF size);

/// `plane`: of plane_image(); null: no colours. What lies in the wafer and was not measured is hatched.
void draw_surface(QPainter& painter, const SurfaceResult& result, const QImage& plane, const SurfaceStyle& style,
                  const Viewport& view, QSizeF size);
/// A frame and cross hairs about a defect.
void draw_current_defect(QPainter& painter, const SurfaceDefect& defect, const Viewport& view, QSizeF size);
/// Where a defect is drawn: never too small to be seen and hit.
[[nodiscard]] QRectF mark_px(const SurfaceDefect& defect, const Viewport& view, QSizeF size);

}  // namespace pellucid::gui
