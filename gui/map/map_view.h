/// The wafer map: draws what the session shows, chips turning into the scan's own pixels where they are large enough,
/// pans with the left button, zooms with the wheel about the cursor, picks a chip with a click and a rectangle of chips
/// with Shift. It computes nothing: tiles come from TileCache. Keys: arrows move the chip at hand, + and - zoom, 0
/// shows the whole wafer. Window's thread only.
#pragma once

#include <QWidget>
#include <optional>

#include "gui/map/map_overlay.h"
#include "gui/map/pixel_layer.h"
#include "gui/map/tile_cache.h"
#include "gui/map/viewport.h"
#include "gui/model/session.h"

namespace pellucid::gui {

class MapView : public QWidget {
  Q_OBJECT

 public:
  explicit MapView(Session& session, QWidget* parent = nullptr);

  [[nodiscard]] const Viewport& viewport() const { return view_; }
  void set_viewport(const Viewport& view);
  /// What is said while no wafer is there; empty: that one may be opened.
  void set_hint(const QString& hint);
  void set_overlay(const OverlayOptions& options);
  /// Classes drawn as good, bit r for rank r.
  void set_hidden_ranks(std::uint16_t ranks);
  [[nodiscard]] std::uint16_t hidden_ranks() const { return hidden_ranks_; }
  /// Is every tile of the view drawn?
  [[nodiscard]] bool is_complete() const { return tiles_.is_complete() && pixels_.is_complete(view_, size()); }
  [[nodiscard]] PixelLayer& pixels() { return pixels_; }
  /// Chip under a point of the widget, where one is listed.
  [[nodiscard]] std::optional<ChipIndex> chip_at(QPointF px) const;
  [[nodiscard]] QPointF px_of(ChipIndex chip) const;
  [[nodiscard]] QSize sizeHint() const override { return {900, 800}; }
  [[nodiscard]] QSize minimumSizeHint() const override { return {240, 200}; }

 public Q_SLOTS:
  void fit();
  void zoom_by(double factor);  ///< about the middle; > 1 shows more detail
  void show_current();          ///< moves and zooms so that the chip at hand and its neighbours are seen

 Q_SIGNALS:
  void viewport_changed(const pellucid::gui::Viewport& view);
  /// The chip under the cursor, where one is.
  void hovered(std::optional<pellucid::ChipIndex> chip, pellucid::Vec2 design_um);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void update_source();
  void zoom_about(QPointF px, double factor);
  void move_current(int columns, int rows);
  void pick_rectangle(QRectF px);
  [[nodiscard]] const ChipGrid& grid_design() const { return session_.wafer()->chips(); }

  Session& session_;
  TileCache tiles_;
  PixelLayer pixels_;
  Viewport view_;
  OverlayOptions overlay_;
  QString hint_;
  std::uint16_t hidden_ranks_ = 0;
  bool fitted_ = true;  ///< stays fitted while the window is resized, until somebody zooms or pans
  std::optional<QPointF> pressed_, rectangle_end_;
  Viewport pressed_view_;
  bool dragging_ = false, picking_ = false;
};

}  // namespace pellucid::gui
