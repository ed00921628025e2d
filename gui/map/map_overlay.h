/// What is drawn over the chips: the wafer's outline with its notch or flat, edge exclusion, fields, zones, the scale
/// bar and the chip at hand. Pure drawing; window's thread.
#pragma once

#include <QColor>
#include <QPainter>
#include <QPainterPath>
#include <vector>

#include "core/model/chip_table.h"
#include "core/model/wafer.h"
#include "gui/map/viewport.h"
#include "gui/model/grid_index.h"

namespace pellucid::gui {

struct OverlayOptions {
  bool fields = true;  ///< reticle fields, where they are wide enough on the screen
  bool zones = false;  ///< the five zones of the uniformity figures
};

/// A frame around what is at hand, with cross hairs to the edges of the view.
void draw_cross_hairs(QPainter& painter, const QRectF& frame, QSizeF size);

class MapOverlay {
 public:
  MapOverlay(const WaferDesign& wafer, const Viewport& view, QSizeF size, QColor ink)
      : wafer_(wafer), view_(view), size_(size), ink_(ink) {}

  void draw(QPainter& painter, const OverlayOptions& options) const;
  /// A frame around a chip, with its cross hairs to the edges of the view.
  void draw_current(QPainter& painter, ChipIndex chip) const;
  /// A frame in the colour of its class around every chip that is not good; for views of a few thousand chips.
  void draw_class_frames(QPainter& painter, const GridIndex& grid, const std::vector<ChipClass>& classes) const;
  void draw_scale_bar(QPainter& painter) const;
  /// The wafer less its edge exclusion.
  [[nodiscard]] QPainterPath usable_px() const { return usable_path(mark_deg()); }

 private:
  [[nodiscard]] QRectF mesa_px(ChipIndex chip) const;
  void draw_outline(QPainter& painter) const;
  [[nodiscard]] double mark_deg() const;
  [[nodiscard]] QPainterPath usable_path(double mark_deg) const;
  void draw_fields(QPainter& painter) const;
  void draw_zones(QPainter& painter) const;
  [[nodiscard]] QRectF circle_px(double radius_um) const;

  const WaferDesign& wafer_;
  const Viewport& view_;
  QSizeF size_;
  QColor ink_;
};

}  // namespace pellucid::gui
