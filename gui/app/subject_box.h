/// Chooses what the map shows: the class, or any column of the open wafer. Window's thread only.
#pragma once

#include <QComboBox>

#include "gui/model/session.h"

namespace pellucid::gui {

class SubjectBox : public QComboBox {
  Q_OBJECT

 public:
  explicit SubjectBox(Session& session, QWidget* parent = nullptr);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void fill();

  Session& session_;
};

/// Columns of a wafer that a person would look at as a map or a plot, in a useful order.
[[nodiscard]] std::vector<std::string> plottable_columns(const WaferResult& wafer);

}  // namespace pellucid::gui
