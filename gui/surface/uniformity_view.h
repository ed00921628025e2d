/// How even the light of a wafer without chips is: its mean against the distance from the middle, and the five zones.
/// Window's thread only.
#pragma once

#include <QWidget>

#include "gui/surface/surface_session.h"

class QCustomPlot;
class QTreeWidget;

namespace pellucid::gui {

class UniformityView : public QWidget {
  Q_OBJECT

 public:
  explicit UniformityView(SurfaceSession& session, QWidget* parent = nullptr);
  [[nodiscard]] QCustomPlot& plot() { return *plot_; }
  [[nodiscard]] QTreeWidget& zones() { return *zones_; }

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void refresh();
  void show_zones(const SurfaceUniformity& uniformity);

  SurfaceSession& session_;
  QCustomPlot* plot_;
  QTreeWidget* zones_;
};

}  // namespace pellucid::gui
