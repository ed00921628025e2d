/// A chip's values as a table, in groups. Window's thread only.
#pragma once

#include <QTreeWidget>

#include "gui/model/chip_facts.h"

namespace pellucid::gui {

class FactsView : public QTreeWidget {
  Q_OBJECT

 public:
  explicit FactsView(QWidget* parent = nullptr);
  void show_facts(const ChipFacts& facts);

 private:
  void add_group(const FactGroup& group);
};

}  // namespace pellucid::gui
