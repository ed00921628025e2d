#include "gui/review/review_pane.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/app/wording.h"
#include "gui/model/background.h"
#include "gui/review/review_walk.h"

namespace pellucid::gui {
namespace {

constexpr int kAllDefects = -1, kPicked = -2;

/// What digits 1 to 9 say; they are the classes' codes.
constexpr std::array kByDigit{ChipClass::missing,    ChipClass::dark,       ChipClass::dim,
                              ChipClass::bright,     ChipClass::partial,    ChipClass::leaky,
                              ChipClass::wavelength, ChipClass::mechanical, ChipClass::suspect};

QToolButton* button_of(QAction* action) {
  auto* button = new QToolButton;
  button->setDefaultAction(action);
  button->setToolButtonStyle(Qt::ToolButtonTextOnly);
  button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  return button;
}

QString shown_key(const QAction* action, const QString& text) {
  return QStringLiteral("%1 (%2)").arg(text, action->shortcut().toString(QKeySequence::NativeText));
}

}  // namespace

ReviewPane::ReviewPane(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      log_(session),
      reviewer_(new QLineEdit),
      comment_(new QLineEdit),
      search_(new QLineEdit),
      filter_(new QComboBox),
      reclassify_(new QComboBox),
      only_new_(new QCheckBox),
      go_on_(new QCheckBox),
      shown_(new QCheckBox),
      undo_button_(new QToolButton),
      redo_button_(new QToolButton),
      place_(new QLabel),
      chip_(new QLabel),
      counts_(new QLabel),
      problem_(new QLabel),
      who_(new QLabel),
      list_(new QTreeWidget) {
  make_keys();
  lay_out();
  reviewer_->setText(log_.reviewer());
  go_on_->setChecked(true);
  connect(reviewer_, &QLineEdit::editingFinished, this, [this] { log_.set_reviewer(reviewer_->text()); });
  connect(filter_, &QComboBox::activated, this, &ReviewPane::find_chips);
  connect(only_new_, &QCheckBox::toggled, this, &ReviewPane::show_chip);
  connect(shown_, &QCheckBox::toggled, &log_, &ReviewLog::set_shown);
  connect(comment_, &QLineEdit::returnPressed, this, [this] {
    if (session_.current() && !comment_->text().trimmed().isEmpty())
      log_.comment(*session_.current(), comment_->text());
  });
  connect(reclassify_, &QComboBox::activated, this, [this](int index) {
    if (index > 0) say(static_cast<ChipClass>(reclassify_->itemData(index).toInt()));
    reclassify_->setCurrentIndex(0);
  });
  connect(search_, &QLineEdit::textChanged, this, &ReviewPane::show_list);
  connect(list_, &QTreeWidget::itemActivated, this, [this](const QTreeWidgetItem* item) {
    session_.set_current(item->data(0, Qt::UserRole).toULongLong());
    Q_EMIT chip_wanted();
  });
  connect(&log_, &ReviewLog::changed, this, &ReviewPane::show_list);
  connect(&log_, &ReviewLog::changed, this, &ReviewPane::show_chip);
  connect(&log_, &ReviewLog::failed, this, [this](const QString& what) {
    problem_->setText(what);
    problem_->show();
  });
  connect(&session_, &Session::opened, this, [this] {
    problem_->hide();
    fill_filter();
    find_chips();
  });
  connect(&session_, &Session::picked_changed, this, [this] {
    fill_filter();
    if (filter_->currentData().toInt() == kPicked) find_chips();
  });
  connect(&session_, &Session::current_changed, this, &ReviewPane::show_chip);
  retranslate();
}

void ReviewPane::make_keys() {
  const auto key = [this](const QKeySequence& sequence, auto slot) {
    auto* action = new QAction(this);
    action->setShortcut(sequence);
    connect(action, &QAction::triggered, this, slot);
    keys_.append(action);
    return action;
  };
  previous_ = key(QKeySequence(Qt::Key_P), [this] { step(false); });
  next_ = key(QKeySequence(Qt::Key_N), [this] { step(true); });
  confirm_ = key(QKeySequence(Qt::Key_C), [this] {
    if (!session_.current()) return;
    log_.confirm(*session_.current(), comment_->text());
    go_on();
  });
  for (std::size_t i = 0; i < kByDigit.size(); ++i) {
    classes_.append(
        key(QKeySequence(static_cast<int>(Qt::Key_1) + static_cast<int>(i)), [this, c = kByDigit[i]] { say(c); }));
  }
  classes_.append(key(QKeySequence(Qt::Key_O), [this] { say(ChipClass::good); }));
  undo_ = log_.undo_stack().createUndoAction(this);
  redo_ = log_.undo_stack().createRedoAction(this);
  const auto follow = [](QAction* action, QToolButton* button) {
    connect(button, &QToolButton::clicked, action, &QAction::trigger);
    const auto show = [action, button] {
      button->setEnabled(action->isEnabled());
      button->setToolTip(action->text());
    };
    connect(action, &QAction::changed, button, show);
    show();
  };
  follow(undo_, undo_button_);
  follow(redo_, redo_button_);
  const auto go_back = [this](std::size_t row) {
    session_.set_current(row);
    Q_EMIT chip_wanted();
  };
  connect(&log_, &ReviewLog::chip_touched, this, go_back);
}

void ReviewPane::lay_out() {
  chip_->setWordWrap(true);
  chip_->setTextFormat(Qt::RichText);
  chip_->setMinimumHeight(chip_->fontMetrics().lineSpacing() * 3);
  chip_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  problem_->setWordWrap(true);
  problem_->setTextFormat(Qt::PlainText);
  problem_->hide();
  list_->setObjectName(QStringLiteral("reviewed"));
  filter_->setObjectName(QStringLiteral("review_filter"));
  comment_->setObjectName(QStringLiteral("comment"));
  list_->setRootIsDecorated(false);
  list_->setUniformRowHeights(true);
  list_->setSortingEnabled(true);
  list_->setColumnCount(6);
  for (const auto& [column, width] : {std::pair{0, 80}, {1, 75}, {2, 85}, {3, 120}, {4, 80}, {5, 120}})
    list_->setColumnWidth(column, width);
  search_->setClearButtonEnabled(true);
  auto* who = new QHBoxLayout;
  who->addWidget(who_);
  who->addWidget(reviewer_, 1);
  auto* which = new QHBoxLayout;
  which->addWidget(filter_, 1);
  which->addWidget(only_new_);
  auto* steps = new QHBoxLayout;
  steps->addWidget(button_of(previous_));
  steps->addWidget(button_of(next_));
  auto* words = new QHBoxLayout;
  words->addWidget(button_of(confirm_), 1);
  words->addWidget(reclassify_, 1);
  auto* backs = new QHBoxLayout;
  backs->addWidget(go_on_, 1);
  backs->addWidget(undo_button_);
  backs->addWidget(redo_button_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(6, 6, 6, 6);
  for (auto* row : {who, which, steps}) layout->addLayout(row);
  layout->addWidget(place_);
  layout->addWidget(chip_);
  layout->addLayout(words);
  layout->addWidget(comment_);
  layout->addLayout(backs);
  layout->addWidget(problem_);
  layout->addWidget(counts_);
  layout->addWidget(search_);
  layout->addWidget(list_, 1);
  layout->addWidget(shown_);
}

void ReviewPane::fill_filter() {
  const QVariant before = filter_->currentData();
  const QSignalBlocker quiet(filter_);
  filter_->clear();
  filter_->addItem(tr("All defects"), kAllDefects);
  if (session_.picked()) {
    const auto picked = static_cast<qint64>(session_.picked()->chips->count());
    filter_->addItem(tr("Picked chips: %1").arg(count_text(picked)), kPicked);
  }
  if (session_.wafer()) {
    const ClassCounts& counts = session_.wafer()->summary().counts;
    for (std::size_t i = 0; i < kAllClasses.size(); ++i) {
      if (kAllClasses[i] != ChipClass::good && counts[i] > 0)
        filter_->addItem(QStringLiteral("%1: %2").arg(title_of(kAllClasses[i]), count_text(counts[i])),
                         static_cast<int>(kAllClasses[i]));
    }
  }
  filter_->setCurrentIndex(std::max(0, filter_->findData(before)));
}

void ReviewPane::find_chips() {
  chips_.reset();
  count_ = 0;
  show_chip();
  if (!session_.wafer()) return;
  const int wanted = filter_->currentData().toInt();
  in_background(
      this, reading_pool(),
      [wafer = session_.wafer(), wanted, picked = session_.picked()] {
        if (wanted == kPicked && picked) return std::pair(picked->chips, picked->chips->count());
        auto chips = std::make_shared<ChipSet>(wafer->size());
        for (std::size_t k = 0; k < wafer->size(); ++k) {
          const ChipClass c = wafer->classes()[k];
          const bool is_defect = c != ChipClass::good && c != ChipClass::unmeasured;
          if (wanted == kAllDefects ? is_defect : static_cast<int>(c) == wanted) chips->insert(k);
        }
        const std::size_t count = chips->count();
        return std::pair(std::shared_ptr<const ChipSet>(std::move(chips)), count);
      },
      [this, ticket = ++finding_](std::pair<std::shared_ptr<const ChipSet>, std::size_t> found) {
        if (ticket != finding_) return;
        chips_ = std::move(found.first);
        count_ = found.second;
        show_chip();
      });
}

void ReviewPane::step(bool forward) {
  if (!chips_ || !session_.wafer() || chips_->universe() != session_.wafer()->size()) return;
  const bool only_new = only_new_->isChecked();
  const auto row =
      step_in(*chips_, session_.current(), forward, [&](std::size_t k) { return !only_new || log_.of(k) == nullptr; });
  if (!row) return place_->setText(tr("No chip is left"));
  comment_->clear();
  session_.set_current(row);
  Q_EMIT chip_wanted();
}

void ReviewPane::say(ChipClass chip_class) {
  if (!session_.current()) return;
  log_.reclassify(*session_.current(), chip_class, comment_->text());
  go_on();
}

void ReviewPane::go_on() {
  comment_->clear();
  if (go_on_->isChecked()) step(true);
}

void ReviewPane::enable() {
  const bool has_chip = session_.wafer() && session_.current() && isVisible();
  for (QAction* action : classes_) action->setEnabled(has_chip);
  confirm_->setEnabled(has_chip);
  reclassify_->setEnabled(has_chip);
  comment_->setEnabled(has_chip);
  const bool can_step = chips_ && count_ > 0 && isVisible();
  next_->setEnabled(can_step);
  previous_->setEnabled(can_step);
}

void ReviewPane::show_chip() {
  enable();
  place_->clear();
  chip_->clear();
  if (!session_.wafer()) return;
  if (!session_.current()) {
    place_->setText(chips_ ? tr("%1 chips; N begins").arg(count_text(static_cast<qint64>(count_))) : QString());
    return;
  }
  const std::size_t row = *session_.current();
  if (chips_ && row < chips_->universe() && chips_->contains(row))
    place_->setText(
        tr("Chip %1 of %2")
            .arg(count_text(static_cast<qint64>(place_in(*chips_, row) + 1)), count_text(static_cast<qint64>(count_))));
  const ChipIndex chip = session_.wafer()->grid().chip(row);
  QString text = tr("Column %1, row %2, measured as <b>%3</b>")
                     .arg(chip.column)
                     .arg(chip.row)
                     .arg(title_of(session_.wafer()->classes()[row]));
  if (const ChipReview* said = log_.of(row)) {
    const QString who = QString::fromStdString(said->reviewer).toHtmlEscaped();
    text += QStringLiteral("<br>") + (said->chip_class
                                          ? tr("reviewed as <b>%1</b> by %2").arg(title_of(*said->chip_class), who)
                                          : tr("commented by %1").arg(who));
    if (!said->comment.empty())
      text += QStringLiteral("<br><i>%1</i>").arg(QString::fromStdString(said->comment).toHtmlEscaped());
  }
  chip_->setText(text);
}

void ReviewPane::show_list() {
  list_->setSortingEnabled(false);
  list_->clear();
  std::size_t confirmed = 0, reclassified = 0;
  const QString wanted = search_->text().trimmed();
  for (const ChipReview& said : log_.review().chips) {
    if (said.chip_class) ++(*said.chip_class == said.measured ? confirmed : reclassified);
    const QStringList columns{QStringLiteral("%1, %2").arg(said.chip.column).arg(said.chip.row),
                              title_of(said.measured),
                              said.chip_class ? title_of(*said.chip_class) : QString(),
                              QString::fromStdString(said.comment),
                              QString::fromStdString(said.reviewer),
                              QString::fromStdString(said.when).left(16).replace(QLatin1Char('T'), QLatin1Char(' '))};
    if (!wanted.isEmpty() && columns.filter(wanted, Qt::CaseInsensitive).isEmpty()) continue;
    const auto row = session_.wafer()->grid().table_row(said.chip);
    if (!row) continue;
    auto* item = new QTreeWidgetItem(list_, columns);
    item->setData(0, Qt::UserRole, static_cast<qulonglong>(*row));
  }
  list_->setSortingEnabled(true);
  counts_->setText(tr("%1 reviewed: %2 confirmed, %3 reclassified")
                       .arg(count_text(static_cast<qint64>(log_.review().chips.size())),
                            count_text(static_cast<qint64>(confirmed)), count_text(static_cast<qint64>(reclassified))));
}

void ReviewPane::retranslate() {
  who_->setText(tr("Reviewer"));
  previous_->setText(tr("Previous chip"));
  next_->setText(tr("Next chip"));
  confirm_->setText(tr("Confirm the class"));
  previous_->setIconText(shown_key(previous_, tr("Previous")));
  next_->setIconText(shown_key(next_, tr("Next")));
  confirm_->setIconText(shown_key(confirm_, tr("Confirm")));
  undo_button_->setText(
      QStringLiteral("%1 (%2)").arg(tr("Undo"), QKeySequence(Qt::CTRL | Qt::Key_Z).toString(QKeySequence::NativeText)));
  redo_button_->setText(tr("Redo"));
  const QSignalBlocker quiet(reclassify_);
  reclassify_->clear();
  reclassify_->addItem(tr("Reclassify…"));
  for (int i = 0; i < classes_.size(); ++i) {
    const ChipClass c = i < 9 ? kByDigit[static_cast<std::size_t>(i)] : ChipClass::good;
    classes_[i]->setText(tr("The chip is: %1").arg(title_of(c)));
    reclassify_->addItem(shown_key(classes_[i], title_of(c)), static_cast<int>(c));
  }
  comment_->setPlaceholderText(tr("Comment; Enter says it alone, else it goes with the next word"));
  search_->setPlaceholderText(tr("Search what was reviewed"));
  only_new_->setText(tr("Not yet reviewed"));
  go_on_->setText(tr("Go on after each"));
  shown_->setText(tr("Show reviewed classes on the map"));
  list_->setHeaderLabels({tr("Chip"), tr("Measured"), tr("Reviewed"), tr("Comment"), tr("Who"), tr("When (UTC)")});
  fill_filter();
  show_list();
  show_chip();
}

void ReviewPane::showEvent(QShowEvent*) {
  enable();
  if (!chips_) find_chips();
}

void ReviewPane::hideEvent(QHideEvent*) {
  enable();
}

void ReviewPane::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace pellucid::gui
