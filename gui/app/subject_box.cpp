#include "gui/app/subject_box.h"

#include <QEvent>
#include <algorithm>
#include <array>

#include "gui/app/wording.h"

namespace pellucid::gui {

std::vector<std::string> plottable_columns(const WaferResult& wafer) {
  constexpr std::array<std::string_view, 8> kFirst{
      "relative_intensity", "intensity_e",    "intensity_sigma_e", "nonuniformity",
      "leak_power_w_cm2",   "power_exponent", "peak_nm",           "el_intensity"};
  constexpr std::array<std::string_view, 6> kNever{"column", "row", "x_um", "y_um", "flags", "class"};
  std::vector<std::string> names;
  for (const std::string_view name : kFirst) {
    if (wafer.has(name)) names.emplace_back(name);
  }
  for (const ChipColumnInfo& info : wafer.columns()) {
    if (std::ranges::find(kNever, info.name) == kNever.end() && std::ranges::find(names, info.name) == names.end())
      names.push_back(info.name);
  }
  return names;
}

SubjectBox::SubjectBox(Session& session, QWidget* parent) : QComboBox(parent), session_(session) {
  setSizeAdjustPolicy(QComboBox::AdjustToContents);
  setMinimumContentsLength(18);
  connect(&session_, &Session::opened, this, &SubjectBox::fill);
  connect(&session_, &Session::picture_changed, this, [this] {
    const QSignalBlocker quiet(this);
    setCurrentIndex(findData(session_.subject()));
  });
  connect(this, &QComboBox::activated, this, [this](int index) { session_.show_subject(itemData(index).toString()); });
  fill();
}

void SubjectBox::fill() {
  const QSignalBlocker quiet(this);
  clear();
  setEnabled(session_.wafer() != nullptr);
  setToolTip(tr("What the map shows"));
  setAccessibleName(toolTip());
  addItem(title_of(kClassSubject), QString::fromLatin1(kClassSubject));
  if (!session_.wafer()) return;
  for (const std::string& name : plottable_columns(*session_.wafer()))
    addItem(title_of(name), QString::fromStdString(name));
  setCurrentIndex(findData(session_.subject()));
}

void SubjectBox::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) fill();
  QComboBox::changeEvent(event);
}

}  // namespace pellucid::gui
