/// The legend: classes with their counts, each to be hidden or picked out, or the colour scale of a column. Window's
/// thread only.
#pragma once

#include <QWidget>
#include <cstdint>

#include "gui/model/session.h"

class QLabel;
class QTreeWidget;
class QTreeWidgetItem;

namespace pellucid::gui {

class ColourBar;

class LegendPane : public QWidget {
  Q_OBJECT

 public:
  explicit LegendPane(Session& session, QWidget* parent = nullptr);

 Q_SIGNALS:
  /// Bit r: chips of rank r are to be drawn as good ones.
  void hidden_ranks_changed(std::uint16_t ranks);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void refresh();
  void item_changed();
  void pick_class(QTreeWidgetItem* item);

  Session& session_;
  QLabel* title_;
  QTreeWidget* classes_;
  ColourBar* bar_;
  std::uint16_t hidden_ = 0;
};

}  // namespace pellucid::gui
