/// One of two maps that are compared: a wafer, what is shown of it, and where it comes from. Window's thread only.
#pragma once

#include <QWidget>

#include "gui/map/map_view.h"
#include "gui/model/session.h"

class QLabel;

namespace pellucid::gui {

class CompareSide : public QWidget {
  Q_OBJECT

 public:
  explicit CompareSide(const QString& letter, QWidget* parent = nullptr);

  [[nodiscard]] Session& session() { return session_; }
  [[nodiscard]] MapView& map() { return *map_; }

 Q_SIGNALS:
  void other_result_wanted();

 private:
  void show_title();

  Session session_;
  QString letter_;
  QLabel* title_;
  MapView* map_;
};

}  // namespace pellucid::gui
