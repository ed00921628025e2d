/// The part of a wafer that a map shows, in the unturned design frame [um], +y up. Plain value; any thread.
#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>

#include "core/model/geometry.h"

namespace pellucid::gui {

struct Viewport {
  Vec2 centre_um;
  double um_per_px = 100;

  [[nodiscard]] QPointF to_px(Vec2 um, QSizeF size) const {
    return {size.width() / 2 + (um.x - centre_um.x) / um_per_px, size.height() / 2 - (um.y - centre_um.y) / um_per_px};
  }
  [[nodiscard]] Vec2 to_um(QPointF px, QSizeF size) const {
    return {centre_um.x + (px.x() - size.width() / 2) * um_per_px,
            centre_um.y - (px.y() - size.height() / 2) * um_per_px};
  }
  friend bool operator==(const Viewport&, const Viewport&) = default;
};

}  // namespace pellucid::gui
