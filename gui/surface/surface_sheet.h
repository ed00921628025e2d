/// The map of a wafer without chips on paper. Immutable once made; any thread.
#pragma once

#include "gui/export/sheet.h"
#include "gui/surface/surface_drawing.h"

namespace pellucid::gui {

class SurfaceSheet : public Sheet {
 public:
  SurfaceSheet(SurfaceResultPtr result, SurfacePlane plane, QImage image)
      : result_(std::move(result)), plane_(std::move(plane)), image_(std::move(image)) {}

  SurfaceStyle style;
  Viewport view;
  QSizeF view_size;  ///< that `view` was made for; another shape shows what lies around it

  [[nodiscard]] const Summary& summary() const override { return result_->summary(); }
  [[nodiscard]] QString title() const override;
  [[nodiscard]] QString facts() const override;
  [[nodiscard]] std::vector<std::pair<QString, QString>> figures() const override;
  void draw_map(QPainter& painter, const QRectF& place, const Progress& progress,
                const std::stop_token& stop) const override;
  void draw_legend(QPainter& painter, const QRectF& place) const override;

 private:
  SurfaceResultPtr result_;
  SurfacePlane plane_;
  QImage image_;
};

}  // namespace pellucid::gui
