#include "gui/map/map_view.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "gui/map/map_image.h"
#include "gui/model/background.h"

namespace pellucid::gui {

MapView::MapView(Session& session, QWidget* parent) : QWidget(parent), session_(session), pixels_(session) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_OpaquePaintEvent);
  setAccessibleName(tr("Wafer map"));
  connect(&tiles_, &TileCache::changed, this, qOverload<>(&QWidget::update));
  connect(&pixels_, &PixelLayer::changed, this, qOverload<>(&QWidget::update));
  connect(&session_, &Session::opened, this, [this] {
    update_source();
    fit();
  });
  connect(&session_, &Session::picture_changed, this, &MapView::update_source);
  connect(&session_, &Session::range_changed, this, &MapView::update_source);
  connect(&session_, &Session::picked_changed, this, &MapView::update_source);
  connect(&session_, &Session::current_changed, this, qOverload<>(&QWidget::update));
}

void MapView::update_source() {
  TileSource source;
  source.picture = session_.picture();
  source.picked = session_.picked();
  source.style.range = session_.range();
  source.style.hidden_ranks = hidden_ranks_;
  source.style.background = palette().color(QPalette::Base).rgb();
  source.style.street = palette().color(QPalette::AlternateBase).rgb();
  tiles_.set_source(source);
  update();
}

void MapView::set_viewport(const Viewport& view) {
  if (view == view_) return;
  fitted_ = false;
  view_ = view;
  update();
  Q_EMIT viewport_changed(view_);
}

void MapView::set_hint(const QString& hint) {
  hint_ = hint;
  update();
}

void MapView::set_overlay(const OverlayOptions& options) {
  overlay_ = options;
  update();
}

void MapView::set_hidden_ranks(std::uint16_t ranks) {
  hidden_ranks_ = ranks;
  update_source();
}

void MapView::fit() {
  if (!session_.wafer()) return;
  set_viewport(whole_wafer(*session_.wafer(), size()));
  fitted_ = true;
}

void MapView::zoom_by(double factor) {
  zoom_about(QPointF(width() / 2.0, height() / 2.0), factor);
}

void MapView::zoom_about(QPointF px, double factor) {
  if (!session_.wafer()) return;
  const Vec2 fixed = view_.to_um(px, size());
  const double least = std::min(grid_design().pitch_um.x, grid_design().pitch_um.y) / 400;
  Viewport view = view_;
  view.um_per_px = std::clamp(view_.um_per_px / factor, least, 2 * whole_wafer(*session_.wafer(), size()).um_per_px);
  const Vec2 moved = view.to_um(px, size());
  view.centre_um = view.centre_um + fixed - moved;
  set_viewport(view);
}

void MapView::show_current() {
  if (!session_.current()) return;
  const ChipIndex chip = session_.wafer()->grid().chip(*session_.current());
  constexpr double kChipsAcross = 12;
  Viewport view{grid_design().unturned_um(chip), view_.um_per_px};
  const double wanted =
      kChipsAcross * std::max(grid_design().pitch_um.x, grid_design().pitch_um.y) / std::min(width(), height());
  view.um_per_px = std::min(view.um_per_px, wanted);
  set_viewport(view);
}

std::optional<ChipIndex> MapView::chip_at(QPointF px) const {
  if (!session_.wafer()) return std::nullopt;
  const Vec2 um = view_.to_um(px, size());
  const ChipIndex chip{grid_design().nearest_column(um.x), grid_design().nearest_row(um.y)};
  if (!session_.wafer()->grid().table_row(chip)) return std::nullopt;
  return chip;
}

QPointF MapView::px_of(ChipIndex chip) const {
  return view_.to_px(grid_design().unturned_um(chip), size());
}

void MapView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  if (!session_.wafer()) {
    painter.fillRect(rect(), palette().base());
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap,
                     hint_.isEmpty() ? tr("Open a result or a scan folder,\nor drop one here") : hint_);
    return;
  }
  if (!session_.picture()) painter.fillRect(rect(), palette().base());
  tiles_.paint(painter, view_, size(), devicePixelRatioF());
  const MapOverlay overlay(session_.wafer()->summary().wafer, view_, size(), palette().color(QPalette::Text));
  if (pixels_.opacity(view_) > 0) {
    pixels_.paint(painter, view_, size());
    overlay.draw_class_frames(painter, session_.wafer()->grid(), session_.classes());
  }
  overlay.draw(painter, overlay_);
  if (session_.current()) overlay.draw_current(painter, session_.wafer()->grid().chip(*session_.current()));
  overlay.draw_scale_bar(painter);
  if (picking_ && pressed_ && rectangle_end_) {
    painter.setPen(QPen(QColor(255, 196, 0), 1, Qt::DashLine));
    painter.setBrush(QColor(255, 196, 0, 40));
    painter.drawRect(QRectF(*pressed_, *rectangle_end_).normalized());
  }
}

void MapView::resizeEvent(QResizeEvent*) {
  if (fitted_) fit();
}

void MapView::wheelEvent(QWheelEvent* event) {
  constexpr double kNotch = 120;
  zoom_about(event->position(), std::pow(1.25, event->angleDelta().y() / kNotch));
  event->accept();
}

void MapView::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || !session_.wafer()) return;
  pressed_ = event->position();
  pressed_view_ = view_;
  dragging_ = false;
  picking_ = event->modifiers().testFlag(Qt::ShiftModifier);
}

void MapView::mouseMoveEvent(QMouseEvent* event) {
  const QPointF at = event->position();
  if (pressed_ && picking_) {
    rectangle_end_ = at;
    update();
  } else if (pressed_) {
    const QPointF way = at - *pressed_;
    if (!dragging_ && way.manhattanLength() < QApplication::startDragDistance()) return;
    dragging_ = true;
    setCursor(Qt::ClosedHandCursor);
    Viewport view = pressed_view_;
    view.centre_um = view.centre_um - Vec2{way.x() * view.um_per_px, -way.y() * view.um_per_px};
    set_viewport(view);
  }
  if (session_.wafer()) Q_EMIT hovered(chip_at(at), view_.to_um(at, size()));
}

void MapView::mouseReleaseEvent(QMouseEvent* event) {
  if (!pressed_) return;
  unsetCursor();
  if (picking_) {
    if (rectangle_end_) pick_rectangle(QRectF(*pressed_, *rectangle_end_).normalized());
  } else if (!dragging_) {
    const auto chip = chip_at(event->position());
    session_.set_current(chip ? session_.wafer()->grid().table_row(*chip) : std::nullopt);
  }
  pressed_.reset();
  rectangle_end_.reset();
  picking_ = dragging_ = false;
  update();
}

void MapView::mouseDoubleClickEvent(QMouseEvent* event) {
  if (const auto chip = chip_at(event->position())) {
    session_.set_current(session_.wafer()->grid().table_row(*chip));
    show_current();
  }
}

void MapView::leaveEvent(QEvent*) {
  Q_EMIT hovered(std::nullopt, {});
}

void MapView::pick_rectangle(QRectF px) {
  const Vec2 low = view_.to_um(px.bottomLeft(), size());
  const Vec2 high = view_.to_um(px.topRight(), size());
  const ChipIndex first{grid_design().nearest_column(low.x), grid_design().nearest_row(low.y)};
  const ChipIndex last{grid_design().nearest_column(high.x), grid_design().nearest_row(high.y)};
  in_background(
      this, reading_pool(),
      [wafer = session_.wafer(), first, last] {
        return std::make_shared<const ChipSet>(wafer->grid().chips_in(first, last));
      },
      [this, wafer = session_.wafer()](std::shared_ptr<const ChipSet> chips) {
        if (wafer == session_.wafer()) session_.pick(std::move(chips));
      });
}

void MapView::move_current(int columns, int rows) {
  if (!session_.wafer() || !session_.current()) return;
  ChipIndex chip = session_.wafer()->grid().chip(*session_.current());
  chip.column += columns;
  chip.row += rows;
  if (const auto row = session_.wafer()->grid().table_row(chip)) session_.set_current(row);
  if (!QRectF(rect()).adjusted(20, 20, -20, -20).contains(px_of(chip)))
    set_viewport({grid_design().unturned_um(chip), view_.um_per_px});
}

void MapView::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Left:
      return move_current(-1, 0);
    case Qt::Key_Right:
      return move_current(1, 0);
    case Qt::Key_Up:
      return move_current(0, 1);
    case Qt::Key_Down:
      return move_current(0, -1);
    case Qt::Key_Escape:
      session_.pick({});
      session_.set_current(std::nullopt);
      return;
    default:
      QWidget::keyPressEvent(event);
  }
}

void MapView::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) update_source();
  QWidget::changeEvent(event);
}

}  // namespace pellucid::gui
