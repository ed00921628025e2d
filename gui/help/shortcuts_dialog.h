/// Every key of the window, read off its actions, so that none is missing; and what the map's mouse does. Window's
/// thread only.
#pragma once

#include <QDialog>
#include <QList>

class QAction;

namespace pellucid::gui {

class ShortcutsDialog : public QDialog {
  Q_OBJECT

 public:
  explicit ShortcutsDialog(const QList<QAction*>& actions, QWidget* parent = nullptr);
};

/// Version, what it is, licences of what it stands on.
void show_about(QWidget* parent);

}  // namespace pellucid::gui
