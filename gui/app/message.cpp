#include "gui/app/message.h"

#include <QMessageBox>

namespace pellucid::gui {

void tell_problem(QWidget* parent, const QString& title, const QString& what) {
  auto* box = new QMessageBox(QMessageBox::Warning, title, what, QMessageBox::Ok, parent);
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->setTextFormat(Qt::PlainText);
  box->setTextInteractionFlags(Qt::TextSelectableByMouse);
  box->open();
}

}  // namespace pellucid::gui
