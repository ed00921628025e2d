#include "gui/surface/surface_drawing.h"

#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "gui/map/map_overlay.h"
#include "gui/map/tile_renderer.h"
#include "results/map_colours.h"

namespace pellucid::gui {
namespace {

constexpr double kLeastMark_px = 7;         // across
constexpr double kOpenMark_px = 14;         // from here on the light under a mark is to be seen
constexpr std::size_t kMostMarks = 20'000;  // seen at once: more are dots

QColor qcolour(SurfaceClass c) {
  return QColor::fromRgb(packed(pellucid::colour_of(c)));
}

bool is_long(SurfaceClass c) {
  return c == SurfaceClass::line || c == SurfaceClass::scratch;
}

/// The outline of a defect on the screen.
QPainterPath shape_of(const SurfaceDefect& d, const Viewport& view, QSizeF size) {
  QPainterPath path;
  const QRectF box = mark_px(d, view, size);
  if (d.surface_class == SurfaceClass::triangle) {
    path.addPolygon(QPolygonF({QPointF(box.center().x(), box.top()), box.bottomRight(), box.bottomLeft()}));
    path.closeSubpath();
    return path;
  }
  const double length = std::max(d.length_um / view.um_per_px, kLeastMark_px);
  const double least = is_long(d.surface_class) ? 3.0 : kLeastMark_px;
  const double width = std::min(std::max(d.width_um / view.um_per_px, least), length);
  const QRectF lying(-length / 2, -width / 2, length, width);
  if (is_long(d.surface_class))
    path.addRect(lying);
  else
    path.addEllipse(lying);
  return QTransform().translate(box.center().x(), box.center().y()).rotate(-d.angle_deg).map(path);
}

void draw_mark(QPainter& painter, const SurfaceDefect& d, const Viewport& view, QSizeF size) {
  const QPainterPath path = shape_of(d, view, size);
  const QColor colour = qcolour(d.surface_class);
  const bool open = std::max(path.boundingRect().width(), path.boundingRect().height()) > kOpenMark_px;
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(QColor(255, 255, 255, 210), open ? 4 : 3));  // told apart from every colour of the map
  painter.drawPath(path);
  painter.setPen(QPen(colour, open ? 2 : 1));
  if (!open || is_long(d.surface_class)) painter.setBrush(colour);
  painter.drawPath(path);
}

void draw_defects(QPainter& painter, const SurfaceResult& result, unsigned hidden, const Viewport& view, QSizeF size) {
  const QRectF seen(QPointF(0, 0), size);
  std::vector<const SurfaceDefect*> shown;
  for (const SurfaceDefect& d : result.defects()) {
    if ((hidden >> static_cast<unsigned>(d.surface_class) & 1U) == 0 && mark_px(d, view, size).intersects(seen))
      shown.push_back(&d);
  }
  if (shown.size() <= kMostMarks) {
    for (const SurfaceDefect* d : shown) draw_mark(painter, *d, view, size);
    return;
  }
  for (const SurfaceDefect* d : shown) {
    const QPointF at = view.to_px(middle_of(*d), size);
    painter.fillRect(QRectF(at.x() - 1, at.y() - 1, 2, 2), qcolour(d->surface_class));
  }
}

/// The part of the image that is seen, so that zooming in costs nothing.
void draw_plane(QPainter& painter, const WaferGrid& grid, const QImage& plane, const Viewport& view, QSizeF size) {
  const Vec2 low = view.to_um({0, size.height()}, size), high = view.to_um({size.width(), 0}, size);
  const auto cell = [&](double um, double origin) { return std::floor((um - origin) / grid.cell_um); };
  const int left = static_cast<int>(std::clamp(cell(low.x, grid.low_um.x), 0.0, grid.columns - 1.0));
  const int right = static_cast<int>(std::clamp(cell(high.x, grid.low_um.x), 0.0, grid.columns - 1.0));
  const int bottom = static_cast<int>(std::clamp(cell(low.y, grid.low_um.y), 0.0, grid.rows - 1.0));
  const int top = static_cast<int>(std::clamp(cell(high.y, grid.low_um.y), 0.0, grid.rows - 1.0));
  const auto corner = [&](int column, int row) {
    return view.to_px({grid.low_um.x + column * grid.cell_um, grid.low_um.y + row * grid.cell_um}, size);
  };
  painter.drawImage(QRectF(corner(left, top + 1), corner(right + 1, bottom)), plane,
                    QRectF(left, grid.rows - 1 - top, right - left + 1, top - bottom + 1));
}

}  // namespace

QImage plane_image(const WaferGrid& grid, const SurfacePlane& plane) {
  QImage image(grid.columns, grid.rows, QImage::Format_ARGB32_Premultiplied);
  image.fill(Qt::transparent);
  const auto& colours = value_colours(false);
  const float low = plane.natural_range.low, span = plane.natural_range.high - low;
  for (std::int32_t row = 0; row < grid.rows; ++row) {
    auto* line = reinterpret_cast<QRgb*>(image.scanLine(grid.rows - 1 - row));
    const float* values =
        plane.plane->values.data() + static_cast<std::ptrdiff_t>(row) * static_cast<std::ptrdiff_t>(grid.columns);
    for (std::int32_t column = 0; column < grid.columns; ++column) {
      if (!std::isfinite(values[column])) continue;
      const float share = std::clamp((values[column] - low) / span, 0.0F, 1.0F);
      line[column] = colours[static_cast<std::size_t>(share * 255.0F + 0.5F)];
    }
  }
  return image;
}

Viewport whole_surface(const SurfaceResult& result, QSizeF size) {
  constexpr double kRoom = 1.06;
  const double width_um = std::max(2 * result.surface().coverage.radius_um, result.summary().wafer.diameter_mm * 1000);
  return {result.surface().coverage.centre_um,
          kRoom * std::max(width_um / std::max(size.width(), 1.0), width_um / std::max(size.height(), 1.0))};
}

void draw_surface(QPainter& painter, const SurfaceResult& result, const QImage& plane, const SurfaceStyle& style,
                  const Viewport& view, QSizeF size) {
  painter.save();
  painter.setClipRect(QRectF(QPointF(0, 0), size));
  painter.fillRect(QRectF(QPointF(0, 0), size), style.base);
  painter.setRenderHint(QPainter::Antialiasing);
  // The outline was found where it is; the drawing of the design lies about the middle of its frame.
  const SurfaceCoverage& coverage = result.surface().coverage;
  const Viewport about{view.centre_um - coverage.centre_um, view.um_per_px};
  const MapOverlay overlay(result.summary().wafer, about, size, style.ink);
  painter.fillPath(overlay.usable_px(), QBrush(QColor::fromRgb(packed(kHatchDark)), Qt::BDiagPattern));
  if (!plane.isNull()) draw_plane(painter, result.grid(), plane, view, size);
  overlay.draw(painter, {false, style.zones});
  draw_defects(painter, result, style.hidden, view, size);
  if (style.scale_bar) overlay.draw_scale_bar(painter);
  painter.restore();
}

QRectF mark_px(const SurfaceDefect& defect, const Viewport& view, QSizeF size) {
  const QPointF middle = view.to_px(middle_of(defect), size);
  const double width = std::max((defect.high_um.x - defect.low_um.x) / view.um_per_px, kLeastMark_px);
  const double height = std::max((defect.high_um.y - defect.low_um.y) / view.um_per_px, kLeastMark_px);
  return {middle.x() - width / 2, middle.y() - height / 2, width, height};
}

void draw_current_defect(QPainter& painter, const SurfaceDefect& defect, const Viewport& view, QSizeF size) {
  draw_cross_hairs(painter, mark_px(defect, view, size).adjusted(-4, -4, 4, 4), size);
}

}  // namespace pellucid::gui
