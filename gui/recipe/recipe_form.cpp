#include "gui/recipe/recipe_form.h"

#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <map>

#include "gui/app/wording.h"
#include "gui/recipe/field_text.h"

namespace pellucid::gui {
namespace {

enum Column { kKey, kValue, kReference, kDefault, kUnit };

/// Only values are edited.
class ValueDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    return index.column() == kValue ? QStyledItemDelegate::createEditor(parent, option, index) : nullptr;
  }
};

QString shown(const QString& text) {
  return text.isEmpty() ? QStringLiteral("–") : text;
}

}  // namespace

RecipeForm::RecipeForm(QWidget* parent)
    : QWidget(parent),
      search_(new QLineEdit),
      only_changed_(new QCheckBox),
      tree_(new QTreeWidget),
      explanation_(new QLabel),
      reset_(new QPushButton) {
  auto* top = new QHBoxLayout;
  top->addWidget(search_, 1);
  top->addWidget(only_changed_);
  auto* bottom = new QHBoxLayout;
  bottom->addWidget(explanation_, 1);
  bottom->addWidget(reset_, 0, Qt::AlignTop);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addLayout(top);
  layout->addWidget(tree_, 1);
  layout->addLayout(bottom);
  search_->setClearButtonEnabled(true);
  tree_->setItemDelegate(new ValueDelegate(tree_));
  tree_->setColumnCount(5);
  tree_->setAlternatingRowColors(true);
  tree_->setIndentation(12);
  tree_->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                         QAbstractItemView::AnyKeyPressed | QAbstractItemView::SelectedClicked);
  explanation_->setWordWrap(true);
  explanation_->setMinimumHeight(explanation_->fontMetrics().lineSpacing() * 4);
  explanation_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  explanation_->setTextFormat(Qt::RichText);
  fill();
  connect(tree_, &QTreeWidget::itemChanged, this, &RecipeForm::edited);
  connect(tree_, &QTreeWidget::currentItemChanged, this, &RecipeForm::explain);
  connect(reset_, &QPushButton::clicked, this, &RecipeForm::reset_current);
  connect(search_, &QLineEdit::textChanged, this, &RecipeForm::filter);
  connect(only_changed_, &QCheckBox::toggled, this, &RecipeForm::filter);
}

void RecipeForm::fill() {
  const QSignalBlocker quiet(tree_);
  tree_->clear();
  items_.clear();
  tree_->setHeaderLabels({tr("Key"), tr("Value"), tr("Wafer's"), tr("Default"), tr("Unit")});
  search_->setPlaceholderText(tr("Search keys and explanations"));
  only_changed_->setText(tr("Changed only"));
  reset_->setText(tr("Reset to default"));
  std::map<std::string_view, QTreeWidgetItem*> sections;
  for (const RecipeField& field : recipe_fields()) {
    QTreeWidgetItem*& section = sections[field.section];
    if (section == nullptr) {
      const QString title = field.section.empty() ? tr("recipe") : QString::fromStdString(std::string(field.section));
      section = new QTreeWidgetItem(tree_, {title});
      section->setFlags(Qt::ItemIsEnabled);
      section->setFirstColumnSpanned(true);
      QFont font = section->font(kKey);
      font.setBold(true);
      section->setFont(kKey, font);
    }
    auto* item = new QTreeWidgetItem(section, {QString::fromStdString(std::string(field.key))});
    item->setText(kUnit, field.unit == "1" ? QString() : unit_text(std::string(field.unit)));
    item->setText(kDefault, shown(field_text(field, defaults_)));
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable);
    items_.push_back(item);
  }
  tree_->expandAll();
  refresh();
  tree_->header()->setStretchLastSection(false);
  tree_->header()->setSectionResizeMode(kKey, QHeaderView::Stretch);
  for (int c = kValue; c <= kUnit; ++c) tree_->header()->setSectionResizeMode(c, QHeaderView::Interactive);
  for (int c = kValue; c <= kDefault; ++c) tree_->setColumnWidth(c, 62);
  tree_->setColumnWidth(kUnit, 58);
}

/// Values and marks: changed ones are bold, those that need pixels are slanted.
void RecipeForm::refresh() {
  const QSignalBlocker quiet(tree_);
  tree_->setColumnHidden(kReference, !reference_);
  const auto fields = recipe_fields();
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const QString value = field_text(fields[i], recipe_);
    const bool is_changed = value != field_text(fields[i], reference());
    items_[i]->setText(kValue, value);
    items_[i]->setText(kReference, shown(field_text(fields[i], reference())));
    items_[i]->setData(kKey, Qt::UserRole, is_changed);
    for (const int column : {int{kKey}, int{kValue}}) {
      QFont font = tree_->font();
      font.setBold(is_changed);
      font.setItalic(needs_new_inspection(fields[i]));
      items_[i]->setFont(column, font);
    }
    QString tip = QString::fromStdString(std::string(fields[i].meaning));
    if (needs_new_inspection(fields[i])) tip += QLatin1Char('\n') + tr("Needs a new inspection");
    items_[i]->setToolTip(kKey, tip);
  }
  filter();
  explain();
}

void RecipeForm::set_recipe(const Recipe& recipe) {
  recipe_ = recipe;
  refresh();
}

void RecipeForm::set_reference(const std::optional<Recipe>& reference) {
  reference_ = reference;
  refresh();
}

const RecipeField* RecipeForm::field_of(const QTreeWidgetItem* item) const {
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (items_[i] == item) return &recipe_fields()[i];
  }
  return nullptr;
}

void RecipeForm::edited(QTreeWidgetItem* item, int column) {
  const RecipeField* field = field_of(item);
  if (column != kValue || field == nullptr || item->text(kValue) == field_text(*field, recipe_)) return;
  auto changed_recipe = with_field(recipe_, *field, item->text(kValue));
  if (!changed_recipe) {
    refresh();
    explanation_->setText(
        QStringLiteral("<b>%1</b>").arg(QString::fromStdString(changed_recipe.error().message()).toHtmlEscaped()));
    return;
  }
  recipe_ = std::move(*changed_recipe);
  refresh();
  Q_EMIT changed();
}

void RecipeForm::explain() {
  const RecipeField* field = field_of(tree_->currentItem());
  reset_->setEnabled(field != nullptr && field_text(*field, recipe_) != field_text(*field, defaults_));
  if (field == nullptr) {
    explanation_->setText(
        tr("Choose a key to read what it does. A double click or F2 changes its value; an empty one "
           "means none."));
    return;
  }
  QString text = QStringLiteral("<b>%1</b>: %2 (%3)")
                     .arg(QString::fromStdString(field->path()).toHtmlEscaped(),
                          QString::fromStdString(std::string(field->meaning)).toHtmlEscaped(),
                          QString::fromStdString(describe_range(*field)).toHtmlEscaped());
  if (needs_new_inspection(*field))
    text += QStringLiteral("<br><i>%1</i>").arg(tr("Needs a new inspection: no trial shows its effect."));
  explanation_->setText(text);
}

void RecipeForm::reset_current() {
  if (const RecipeField* field = field_of(tree_->currentItem()))
    tree_->currentItem()->setText(kValue, field_text(*field, defaults_));
}

void RecipeForm::filter() {
  const QString wanted = search_->text().trimmed();
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const RecipeField& field = recipe_fields()[i];
    const bool found = wanted.isEmpty() || QString::fromStdString(field.path()).contains(wanted, Qt::CaseInsensitive) ||
                       QString::fromStdString(std::string(field.meaning)).contains(wanted, Qt::CaseInsensitive);
    items_[i]->setHidden(!found || (only_changed_->isChecked() && !items_[i]->data(kKey, Qt::UserRole).toBool()));
  }
  for (int s = 0; s < tree_->topLevelItemCount(); ++s) {
    QTreeWidgetItem* section = tree_->topLevelItem(s);
    bool any = false;
    for (int i = 0; i < section->childCount(); ++i) any = any || !section->child(i)->isHidden();
    section->setHidden(!any);
  }
}

void RecipeForm::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) fill();
  QWidget::changeEvent(event);
}

}  // namespace pellucid::gui
