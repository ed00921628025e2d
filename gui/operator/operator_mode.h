/// Turns the window into the operator's page and back: menus, tools and panes go, and come again as they were. Window's
/// thread only.
#pragma once

#include <QObject>

class QMainWindow;
class QStackedWidget;

namespace pellucid::gui {

class OperatorPage;

class OperatorMode : public QObject {
  Q_OBJECT

 public:
  OperatorMode(QMainWindow& window, QStackedWidget& pages, OperatorPage& page);

  [[nodiscard]] bool is_on() const { return on_; }
  void set_on(bool on);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;  ///< Esc leaves

 private:
  QMainWindow& window_;
  QStackedWidget& pages_;
  OperatorPage& page_;
  QByteArray layout_;
  int page_before_ = 0;
  Qt::WindowStates states_before_;
  bool on_ = false;
};

}  // namespace pellucid::gui
