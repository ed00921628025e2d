#include "gui/surface/surface_map.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <algorithm>
#include <array>
#include <cmath>

namespace pellucid::gui {
namespace {

/// Keys that the map has of its own, also where the window has an action for them.
constexpr std::array kKeys{Qt::Key_0, Qt::Key_Plus, Qt::Key_Minus, Qt::Key_Escape};

}  // namespace

SurfaceMap::SurfaceMap(SurfaceSession& session, QWidget* parent) : QWidget(parent), session_(session) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_OpaquePaintEvent);
  connect(&session_, &SurfaceSession::opened, this, &SurfaceMap::fit);
  connect(&session_, &SurfaceSession::image_changed, this, qOverload<>(&QWidget::update));
  connect(&session_, &SurfaceSession::hidden_changed, this, qOverload<>(&QWidget::update));
  connect(&session_, &SurfaceSession::current_changed, this, &SurfaceMap::keep_current_seen);
}

void SurfaceMap::set_viewport(const Viewport& view) {
  fitted_ = false;
  view_ = view;
  update();
}

void SurfaceMap::fit() {
  if (session_.result()) set_viewport(whole_surface(*session_.result(), size()));
  fitted_ = true;
  update();
}

void SurfaceMap::zoom_by(double factor) {
  zoom_about(QPointF(width() / 2.0, height() / 2.0), factor);
}

void SurfaceMap::zoom_about(QPointF px, double factor) {
  if (!session_.result()) return;
  constexpr double kFinest_um = 0.05;
  const Vec2 fixed = view_.to_um(px, size());
  Viewport view = view_;
  view.um_per_px =
      std::clamp(view_.um_per_px / factor, kFinest_um, 2 * whole_surface(*session_.result(), size()).um_per_px);
  view.centre_um = view.centre_um + fixed - view.to_um(px, size());
  set_viewport(view);
}

void SurfaceMap::set_zones(bool on) {
  zones_ = on;
  update();
}

QPointF SurfaceMap::px_of(std::size_t defect) const {
  return view_.to_px(middle_of(session_.result()->defects()[defect]), size());
}

std::optional<std::size_t> SurfaceMap::defect_at(QPointF px) const {
  if (!session_.result()) return {};
  constexpr double kNear_px = 3;
  std::optional<std::size_t> best;
  double nearest = 0;
  for (std::size_t i = 0; i < session_.result()->defects().size(); ++i) {
    const SurfaceDefect& d = session_.result()->defects()[i];
    if (!mark_px(d, view_, size()).adjusted(-kNear_px, -kNear_px, kNear_px, kNear_px).contains(px)) continue;
    const QPointF way = px_of(i) - px;
    const double distance = std::hypot(way.x(), way.y());
    if (!session_.is_shown(i) || (best && distance >= nearest)) continue;
    best = i;
    nearest = distance;
  }
  return best;
}

void SurfaceMap::show_current() {
  if (!session_.current()) return;
  const SurfaceDefect& d = session_.result()->defects()[*session_.current()];
  constexpr double kRoom = 6;  // defects of this size side by side
  const double wanted = std::max(kRoom * reach_of(d), 20 * session_.result()->grid().cell_um / 2) /
                        std::max(1, std::min(width(), height()));
  set_viewport({middle_of(d), std::min(view_.um_per_px, wanted)});
}

void SurfaceMap::keep_current_seen() {
  update();
  if (!session_.current()) return;
  if (!QRectF(rect()).adjusted(20, 20, -20, -20).contains(px_of(*session_.current())))
    set_viewport({middle_of(session_.result()->defects()[*session_.current()]), view_.um_per_px});
}

void SurfaceMap::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  if (!session_.result()) return painter.fillRect(rect(), palette().base());
  SurfaceStyle style;
  style.ink = palette().color(QPalette::Text);
  style.base = palette().color(QPalette::Base);
  style.hidden = session_.hidden();
  style.zones = zones_;
  draw_surface(painter, *session_.result(), session_.image(), style, view_, size());
  if (session_.current())
    draw_current_defect(painter, session_.result()->defects()[*session_.current()], view_, size());
}

void SurfaceMap::resizeEvent(QResizeEvent*) {
  if (fitted_) fit();
}

void SurfaceMap::wheelEvent(QWheelEvent* event) {
  constexpr double kNotch = 120;
  zoom_about(event->position(), std::pow(1.25, event->angleDelta().y() / kNotch));
  event->accept();
}

void SurfaceMap::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || !session_.result()) return;
  pressed_ = event->position();
  pressed_view_ = view_;
  dragging_ = false;
}

void SurfaceMap::mouseMoveEvent(QMouseEvent* event) {
  const QPointF at = event->position();
  if (pressed_) {
    const QPointF way = at - *pressed_;
    if (!dragging_ && way.manhattanLength() < QApplication::startDragDistance()) return;
    dragging_ = true;
    setCursor(Qt::ClosedHandCursor);
    Viewport view = pressed_view_;
    view.centre_um = view.centre_um - Vec2{way.x() * view.um_per_px, -way.y() * view.um_per_px};
    set_viewport(view);
  }
  if (session_.result()) Q_EMIT hovered(view_.to_um(at, size()));
}

void SurfaceMap::mouseReleaseEvent(QMouseEvent* event) {
  if (!pressed_) return;
  unsetCursor();
  if (!dragging_) session_.set_current(defect_at(event->position()));
  pressed_.reset();
  dragging_ = false;
}

void SurfaceMap::mouseDoubleClickEvent(QMouseEvent* event) {
  if (const auto defect = defect_at(event->position())) {
    session_.set_current(defect);
    show_current();
  }
}

void SurfaceMap::leaveEvent(QEvent*) {
  Q_EMIT hovered(std::nullopt);
}

bool SurfaceMap::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride &&
      std::ranges::find(kKeys, static_cast<QKeyEvent*>(event)->key()) != kKeys.end()) {
    event->accept();
    return true;
  }
  return QWidget::event(event);
}

void SurfaceMap::keyPressEvent(QKeyEvent* event) {
  constexpr double kStep = 1.5;
  switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Up:
      return session_.step(-1);
    case Qt::Key_Right:
    case Qt::Key_Down:
      return session_.step(1);
    case Qt::Key_Escape:
      return session_.set_current({});
    case Qt::Key_0:
      return fit();
    case Qt::Key_Plus:
      return zoom_by(kStep);
    case Qt::Key_Minus:
      return zoom_by(1 / kStep);
    default:
      QWidget::keyPressEvent(event);
  }
}

}  // namespace pellucid::gui
