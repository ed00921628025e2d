/// A chip's light against the power of the excitation, beside what healthy chips give there; both axes logarithmic.
/// Window's thread only.
#pragma once

#include <QWidget>
#include <vector>

#include "gui/model/chip_facts.h"

class QCustomPlot;

namespace pellucid::gui {

class PowerCurve : public QWidget {
  Q_OBJECT

 public:
  explicit PowerCurve(QWidget* parent = nullptr);
  void show_points(const std::vector<PowerPoint>& points);
  [[nodiscard]] QCustomPlot& plot() { return *plot_; }

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();

  QCustomPlot* plot_;
};

}  // namespace pellucid::gui
