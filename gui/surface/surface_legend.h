/// What the map of a wafer without chips shows: the plane's colours with their ends, and the classes of defects with
/// their counts; an unchecked class is drawn nowhere and listed nowhere. Window's thread only.
#pragma once

#include <QWidget>

#include "gui/surface/surface_session.h"

class QTreeWidget;

namespace pellucid::gui {

class SurfaceLegend : public QWidget {
  Q_OBJECT

 public:
  explicit SurfaceLegend(SurfaceSession& session, QWidget* parent = nullptr);
  [[nodiscard]] QTreeWidget& classes() { return *classes_; }

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void refresh();
  void item_changed();

  SurfaceSession& session_;
  QTreeWidget* classes_;
};

}  // namespace pellucid::gui
