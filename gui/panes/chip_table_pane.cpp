#include "gui/panes/chip_table_pane.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/app/message.h"
#include "gui/app/wording.h"
#include "gui/model/background.h"
#include "gui/panes/chip_table_model.h"
#include "inspection/export.h"

namespace pellucid::gui {
namespace {

using Chips = ListRequest::Chips;
/// Of the list box: a class is its code, these are beside all codes.
constexpr int kNotGood = 1000, kAll = 1001, kPicked = 1002;
/// More rows than this make no sense in a clipboard.
constexpr int kMostCopied = 1'000'000;

Result<QString> rows_as_text(const WaferResult& wafer, const std::vector<std::string>& columns,
                             const std::vector<std::size_t>& rows) {
  const auto values = wafer.values(columns, rows);
  if (!values) return fail(values.error());
  QString text;
  for (const std::string& name : columns) text += QString::fromStdString(name) + QLatin1Char('\t');
  text.back() = QLatin1Char('\n');
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t c = 0; c < columns.size(); ++c)
      text += plain_text(columns[c], (*values)[c][i]) + QLatin1Char('\t');
    text.back() = QLatin1Char('\n');
  }
  return text;
}

}  // namespace

ChipTablePane::ChipTablePane(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      model_(new ChipTableModel(session, this)),
      table_(new QTableView),
      chips_(new QComboBox),
      conditions_(new QLineEdit),
      chips_title_(new QLabel),
      conditions_title_(new QLabel),
      count_(new QLabel),
      pick_(new QToolButton),
      export_(new QToolButton),
      copy_(new QAction(this)) {
  make_controls();
  auto* line = new QHBoxLayout;
  for (QWidget* widget : std::initializer_list<QWidget*>{chips_title_, chips_, conditions_title_})
    line->addWidget(widget);
  line->addWidget(conditions_, 1);
  for (QWidget* widget : std::initializer_list<QWidget*>{count_, pick_, export_}) line->addWidget(widget);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(6, 4, 6, 4);
  layout->setSpacing(3);
  layout->addLayout(line);
  layout->addWidget(table_, 1);
  connect(&session_, &Session::opened, this, [this] {
    fill_chips();
    list_soon();
  });
  connect(&session_, &Session::picture_changed, this, [this] {
    if (session_.wafer() && session_.trial_classes() != listed_classes_) list_soon();
  });
  connect(&session_, &Session::picked_changed, this, [this] {
    if (chips_->currentData().toInt() == kPicked) list_soon();
    show_count();
  });
  connect(&session_, &Session::current_changed, this, &ChipTablePane::show_current);
  retranslate();
}

void ChipTablePane::make_controls() {
  table_->setModel(model_);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  table_->setWordWrap(false);
  table_->setAlternatingRowColors(true);
  table_->setShowGrid(false);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  table_->verticalHeader()->setDefaultSectionSize(table_->fontMetrics().height() + 4);
  table_->horizontalHeader()->setSortIndicatorClearable(true);
  table_->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
  table_->setSortingEnabled(true);
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ChipTablePane::take_selected);
  // After the view has done with the scrolling.
  connect(table_->verticalScrollBar(), &QScrollBar::valueChanged, this, &ChipTablePane::scrolled, Qt::QueuedConnection);
  connect(model_, &ChipTableModel::sort_wanted, this, [this](const QString& column, bool descending) {
    request_.sort_by = column.toStdString();
    request_.descending = descending;
    list_soon();
  });
  copy_->setShortcut(QKeySequence::Copy);
  copy_->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  table_->addAction(copy_);
  table_->setContextMenuPolicy(Qt::ActionsContextMenu);
  connect(copy_, &QAction::triggered, this, &ChipTablePane::copy);
  connect(chips_, &QComboBox::currentIndexChanged, this, &ChipTablePane::list_soon);
  connect(conditions_, &QLineEdit::textEdited, this, &ChipTablePane::list_soon);
  conditions_->setClearButtonEnabled(true);
  chips_title_->setBuddy(chips_);
  conditions_title_->setBuddy(conditions_);
  pick_->setObjectName(QStringLiteral("pick_listed"));
  connect(pick_, &QToolButton::clicked, this, &ChipTablePane::pick_listed);
  connect(export_, &QToolButton::clicked, this, &ChipTablePane::ask_for_file);
  connect(this, &ChipTablePane::exported, this, [this](const QString& problem) {
    if (problem.isEmpty())
      count_->setText(tr("exported"));
    else
      count_->setText(problem);
  });
  listing_soon_.setSingleShot(true);
  listing_soon_.setInterval(150);  // while somebody types
  connect(&listing_soon_, &QTimer::timeout, this, &ChipTablePane::list);
}

void ChipTablePane::retranslate() {
  chips_title_->setText(tr("Chips"));
  conditions_title_->setText(tr("where"));
  conditions_->setPlaceholderText(QStringLiteral("relative_intensity < 0.7 and nonuniformity > 0.1"));
  conditions_->setToolTip(
      tr("Conditions on columns, joined by \"and\". A column's name stands under the cursor over its "
         "title"));
  pick_->setText(tr("Pick out"));
  pick_->setToolTip(tr("Picks out the listed chips on the map and in the plots"));
  export_->setText(tr("Export…"));
  export_->setToolTip(tr("Writes this list as a CSV file, with every column of the result"));
  copy_->setText(tr("Copy rows"));
  table_->setAccessibleName(tr("List of chips"));
  fill_chips();
  model_->retranslate();
  show_count();
}

void ChipTablePane::fill_chips() {
  const QSignalBlocker quiet(chips_);
  const QVariant before = chips_->currentData();
  chips_->clear();
  chips_->addItem(tr("Not good"), kNotGood);
  chips_->addItem(tr("All"), kAll);
  chips_->addItem(tr("Picked out"), kPicked);
  for (const ChipClass c : kAllClasses) chips_->addItem(title_of(c), static_cast<int>(c));
  const int kept = before.isValid() ? chips_->findData(before) : 0;
  chips_->setCurrentIndex(std::max(kept, 0));
}

void ChipTablePane::list_soon() {
  listing_soon_.start();
}

void ChipTablePane::list() {
  const quint64 ticket = ++listing_;
  stale_ = !isVisible();
  listed_classes_ = session_.trial_classes();
  if (!session_.wafer() || stale_) {
    model_->set_list({}, true);
    listed_ = ticket;
    return show_count();
  }
  auto conditions = parse_conditions(*session_.wafer(), conditions_->text().toStdString());
  if (!conditions) {
    listed_ = ticket;
    count_->setText(QString::fromStdString(conditions.error().what + ": " + conditions.error().found));
    return;
  }
  const int chosen = chips_->currentData().toInt();
  request_.conditions = std::move(*conditions);
  request_.chips = chosen == kAll      ? Chips::all
                   : chosen == kPicked ? Chips::picked
                   : chosen < kNotGood ? Chips::of_class
                                       : Chips::not_good;
  if (request_.chips == Chips::of_class) request_.chip_class = static_cast<ChipClass>(chosen);
  in_background(
      this, reading_pool(),
      [wafer = session_.wafer(), trial = listed_classes_, picked = session_.picked(), request = request_] {
        return list_chips(*wafer, trial ? *trial : wafer->classes(), picked ? picked->chips.get() : nullptr, request);
      },
      [this, ticket, ascending = request_.sort_by.empty()](Result<std::vector<std::uint32_t>> rows) {
        if (ticket != listing_) return;
        listed_ = ticket;
        if (!rows) return count_->setText(QString::fromStdString(rows.error().message()));
        const bool first = model_->list().empty();
        model_->set_list(std::move(*rows), ascending);
        if (first) {
          for (int c = 0; c < model_->columnCount(); ++c)
            table_->setColumnWidth(c, std::max(table_->horizontalHeader()->sectionSizeHint(c) + 12, 84));
        }
        show_count();
        show_current();
      });
}

void ChipTablePane::show_count() {
  const bool any = !model_->list().empty();
  pick_->setEnabled(any);
  export_->setEnabled(any);
  if (!session_.wafer()) return count_->clear();
  QString text = tr("%1 chips").arg(count_text(static_cast<qint64>(model_->list().size())));
  if (model_->is_window()) {
    const auto first = static_cast<qint64>(model_->first());
    text = tr("%1, rows %2 to %3").arg(text, count_text(first + 1), count_text(first + model_->rowCount()));
  }
  count_->setText(text);
}

void ChipTablePane::show_current() {
  const auto place = session_.current() ? model_->place_of(*session_.current()) : std::nullopt;
  if (place && !model_->shows(*place)) {
    model_->move_to(*place);
    show_count();
  }
  mark(place);
  if (place) table_->scrollTo(table_->currentIndex());
}

/// The row of the chip at hand, where the view has it.
void ChipTablePane::mark(std::optional<std::size_t> place) {
  showing_ = true;
  if (!place || !model_->shows(*place)) {
    table_->clearSelection();
    table_->setCurrentIndex({});
  } else if (const auto row = static_cast<int>(*place - model_->first()); table_->currentIndex().row() != row) {
    table_->setCurrentIndex(model_->index(row, std::max(table_->currentIndex().column(), 0)));
  }
  showing_ = false;
}

/// Whoever scrolls to an end of the window goes on in the list.
void ChipTablePane::scrolled(int value) {
  const QScrollBar& bar = *table_->verticalScrollBar();
  const bool more_above = value == bar.minimum() && model_->first() > 0;
  const bool more_below =
      value == bar.maximum() && model_->first() + static_cast<std::size_t>(model_->rowCount()) < model_->list().size();
  if (showing_ || !model_->is_window() || !(more_above || more_below)) return;
  const int row = table_->rowAt(0);
  if (row < 0) return;
  showing_ = true;
  const std::size_t place = model_->first() + static_cast<std::size_t>(row);
  model_->move_to(place);
  table_->scrollTo(model_->index(static_cast<int>(place - model_->first()), 0), QAbstractItemView::PositionAtTop);
  mark(session_.current() ? model_->place_of(*session_.current()) : std::nullopt);
  show_count();
}

void ChipTablePane::take_selected() {
  const int row = table_->currentIndex().row();
  if (!showing_ && row >= 0) session_.set_current(model_->list()[model_->first() + static_cast<std::size_t>(row)]);
}

void ChipTablePane::pick_listed() {
  if (!session_.wafer()) return;
  in_background(
      this, reading_pool(),
      [wafer = session_.wafer(), rows = model_->shared_list()] {
        auto chips = std::make_shared<ChipSet>(wafer->size());
        for (const std::uint32_t row : *rows) chips->insert(row);
        return std::shared_ptr<const ChipSet>(std::move(chips));
      },
      [this, wafer = session_.wafer()](std::shared_ptr<const ChipSet> chips) {
        if (wafer == session_.wafer()) session_.pick(std::move(chips));
      });
}

void ChipTablePane::copy() {
  std::vector<std::size_t> rows;
  for (const QItemSelectionRange& range : table_->selectionModel()->selection()) {
    for (int row = range.top(); row <= range.bottom() && rows.size() < kMostCopied; ++row)
      rows.push_back(model_->list()[model_->first() + static_cast<std::size_t>(row)]);
  }
  if (rows.empty()) return;
  in_background(
      this, reading_pool(),
      [wafer = session_.wafer(), columns = model_->columns(), rows] { return rows_as_text(*wafer, columns, rows); },
      [this](Result<QString> text) {
        if (!text)
          return tell_problem(this, tr("The rows cannot be copied"), QString::fromStdString(text.error().message()));
        QApplication::clipboard()->setText(*text);
        Q_EMIT copied();
      });
}

void ChipTablePane::ask_for_file() {
  const QString file = QFileDialog::getSaveFileName(this, tr("Export this list"), QString(), tr("CSV files (*.csv)"));
  if (!file.isEmpty()) export_csv(file);
}

void ChipTablePane::export_csv(const QString& file) {
  if (!session_.wafer() || model_->list().empty()) return;
  ExportRequest request;
  request.result = session_.wafer()->folder();
  request.file = file.toStdString();
  request.overwrite = true;  // the dialog has asked
  in_background(
      this, reading_pool(),
      [request, rows = model_->shared_list()]() mutable {
        request.rows.emplace(rows->begin(), rows->end());
        return export_table(request);
      },
      [this](Result<ExportSummary> done) {
        Q_EMIT exported(done ? QString() : QString::fromStdString(done.error().message()));
      });
}

void ChipTablePane::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (stale_) list_soon();
}

void ChipTablePane::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace pellucid::gui
