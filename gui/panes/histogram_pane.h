/// The histogram of a column and what limits on it would do to the yield. Window's thread only.
#pragma once

#include <QWidget>

#include "gui/model/distribution.h"
#include "gui/model/session.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QToolButton;

namespace pellucid::gui {

class ColumnBox;
class HistogramPlot;

class HistogramPane : public QWidget {
  Q_OBJECT

 public:
  explicit HistogramPane(Session& session, QWidget* parent = nullptr);
  [[nodiscard]] HistogramPlot& plot() { return *plot_; }
  [[nodiscard]] ColumnBox& columns() { return *columns_; }
  [[nodiscard]] QSize sizeHint() const override { return {900, 260}; }

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  friend class LimitsSet;
  struct Limits {
    double lower = 0, upper = 0;
    friend bool operator==(const Limits&, const Limits&) = default;
  };
  /// The limits are what a person wanted: one step of the history. `stepwise`: more of the same may follow at once.
  void settle(bool stepwise);
  void set_limits(const std::string& column, const Limits& limits);
  void make_controls();
  void retranslate();
  void recount();
  void count_picked();
  void show_limits();
  void show_effect();
  void colour_by_limits();
  void pick_range(double low, double high, bool outside);

  Session& session_;
  ColumnBox* columns_;
  HistogramPlot* plot_;
  QComboBox* parts_;
  QCheckBox* log_;
  QDoubleSpinBox *lower_, *upper_;
  QToolButton *fit_, *colours_, *pick_;
  QLabel *lower_title_, *upper_title_, *effect_;
  FloatColumn values_;  ///< of the column shown; null until they are read
  std::shared_ptr<const Distribution> distribution_;
  std::shared_ptr<const std::vector<ChipClass>> counted_classes_;  ///< of a trial; null: the result's own
  bool stale_ = false;                                             ///< the column is read when somebody looks
  Limits settled_;                                                 ///< of the column shown, as the history has them
  std::optional<Limits> wanted_;                                   ///< of a column that is still being read
  quint64 counting_ = 0, picking_ = 0;
};

}  // namespace pellucid::gui
