/// Chooses a column for a plot; by default the one that the map shows. Window's thread only.
#pragma once

#include <QComboBox>
#include <string>

#include "gui/model/session.h"

namespace pellucid::gui {

class ColumnBox : public QComboBox {
  Q_OBJECT

 public:
  /// `preferred`: shown at first where the wafer has it; empty: follows the map.
  explicit ColumnBox(Session& session, std::string preferred = {}, QWidget* parent = nullptr);

  /// Empty where the wafer has none to plot.
  [[nodiscard]] std::string column() const;
  void set_column(const std::string& name);

 Q_SIGNALS:
  void column_changed();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void fill();
  void tell();

  Session& session_;
  std::string preferred_;
  std::string told_;  ///< the column that was last told of
};

/// "Relative intensity", "PL intensity [e]"
[[nodiscard]] QString axis_title(const WaferResult& wafer, const std::string& column);

}  // namespace pellucid::gui
