/// Messages that do not stop the window: a box over it that goes when it is read. Window's thread only.
#pragma once

#include <QString>

class QWidget;

namespace pellucid::gui {

void tell_problem(QWidget* parent, const QString& title, const QString& what);

}  // namespace pellucid::gui
