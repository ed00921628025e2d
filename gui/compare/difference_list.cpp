#include "gui/compare/difference_list.h"

#include <QFileDialog>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <cmath>

#include "gui/app/message.h"
#include "gui/app/wording.h"
#include "gui/model/background.h"

namespace pellucid::gui {
namespace {

constexpr std::size_t kMostListed = 2000;

QString percent(double share) {
  return std::isfinite(share) ? QLocale().toString(100 * share, 'f', 2) + QStringLiteral(" %") : QStringLiteral("–");
}

QString title_of_reason(ChangeReason reason) {
  switch (reason) {
    case ChangeReason::coverage:
      return DifferenceList::tr("not measured in one of the two");
    case ChangeReason::light:
      return DifferenceList::tr("its light differs");
    case ChangeReason::limits:
      return DifferenceList::tr("the recipes' limits differ");
    case ChangeReason::expectation:
      return DifferenceList::tr("what healthy chips give differs");
    case ChangeReason::shape:
      return DifferenceList::tr("its emission pattern differs");
    case ChangeReason::leakage:
      return DifferenceList::tr("its leak differs");
    case ChangeReason::wavelength:
      return DifferenceList::tr("its wavelength differs");
    case ChangeReason::noise:
      return DifferenceList::tr("close to a limit, within noise");
  }
  return {};
}

}  // namespace

DifferenceList::DifferenceList(QWidget* parent)
    : QWidget(parent),
      facts_(new QLabel),
      why_(new QLabel),
      bar_(new QProgressBar),
      changes_(new QTreeWidget),
      chips_(new QTreeWidget),
      save_(new QPushButton(tr("Save the list…"))) {
  for (QLabel* label : {facts_, why_}) {
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  }
  changes_->setObjectName(QStringLiteral("changes"));
  changes_->setRootIsDecorated(false);
  changes_->setHeaderLabels({tr("A"), tr("B"), tr("Chips")});
  chips_->setObjectName(QStringLiteral("chips"));
  chips_->setRootIsDecorated(false);
  chips_->setUniformRowHeights(true);
  chips_->setHeaderLabels({tr("Column"), tr("Row"), tr("Why")});
  for (const int column : {0, 1}) changes_->setColumnWidth(column, 85);
  chips_->setColumnWidth(0, 70);
  chips_->setColumnWidth(1, 60);
  bar_->setTextVisible(false);
  bar_->setMaximumHeight(10);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(facts_);
  layout->addWidget(bar_);
  layout->addWidget(changes_, 3);
  layout->addWidget(chips_, 4);
  layout->addWidget(why_);
  layout->addWidget(save_);
  connect(changes_, &QTreeWidget::itemSelectionChanged, this, &DifferenceList::choose_change);
  connect(chips_, &QTreeWidget::currentItemChanged, this, &DifferenceList::choose_chip);
  connect(save_, &QPushButton::clicked, this, &DifferenceList::save);
  connect(&tick_, &QTimer::timeout, this, [this] {
    const ProgressMeter::Reading now = meter_->read();
    bar_->setRange(0, now.fraction > 0 ? 1000 : 0);
    bar_->setValue(static_cast<int>(1000 * now.fraction));
  });
  clear();
}

DifferenceList::~DifferenceList() {
  stop_.request_stop();
}

void DifferenceList::clear() {
  ++ticket_;
  stop_.request_stop();
  tick_.stop();
  diff_.reset();
  listed_.clear();
  changes_->clear();
  chips_->clear();
  why_->clear();
  bar_->hide();
  save_->setEnabled(false);
  facts_->setText(tr("Choose another result on one side to list what changed."));
}

void DifferenceList::compare(const std::filesystem::path& a, const std::filesystem::path& b) {
  clear();
  stop_ = std::stop_source();
  meter_ = std::make_shared<ProgressMeter>();
  facts_->setText(tr("Comparing chip by chip…"));
  bar_->setRange(0, 0);
  bar_->show();
  tick_.start(100);
  DiffRequest request;
  request.a = a;
  request.b = b;
  in_background(
      this, reading_pool(),
      [request, progress = ProgressMeter::progress_of(meter_), stop = stop_.get_token()] {
        return diff_results(request, progress, stop);
      },
      [this, ticket = ticket_](Result<ResultDiff> diff) {
        if (ticket != ticket_) return;
        tick_.stop();
        bar_->hide();
        if (!diff) return facts_->setText(QString::fromStdString(diff.error().message()));
        diff_ = std::make_shared<const ResultDiff>(std::move(*diff));
        show_diff();
        Q_EMIT known();
      });
}

void DifferenceList::show_diff() {
  const ResultDiff& d = *diff_;
  QString text = tr("%1 chips in both, %2 of another class\nyield %3 → %4")
                     .arg(count_text(d.in_both), count_text(static_cast<qint64>(d.changed.size())), percent(d.yield_a),
                          percent(d.yield_b));
  if (std::isfinite(d.light_ratio)) text += tr("\nlight B / A %1").arg(number_text(d.light_ratio));
  if (d.only_in_a + d.only_in_b > 0)
    text += tr("\n%1 only in A, %2 only in B").arg(count_text(d.only_in_a), count_text(d.only_in_b));
  for (std::size_t r = 0; r < kChangeReasons; ++r) {
    if (d.by_reason[r] > 0)
      text += QStringLiteral("\n%1: %2").arg(title_of_reason(static_cast<ChangeReason>(r)), count_text(d.by_reason[r]));
  }
  for (const std::string& key : d.changed_keys) text += QLatin1Char('\n') + QString::fromStdString(key);
  for (const std::string& warning : d.warnings) text += QLatin1Char('\n') + QString::fromStdString(warning);
  facts_->setText(text);
  save_->setEnabled(d.changed.size() > 0);
  for (const ChipClass a : kAllClasses) {
    for (const ChipClass b : kAllClasses) {
      const std::int64_t count = d.matrix[order_of(a)][order_of(b)];
      if (a == b || count == 0) continue;
      auto* item = new QTreeWidgetItem(changes_, {title_of(a), title_of(b)});
      item->setData(2, Qt::DisplayRole, static_cast<qlonglong>(count));
      item->setTextAlignment(2, Qt::AlignRight | Qt::AlignVCenter);
      item->setData(0, Qt::UserRole, static_cast<int>(a));
      item->setData(1, Qt::UserRole, static_cast<int>(b));
    }
  }
  changes_->setSortingEnabled(true);
  changes_->sortByColumn(2, Qt::DescendingOrder);
}

void DifferenceList::choose_change() {
  listed_.clear();
  chips_->clear();
  why_->clear();
  const auto chosen = changes_->selectedItems();
  if (!diff_ || chosen.isEmpty()) return;
  const auto a = static_cast<ChipClass>(chosen.front()->data(0, Qt::UserRole).toInt());
  const auto b = static_cast<ChipClass>(chosen.front()->data(1, Qt::UserRole).toInt());
  const ChangedChips& changed = diff_->changed;
  for (std::size_t k = 0; k < changed.size(); ++k) {
    if (changed.class_a[k] == a && changed.class_b[k] == b) listed_.push_back(k);
  }
  for (std::size_t i = 0; i < std::min(listed_.size(), kMostListed); ++i) {
    const std::size_t k = listed_[i];
    new QTreeWidgetItem(chips_, {QString::number(changed.column[k]), QString::number(changed.row[k]),
                                 title_of_reason(changed.reason[k])});
  }
  if (listed_.size() > kMostListed)
    why_->setText(tr("The first %1 are listed; all of them are picked out.").arg(count_text(kMostListed)));
  Q_EMIT chips_chosen(listed_);
}

void DifferenceList::choose_chip() {
  const int at = chips_->indexOfTopLevelItem(chips_->currentItem());
  if (at < 0 || !diff_) return;
  const std::size_t k = listed_[static_cast<std::size_t>(at)];
  Q_EMIT chip_chosen(k);
  in_background(
      this, reading_pool(), [diff = diff_, k] { return why_changed(*diff, k); },
      [this, asked = ++asked_](const Result<std::string>& why) {
        if (asked == asked_) why_->setText(QString::fromStdString(why ? *why : why.error().message()));
      });
}

void DifferenceList::save() {
  const QString file =
      QFileDialog::getSaveFileName(this, tr("Changed chips"), QStringLiteral("changes.csv"), tr("Tables (*.csv)"));
  if (file.isEmpty()) return;
  in_background(
      this, reading_pool(), [diff = diff_, path = file.toStdString()] { return export_changes(*diff, path, true); },
      [this](const Result<void>& written) {
        if (!written)
          tell_problem(this, tr("The list was not saved"), QString::fromStdString(written.error().message()));
      });
}

}  // namespace pellucid::gui
