/// The picture of two columns: density in steps of colour, points of rare classes and of picked chips over it. The left
/// button draws a lasso, or clicks a chip; the right or middle one moves the view; the wheel zooms about the cursor, on
/// an axis along it alone; a double click shows all. Window's thread only.
#pragma once

#include <QPolygonF>
#include <QWidget>
#include <array>
#include <optional>

#include "gui/model/scatter.h"

class QCPColorMap;
class QCPCurve;
class QCPGraph;
class QCPLayer;
class QCustomPlot;
class QMouseEvent;
class QWheelEvent;

namespace pellucid::gui {

class ScatterPlot : public QWidget {
  Q_OBJECT

 public:
  explicit ScatterPlot(QWidget* parent = nullptr);

  void set_titles(const QString& x, const QString& y);
  void set_rect(const ValueRect& rect);  ///< rect_changed() follows
  void show_view(const ScatterView& view);
  void set_current(std::optional<QPointF> place);
  void clear();

  [[nodiscard]] ValueRect rect() const;
  [[nodiscard]] QSize size_px() const;  ///< of the picture
  [[nodiscard]] QPointF px_of(QPointF values) const;
  [[nodiscard]] QCustomPlot& plot() { return *plot_; }
  [[nodiscard]] QSize minimumSizeHint() const override { return {200, 90}; }

 Q_SIGNALS:
  void rect_changed();
  void lasso_drawn(const QPolygonF& values);
  void clicked(QPointF values, QSizeF values_per_px);
  void fit_wanted();

 protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void press(QMouseEvent* event);
  void move(QMouseEvent* event);
  void release(QMouseEvent* event);
  void scroll(QWheelEvent* event);
  void restyle();
  [[nodiscard]] QPointF values_at(QPointF px) const;
  QCPGraph* add_points();

  QCustomPlot* plot_;
  QCPColorMap* density_;
  std::array<QCPGraph*, 14> points_{};
  QCPGraph *picked_, *current_;
  QCPCurve* lasso_;
  QCPLayer* drawn_;     ///< lasso and chip at hand
  QPolygonF drawn_px_;  ///< of the lasso
  std::optional<QPointF> moved_px_;
};

}  // namespace pellucid::gui
