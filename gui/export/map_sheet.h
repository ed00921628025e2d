/// The map of a wafer with chips on paper: classes or a column, outline, scale bar. Immutable once made; any thread.
#pragma once

#include "gui/export/sheet.h"
#include "gui/map/map_image.h"

namespace pellucid::gui {

class MapSheet : public Sheet {
 public:
  MapPicturePtr picture;
  PickedChipsPtr picked;  ///< may be null
  MapImageStyle style;    ///< paper_style()
  Viewport view;
  QSizeF view_size;  ///< that `view` was made for; another shape shows what lies around it

  [[nodiscard]] const Summary& summary() const override { return picture->wafer().summary(); }
  [[nodiscard]] QString title() const override;
  [[nodiscard]] QString facts() const override;
  [[nodiscard]] std::vector<std::pair<QString, QString>> figures() const override;
  void draw_map(QPainter& painter, const QRectF& place, const Progress& progress,
                const std::stop_token& stop) const override;
  void draw_legend(QPainter& painter, const QRectF& place) const override;
};

}  // namespace pellucid::gui
