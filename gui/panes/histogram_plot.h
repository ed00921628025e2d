/// A histogram with two limits to be dragged: bars of good chips and of others, picked chips over them. The wheel zooms
/// about the cursor, a drag beside the limits moves the view, a double click picks out what lies under it. It counts in
/// a Distribution, so that every zoom has bars of its own. Window's thread only.
#pragma once

#include <QWidget>
#include <cstdint>
#include <memory>

#include "gui/model/distribution.h"

class QCustomPlot;
class QCPGraph;
class QCPItemRect;
class QCPItemStraightLine;
class QMouseEvent;

namespace pellucid::gui {

class HistogramPlot : public QWidget {
  Q_OBJECT

 public:
  enum class Parts : std::uint8_t { outlined, stacked, together };

  explicit HistogramPlot(QWidget* parent = nullptr);

  /// Null: nothing is shown. The view and the limits are set to where the values lie, or kept.
  void set_distribution(std::shared_ptr<const Distribution> distribution, const QString& title, bool keep_view);
  void set_picked(std::shared_ptr<const SortedValues> picked);  ///< may be null
  void set_parts(Parts parts);
  void set_log_counts(bool log);
  void set_limits(double lower, double upper);
  void fit();

  [[nodiscard]] double lower() const { return lower_; }
  [[nodiscard]] double upper() const { return upper_; }
  [[nodiscard]] double bar_width() const;
  [[nodiscard]] QCustomPlot& plot() { return *plot_; }
  [[nodiscard]] QSize minimumSizeHint() const override { return {200, 90}; }

 Q_SIGNALS:
  void limits_changed();
  void limit_dropped();  ///< one that was dragged
  /// Values in [low, high] were double-clicked.
  void range_chosen(double low, double high);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  enum class Held : std::uint8_t { nothing, lower, upper, view };
  void press(QMouseEvent* event);
  void move(QMouseEvent* event);
  void choose(QMouseEvent* event);
  void scroll(class QWheelEvent* event);
  [[nodiscard]] Held limit_at(double x_px) const;
  void restyle();
  void redraw();
  void place_limits();

  QCustomPlot* plot_;
  QCPGraph *good_, *others_, *picked_graph_;
  QCPItemStraightLine *lower_line_, *upper_line_;
  QCPItemRect *lower_shade_, *upper_shade_;
  std::shared_ptr<const Distribution> distribution_;
  std::shared_ptr<const SortedValues> picked_;
  Parts parts_ = Parts::outlined;
  double lower_ = 0, upper_ = 1;
  Held held_ = Held::nothing;
  double held_px_ = 0;
};

}  // namespace pellucid::gui
