/// Why a chip was judged as it was: each comparison with its value and its limit, the one that decided first. Window's
/// thread only.
#pragma once

#include <QWidget>

#include "inspection/explain.h"

class QLabel;
class QTreeWidget;

namespace pellucid::gui {

class ReasonsView : public QWidget {
  Q_OBJECT

 public:
  explicit ReasonsView(QWidget* parent = nullptr);
  void show_findings(const std::vector<Finding>& findings);
  /// In place of findings.
  void show_problem(const QString& what);
  [[nodiscard]] QTreeWidget& findings() { return *findings_; }

 private:
  QLabel* problem_;
  QTreeWidget* findings_;
};

}  // namespace pellucid::gui
