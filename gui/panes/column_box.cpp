#include "gui/panes/column_box.h"

#include <QEvent>

#include "gui/app/subject_box.h"
#include "gui/app/wording.h"

namespace pellucid::gui {

ColumnBox::ColumnBox(Session& session, std::string preferred, QWidget* parent)
    : QComboBox(parent), session_(session), preferred_(std::move(preferred)) {
  setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  setMinimumContentsLength(16);
  connect(&session_, &Session::opened, this, [this] {
    fill();
    told_ = column();
    Q_EMIT column_changed();  // of another wafer
  });
  connect(&session_, &Session::picture_changed, this, &ColumnBox::tell);
  connect(this, &QComboBox::currentIndexChanged, this, [this] {
    setToolTip(currentText());
    tell();
  });
  fill();
}

void ColumnBox::fill() {
  const QSignalBlocker quiet(this);
  const QString before = currentData().toString();
  clear();
  setEnabled(session_.wafer() != nullptr);
  addItem(tr("As the map"), QString());
  if (!session_.wafer()) return;
  for (const std::string& name : plottable_columns(*session_.wafer()))
    addItem(title_of(name), QString::fromStdString(name));
  const int kept = findData(before.isEmpty() ? QString::fromStdString(preferred_) : before);
  setCurrentIndex(std::max(kept, 0));
}

std::string ColumnBox::column() const {
  if (!session_.wafer()) return {};
  const std::string chosen = currentData().toString().toStdString();
  if (!chosen.empty()) return chosen;
  const std::string subject = session_.subject().toStdString();
  if (subject != kClassSubject) return subject;
  const std::vector<std::string> columns = plottable_columns(*session_.wafer());
  return columns.empty() ? std::string() : columns.front();
}

void ColumnBox::set_column(const std::string& name) {
  const int index = findData(QString::fromStdString(name));
  if (index >= 0) setCurrentIndex(index);
}

void ColumnBox::tell() {
  const std::string now = column();
  if (now == told_) return;
  told_ = now;
  Q_EMIT column_changed();
}

void ColumnBox::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) fill();
  QComboBox::changeEvent(event);
}

QString axis_title(const WaferResult& wafer, const std::string& column) {
  const QString unit = unit_text(wafer.units_of(column));
  return unit.isEmpty() ? title_of(column) : QStringLiteral("%1 [%2]").arg(title_of(column), unit);
}

}  // namespace pellucid::gui
