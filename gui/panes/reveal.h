/// Brings a pane to the front, where something happens in it that a person must see. Window's thread only.
#pragma once

#include <QDockWidget>

namespace pellucid::gui {

inline void reveal(QWidget& pane) {
  auto* dock = qobject_cast<QDockWidget*>(pane.parentWidget());
  if (dock == nullptr || pane.isVisible()) return;
  dock->show();
  dock->raise();
}

}  // namespace pellucid::gui
