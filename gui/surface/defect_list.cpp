#include "gui/surface/defect_list.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QHeaderView>
#include <QTableView>
#include <QVBoxLayout>

namespace pellucid::gui {

DefectList::DefectList(SurfaceSession& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      model_(new DefectModel(session, this)),
      table_(new QTableView),
      copy_(new QAction(this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(table_);
  table_->setModel(model_);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setAlternatingRowColors(true);
  table_->setShowGrid(false);
  table_->setWordWrap(false);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  table_->verticalHeader()->setDefaultSectionSize(table_->fontMetrics().height() + 4);
  table_->horizontalHeader()->setSortIndicatorClearable(true);
  table_->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
  table_->setSortingEnabled(true);
  copy_->setShortcut(QKeySequence::Copy);
  copy_->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  table_->addAction(copy_);
  table_->setContextMenuPolicy(Qt::ActionsContextMenu);
  connect(copy_, &QAction::triggered, this, &DefectList::copy);
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &DefectList::take_selected);
  connect(table_, &QTableView::doubleClicked, this, &DefectList::defect_wanted);
  connect(&session_, &SurfaceSession::current_changed, this, &DefectList::show_current);
  connect(model_, &QAbstractItemModel::modelReset, this, [this] {
    table_->resizeColumnsToContents();
    show_current();
  });
  retranslate();
}

void DefectList::take_selected() {
  const QModelIndex at = table_->currentIndex();
  if (at.isValid()) session_.set_current(model_->list()[static_cast<std::size_t>(at.row())]);
}

void DefectList::show_current() {
  const auto row = session_.current() ? model_->row_of(*session_.current()) : std::nullopt;
  const QSignalBlocker quiet(table_->selectionModel());  // it is at hand already
  if (row) {
    table_->selectRow(*row);
    table_->scrollTo(model_->index(*row, 0));
  } else {
    table_->clearSelection();
  }
  table_->viewport()->update();
}

void DefectList::copy() const {
  QString text = model_->plain_header() + QLatin1Char('\n');
  for (const QModelIndex& row : table_->selectionModel()->selectedRows())
    text += model_->plain_text(row.row()) + QLatin1Char('\n');
  QApplication::clipboard()->setText(text);
}

void DefectList::retranslate() {
  copy_->setText(tr("&Copy"));
  table_->setAccessibleName(tr("Defects"));
}

void DefectList::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    retranslate();
    model_->refresh();
  }
  QWidget::changeEvent(event);
}

}  // namespace pellucid::gui
