/// Two columns against each other, chips to be picked out with a lasso. Window's thread only.
#pragma once

#include <QTimer>
#include <QWidget>

#include "gui/model/scatter.h"
#include "gui/model/session.h"

class QLabel;
class QToolButton;

namespace pellucid::gui {

class ColumnBox;
class ScatterPlot;

class ScatterPane : public QWidget {
  Q_OBJECT

 public:
  explicit ScatterPane(Session& session, QWidget* parent = nullptr);
  [[nodiscard]] ScatterPlot& plot() { return *plot_; }
  [[nodiscard]] ColumnBox& x_columns() { return *x_columns_; }
  [[nodiscard]] ColumnBox& y_columns() { return *y_columns_; }
  /// Is the picture that of the columns and the view asked for?
  [[nodiscard]] bool is_complete() const { return input_.x && drawing_ == drawn_ && !redraw_.isActive(); }
  [[nodiscard]] QSize sizeHint() const override { return {900, 260}; }

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  void retranslate();
  void read();
  void draw();
  void show_current();
  void show_correlation();
  void pick_inside(const QPolygonF& lasso);
  void take_nearest(QPointF place, QSizeF values_per_px);

  Session& session_;
  ColumnBox *x_columns_, *y_columns_;
  ScatterPlot* plot_;
  QLabel *x_title_, *y_title_, *told_;
  QToolButton* fit_;
  QTimer redraw_;       ///< once for all changes of one moment
  ScatterInput input_;  ///< x is null until both columns are read
  ValueRect natural_;
  std::optional<Correlation> correlation_;
  bool stale_ = true;  ///< columns are read when somebody looks
  quint64 reading_ = 0, drawing_ = 0, drawn_ = 0;
};

}  // namespace pellucid::gui
