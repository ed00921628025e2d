/// A recipe as a form made from the table of its fields: value, what the open wafer was judged by, default, unit, and
/// the explanation of the field at hand. Window's thread only.
#pragma once

#include <QWidget>
#include <optional>
#include <vector>

#include "recipe/schema.h"

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace pellucid::gui {

class RecipeForm : public QWidget {
  Q_OBJECT

 public:
  explicit RecipeForm(QWidget* parent = nullptr);

  [[nodiscard]] const Recipe& recipe() const { return recipe_; }
  void set_recipe(const Recipe& recipe);
  /// What changes are marked against; none: the defaults.
  void set_reference(const std::optional<Recipe>& reference);

 Q_SIGNALS:
  void changed();  ///< by a person

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void fill();
  void refresh();
  void edited(QTreeWidgetItem* item, int column);
  void explain();
  void reset_current();
  void filter();
  [[nodiscard]] const Recipe& reference() const { return reference_ ? *reference_ : defaults_; }
  [[nodiscard]] const RecipeField* field_of(const QTreeWidgetItem* item) const;

  const Recipe defaults_{};
  Recipe recipe_;
  std::optional<Recipe> reference_;
  QLineEdit* search_;
  QCheckBox* only_changed_;
  QTreeWidget* tree_;
  QLabel* explanation_;
  QPushButton* reset_;
  std::vector<QTreeWidgetItem*> items_;  ///< one a field, in the table's order
};

}  // namespace pellucid::gui
