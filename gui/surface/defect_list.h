/// The defects as a sortable list, linked with the map: a row that is taken is the defect at hand, and the other way
/// round. Ctrl+C copies what is selected. Window's thread only.
#pragma once

#include <QWidget>

#include "gui/surface/defect_model.h"

class QTableView;

namespace pellucid::gui {

class DefectList : public QWidget {
  Q_OBJECT

 public:
  explicit DefectList(SurfaceSession& session, QWidget* parent = nullptr);
  [[nodiscard]] const DefectModel& model() const { return *model_; }
  [[nodiscard]] QTableView& table() { return *table_; }

 Q_SIGNALS:
  void defect_wanted();  ///< a double click: show it large

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void take_selected();
  void show_current();
  void copy() const;
  void retranslate();

  SurfaceSession& session_;
  DefectModel* model_;
  QTableView* table_;
  QAction* copy_;
};

}  // namespace pellucid::gui
