#include "gui/operator/operator_mode.h"

#include <QDockWidget>
#include <QKeyEvent>
#include <QMainWindow>
#include <QMenuBar>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>

#include "gui/operator/operator_page.h"

namespace pellucid::gui {

OperatorMode::OperatorMode(QMainWindow& window, QStackedWidget& pages, OperatorPage& page)
    : QObject(&window), window_(window), pages_(pages), page_(page) {
  page_.installEventFilter(this);
}

void OperatorMode::set_on(bool on) {
  if (on == on_) return;
  on_ = on;
  if (on) {
    layout_ = window_.saveState();
    page_before_ = pages_.currentIndex();
    states_before_ = window_.windowState();
    for (auto* dock : window_.findChildren<QDockWidget*>()) dock->hide();
    for (auto* bar : window_.findChildren<QToolBar*>(Qt::FindDirectChildrenOnly)) bar->hide();
    pages_.setCurrentWidget(&page_);
    page_.setFocus();
  } else {
    window_.restoreState(layout_);
    pages_.setCurrentIndex(page_before_);
  }
  window_.menuBar()->setVisible(!on);
  window_.statusBar()->setVisible(!on);
  window_.setWindowState(on ? states_before_ | Qt::WindowFullScreen : states_before_);
}

bool OperatorMode::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
    set_on(false);
    return true;
  }
  return QObject::eventFilter(watched, event);
}

}  // namespace pellucid::gui
