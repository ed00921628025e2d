/// A map on paper: the picture with its title, legend or colour scale, outline and scale bar; for PNG files and the PDF
/// report. Pure; any thread.
#pragma once

#include <QImage>
#include <QPainter>

#include "gui/map/map_image.h"

namespace pellucid::gui {

struct MapSheet {
  MapPicturePtr picture;
  PickedChipsPtr picked;  ///< may be null
  MapImageStyle style;    ///< paper_style()
  Viewport view;
  QSizeF view_size;  ///< that `view` was made for; another shape shows what lies around it
};

/// Draws map and legend into a rectangle of any paint device. Where it is stopped in the midst, in part.
void draw_sheet(QPainter& painter, const QRectF& place, const MapSheet& sheet, const Progress& progress,
                const std::stop_token& stop);

/// With a title and its facts above.
[[nodiscard]] QImage sheet_image(const MapSheet& sheet, QSize size, const Progress& progress = {},
                                 const std::stop_token& stop = {});

}  // namespace pellucid::gui
