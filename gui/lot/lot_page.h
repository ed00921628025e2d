/// All wafers of a folder at a glance: a small map of each with id, yield and verdict; a double click opens one.
/// Window's thread only.
#pragma once

#include <QWidget>

#include "gui/lot/lot_model.h"

class QComboBox;
class QLabel;
class QListView;
class QPushButton;
class QSortFilterProxyModel;

namespace pellucid::gui {

class LotPage : public QWidget {
  Q_OBJECT

 public:
  explicit LotPage(QWidget* parent = nullptr);

  void show_lot(const QString& root, const std::vector<std::filesystem::path>& results);
  [[nodiscard]] const LotModel& model() const { return model_; }

 Q_SIGNALS:
  void result_wanted(const QString& folder);
  void closed();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void sort();
  void count();
  void retranslate();

  LotModel model_;
  QSortFilterProxyModel* sorted_;
  QListView* list_;
  QComboBox* order_;
  QLabel *title_, *counts_;
  QPushButton* back_;
  QString root_;
  std::vector<std::filesystem::path> results_;
};

}  // namespace pellucid::gui
