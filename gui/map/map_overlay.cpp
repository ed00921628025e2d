#include "gui/map/map_overlay.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "gui/map/tile_renderer.h"

namespace pellucid::gui {
namespace {

constexpr double kDegree = std::numbers::pi / 180;

QPen thin(QColor colour, Qt::PenStyle style = Qt::SolidLine) {
  QPen pen(colour, 1, style);
  pen.setCosmetic(true);
  return pen;
}

/// 1, 2 or 5 times a power of ten, at most `most`.
double round_length(double most) {
  const double decade = std::pow(10, std::floor(std::log10(most)));
  for (const double factor : {5.0, 2.0}) {
    if (factor * decade <= most) return factor * decade;
  }
  return decade;
}

}  // namespace

void MapOverlay::draw(QPainter& painter, const OverlayOptions& options) const {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setBrush(Qt::NoBrush);
  if (options.fields && wafer_.chips) draw_fields(painter);
  if (!wafer_.chips || wafer_.chips->anchor == GridAnchor::outline) {
    draw_outline(painter);
    if (options.zones) draw_zones(painter);
  }
  painter.restore();
}

QRectF MapOverlay::circle_px(double radius_um) const {
  const QPointF centre = view_.to_px({0, 0}, size_);
  const double r = radius_um / view_.um_per_px;
  return {centre.x() - r, centre.y() - r, 2 * r, 2 * r};
}

/// The map's frame is the unturned design's, so the mark turns.
double MapOverlay::mark_deg() const {
  return wafer_.mark_deg - (wafer_.chips ? wafer_.chips->rotation_deg : 0);
}

/// The rim with a chord for a flat or a bite for a notch.
void MapOverlay::draw_outline(QPainter& painter) const {
  const double radius_um = wafer_.diameter_mm * 500;
  const double mark_deg = this->mark_deg();
  const auto rim = [&](double deg, double share = 1) {
    return view_.to_px({share * radius_um * std::cos(deg * kDegree), share * radius_um * std::sin(deg * kDegree)},
                       size_);
  };
  double half_deg = 0;
  if (wafer_.mark == OrientationMark::flat)
    half_deg =
        std::asin(std::min(1.0, wafer_.flat_length_mm.value_or(wafer_.diameter_mm * 0.325) / wafer_.diameter_mm)) /
        kDegree;
  if (wafer_.mark == OrientationMark::notch) half_deg = 1.2;
  QPainterPath path;
  path.moveTo(rim(mark_deg + half_deg));
  path.arcTo(circle_px(radius_um), mark_deg + half_deg, 360 - 2 * half_deg);
  if (wafer_.mark == OrientationMark::notch) path.lineTo(rim(mark_deg, 0.975));
  path.closeSubpath();
  painter.setPen(thin(ink_));
  painter.drawPath(path);
  if (wafer_.edge_exclusion_mm > 0) {
    QColor faint = ink_;
    faint.setAlphaF(0.5F);
    painter.setPen(thin(faint, Qt::DashLine));
    painter.drawPath(usable_path(mark_deg));
  }
}

/// The rim less the edge exclusion, a flat included.
QPainterPath MapOverlay::usable_path(double mark_deg) const {
  const double radius_um = wafer_.usable_radius_um();
  double half_deg = 0;
  if (wafer_.mark == OrientationMark::flat && wafer_.flat_length_mm) {
    const double rim_um = wafer_.diameter_mm * 500, half_um = *wafer_.flat_length_mm * 500;
    const double chord_um =
        std::sqrt(std::max(0.0, rim_um * rim_um - half_um * half_um)) - wafer_.edge_exclusion_mm * 1000;
    half_deg = std::acos(std::clamp(chord_um / radius_um, -1.0, 1.0)) / kDegree;
  }
  QPainterPath path;
  path.arcMoveTo(circle_px(radius_um), mark_deg + half_deg);
  path.arcTo(circle_px(radius_um), mark_deg + half_deg, 360 - 2 * half_deg);
  path.closeSubpath();
  return path;
}

void MapOverlay::draw_fields(QPainter& painter) const {
  const ChipGrid& chips = *wafer_.chips;
  if (!chips.field || chips.field->columns < 1 || chips.field->rows < 1) return;
  constexpr double kLeastField_px = 24;
  if (chips.field->columns * chips.pitch_um.x / view_.um_per_px < kLeastField_px) return;
  QColor faint = ink_;
  faint.setAlphaF(0.35F);
  painter.setPen(thin(faint));
  const QRectF inside = circle_px(wafer_.diameter_mm * 500).intersected(QRectF(QPointF(0, 0), size_));
  const auto between = [](double a, double b) { return (a + b) / 2; };
  for (std::int32_t c = 0; c <= chips.columns; c += chips.field->columns) {
    const double x = view_.to_px({between(chips.column_um(c - 1), chips.column_um(c)), 0}, size_).x();
    if (x >= inside.left() && x <= inside.right())
      painter.drawLine(QPointF(x, inside.top()), QPointF(x, inside.bottom()));
  }
  for (std::int32_t r = 0; r <= chips.rows; r += chips.field->rows) {
    const double y = view_.to_px({0, between(chips.row_um(r - 1), chips.row_um(r))}, size_).y();
    if (y >= inside.top() && y <= inside.bottom())
      painter.drawLine(QPointF(inside.left(), y), QPointF(inside.right(), y));
  }
}

/// Five zones of equal area: a centre, and the rest cut by the diagonals.
void MapOverlay::draw_zones(QPainter& painter) const {
  const double radius_um = wafer_.usable_radius_um();
  const double inner = radius_um / std::sqrt(5.0);
  painter.setPen(thin(ink_, Qt::DotLine));
  painter.drawEllipse(circle_px(inner));
  for (const double deg : {45.0, 135.0, 225.0, 315.0}) {
    const Vec2 way{std::cos(deg * kDegree), std::sin(deg * kDegree)};
    painter.drawLine(view_.to_px(inner * way, size_), view_.to_px(radius_um * way, size_));
  }
}

void MapOverlay::draw_current(QPainter& painter, ChipIndex chip) const {
  const ChipGrid& chips = *wafer_.chips;
  const QPointF centre = view_.to_px(chips.unturned_um(chip), size_);
  const double w = std::max(chips.size_um.x / view_.um_per_px, 6.0) + 4;
  const double h = std::max(chips.size_um.y / view_.um_per_px, 6.0) + 4;
  draw_cross_hairs(painter, QRectF(centre.x() - w / 2, centre.y() - h / 2, w, h), size_);
}

void draw_cross_hairs(QPainter& painter, const QRectF& frame, QSizeF size) {
  const QPointF centre = frame.center();
  painter.save();
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(QColor(0, 0, 0, 200), 4));
  painter.drawRect(frame);
  painter.setPen(QPen(QColor(255, 196, 0), 2));
  painter.drawRect(frame);
  painter.setPen(thin(QColor(255, 196, 0, 150)));
  painter.drawLine(QPointF(0, centre.y()), QPointF(frame.left(), centre.y()));
  painter.drawLine(QPointF(frame.right(), centre.y()), QPointF(size.width(), centre.y()));
  painter.drawLine(QPointF(centre.x(), 0), QPointF(centre.x(), frame.top()));
  painter.drawLine(QPointF(centre.x(), frame.bottom()), QPointF(centre.x(), size.height()));
  painter.restore();
}

QRectF MapOverlay::mesa_px(ChipIndex chip) const {
  const Vec2 half = 0.5 * wafer_.chips->size_um;
  const Vec2 centre = wafer_.chips->unturned_um(chip);
  return {view_.to_px({centre.x - half.x, centre.y + half.y}, size_),
          view_.to_px({centre.x + half.x, centre.y - half.y}, size_)};
}

void MapOverlay::draw_class_frames(QPainter& painter, const GridIndex& grid,
                                   const std::vector<ChipClass>& classes) const {
  const ChipGrid& chips = *wafer_.chips;
  const Vec2 low = view_.to_um({0, size_.height()}, size_), high = view_.to_um({size_.width(), 0}, size_);
  const std::int32_t first = chips.nearest_column(low.x), last = chips.nearest_column(high.x);
  painter.save();
  painter.setBrush(Qt::NoBrush);
  for (std::int32_t row = chips.nearest_row(low.y); row <= chips.nearest_row(high.y); ++row) {
    for (const ChipRun& run : grid.runs_of(row)) {
      for (std::int32_t c = std::max(first, run.begin); c < std::min(last + 1, run.end); ++c) {
        const ChipClass chip_class = classes[run.start + static_cast<std::size_t>(c - run.begin)];
        if (chip_class == ChipClass::good) continue;
        painter.setPen(QPen(QColor::fromRgb(colour_of_rank(rank_of(chip_class))), 2));
        painter.drawRect(mesa_px({c, row}).adjusted(-2, -2, 2, 2));
      }
    }
  }
  painter.restore();
}

void MapOverlay::draw_scale_bar(QPainter& painter) const {
  const double length_um = round_length(std::max(size_.width() * 0.2, 40.0) * view_.um_per_px);
  const double length = length_um / view_.um_per_px;
  const QString text =
      length_um >= 1000 ? QStringLiteral("%1 mm").arg(length_um / 1000) : QStringLiteral("%1 µm").arg(length_um);
  const QPointF right(size_.width() - 16, size_.height() - 16);
  painter.save();
  painter.setPen(Qt::NoPen);
  painter.setBrush(QColor(255, 255, 255, 215));
  const QRectF plate(right.x() - length - 10, right.y() - 28, length + 20, 38);
  painter.drawRoundedRect(plate, 4, 4);
  painter.fillRect(QRectF(right.x() - length, right.y() - 2, length, 4), Qt::black);
  painter.setPen(Qt::black);
  painter.drawText(QRectF(plate.left(), plate.top() + 2, plate.width(), 20), Qt::AlignCenter, text);
  painter.restore();
}

}  // namespace pellucid::gui
