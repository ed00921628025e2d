/// Every key of the window, read off its actions, so that none is missing; and what the map's mouse does. Window's
/// thread only.
#pragma once

#include <QDialog>
#include <QList>

class QAction;
class QTextBrowser;

namespace pellucid::gui {

class ShortcutsDialog : public QDialog {
  Q_OBJECT

 public:
  /// `actions` live as long as the dialog.
  explicit ShortcutsDialog(const QList<QAction*>& actions, QWidget* parent = nullptr);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();

  QList<QAction*> actions_;
  QTextBrowser* text_;
};

/// Version, what it is, licences of what it stands on.
void show_about(QWidget* parent);

}  // namespace pellucid::gui
