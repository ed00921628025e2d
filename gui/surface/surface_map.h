/// The map of a wafer without chips: pans by drag, zooms about the cursor by the wheel, takes a defect with a click,
/// zooms in on it with two. Keys: arrows step through the defects, + and - zoom, 0 shows the whole wafer. Window's
/// thread only.
#pragma once

#include <QWidget>
#include <optional>

#include "gui/surface/surface_drawing.h"
#include "gui/surface/surface_session.h"

namespace pellucid::gui {

class SurfaceMap : public QWidget {
  Q_OBJECT

 public:
  explicit SurfaceMap(SurfaceSession& session, QWidget* parent = nullptr);

  [[nodiscard]] const Viewport& viewport() const { return view_; }
  void set_viewport(const Viewport& view);
  /// The shown defect under a point, the nearest where there are several.
  [[nodiscard]] std::optional<std::size_t> defect_at(QPointF px) const;
  [[nodiscard]] QPointF px_of(std::size_t defect) const;
  [[nodiscard]] bool shows_zones() const { return zones_; }
  [[nodiscard]] QSize sizeHint() const override { return {800, 700}; }
  [[nodiscard]] QSize minimumSizeHint() const override { return {240, 200}; }

 public Q_SLOTS:
  void fit();
  void zoom_by(double factor);  ///< about the middle
  void show_current();          ///< moves and zooms so that the defect at hand and its surroundings are seen
  void set_zones(bool on);

 Q_SIGNALS:
  void hovered(std::optional<pellucid::Vec2> place_um);

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void zoom_about(QPointF px, double factor);
  void keep_current_seen();

  SurfaceSession& session_;
  Viewport view_;
  bool fitted_ = true;  ///< stays fitted while the window is resized, until somebody zooms or pans
  bool zones_ = false, dragging_ = false;
  std::optional<QPointF> pressed_;
  Viewport pressed_view_;
};

}  // namespace pellucid::gui
