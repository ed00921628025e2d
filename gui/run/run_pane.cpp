#include "gui/run/run_pane.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <array>
#include <cmath>

#include "gui/app/wording.h"

namespace pellucid::gui {
namespace {

QString open_key() {
  return QStringLiteral("run/open_when_done");
}

QString outcome_text(const RunJob& job) {
  if (!job.row) return {};
  if (job.state == RunState::failed) return QString::fromStdString(job.row->error->message());
  if (!job.has_result()) return {};
  QString text = RunPane::tr("%1 chips, yield %2 %")
                     .arg(count_text(job.row->listed()), QLocale().toString(100 * job.row->yield, 'f', 2));
  for (const std::string& limit : job.row->failed_limits) text += QStringLiteral(", ") + QString::fromStdString(limit);
  return text;
}

QString seconds_text(double seconds) {
  return seconds < 0.05 ? QString() : RunPane::tr("%1 s").arg(seconds, 0, 'f', seconds < 10 ? 1 : 0);
}

}  // namespace

QString state_text(const RunJob& job) {
  switch (job.state) {
    case RunState::waiting:
      return RunPane::tr("Waiting");
    case RunState::running:
      return job.stage.empty()
                 ? RunPane::tr("Begins")
                 : RunPane::tr("%1: %2 %").arg(title_of_stage(job.stage)).arg(std::lround(100 * job.fraction));
    case RunState::stopping:
      return RunPane::tr("Stopping");
    case RunState::passed:
      return RunPane::tr("Done");
    case RunState::limits_fail:
      return RunPane::tr("Done, limits fail");
    case RunState::failed:
      return RunPane::tr("Failed");
    case RunState::cancelled:
      return RunPane::tr("Cancelled");
  }
  return {};
}

/// A stage of a layer is called "measure LAYER".
QString title_of_stage(const std::string& stage) {
  struct Title {
    std::string_view stage;
    const char* words;
  };
  static constexpr std::array kTitles{
      Title{"open", QT_TRANSLATE_NOOP("Stages", "Opening")},
      Title{"survey", QT_TRANSLATE_NOOP("Stages", "Finding the lattice")},
      Title{"fit profile", QT_TRANSLATE_NOOP("Stages", "Learning the chip's profile")},
      Title{"read", QT_TRANSLATE_NOOP("Stages", "Reading the result")},
      Title{"decode", QT_TRANSLATE_NOOP("Stages", "Reading pixels")},
      Title{"measure", QT_TRANSLATE_NOOP("Stages", "Measuring")},
      Title{"solve", QT_TRANSLATE_NOOP("Stages", "Parting neighbours")},
      Title{"judge", QT_TRANSLATE_NOOP("Stages", "Judging")},
      Title{"leakage", QT_TRANSLATE_NOOP("Stages", "Finding leaks")},
      Title{"compare with EL", QT_TRANSLATE_NOOP("Stages", "Comparing with EL")},
      Title{"write result", QT_TRANSLATE_NOOP("Stages", "Writing the result")},
      Title{"chip table", QT_TRANSLATE_NOOP("Stages", "Writing the chip table")},
      Title{"maps", QT_TRANSLATE_NOOP("Stages", "Drawing maps")},
      Title{"report", QT_TRANSLATE_NOOP("Stages", "Writing the report")},
  };
  for (const Title& title : kTitles) {
    if (!stage.starts_with(title.stage)) continue;
    const QString words = QCoreApplication::translate("Stages", title.words);
    if (stage.size() == title.stage.size()) return words;
    if (stage[title.stage.size()] == ' ')
      return QStringLiteral("%1 (%2)").arg(words, QString::fromStdString(stage.substr(title.stage.size() + 1)));
  }
  return QString::fromStdString(stage);
}

RunPane::RunPane(JobQueue& queue, QWidget* parent)
    : QWidget(parent),
      queue_(queue),
      list_(new QTreeWidget),
      bar_(new QProgressBar),
      stage_(new QLabel),
      add_(new QPushButton),
      cancel_(new QPushButton),
      cancel_all_(new QPushButton),
      clear_(new QPushButton),
      open_(new QPushButton),
      open_when_done_(new QCheckBox) {
  list_->setRootIsDecorated(false);
  list_->setColumnCount(4);
  list_->setUniformRowHeights(true);
  list_->setAllColumnsShowFocus(true);
  list_->setMinimumHeight(90);
  bar_->setTextVisible(false);
  bar_->setMaximumHeight(12);
  open_when_done_->setChecked(QSettings().value(open_key(), true).toBool());
  auto* buttons = new QHBoxLayout;
  for (QPushButton* button : {add_, open_, cancel_, cancel_all_, clear_}) buttons->addWidget(button);
  buttons->addStretch();
  buttons->addWidget(open_when_done_);
  auto* running = new QHBoxLayout;
  running->addWidget(stage_);
  running->addWidget(bar_, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(6, 6, 6, 6);
  layout->addWidget(list_, 1);
  layout->addLayout(running);
  layout->addLayout(buttons);

  connect(&queue_, &JobQueue::list_changed, this, &RunPane::fill);
  connect(&queue_, &JobQueue::job_changed, this, &RunPane::show_job);
  connect(&queue_, &JobQueue::idle, this, &RunPane::show_running);
  connect(&queue_, &JobQueue::finished, this, [this](const RunJob& job) {
    if (job.has_result() && open_when_done_->isChecked()) Q_EMIT result_ready(job.result());
  });
  connect(list_, &QTreeWidget::itemSelectionChanged, this, &RunPane::enable_buttons);
  const auto open_chosen = [this] {
    if (const RunJob* job = chosen(); job != nullptr && job->has_result()) Q_EMIT result_wanted(job->result());
  };
  connect(list_, &QTreeWidget::itemDoubleClicked, this, open_chosen);
  connect(open_, &QPushButton::clicked, this, open_chosen);
  connect(add_, &QPushButton::clicked, this, &RunPane::scans_wanted);
  connect(cancel_, &QPushButton::clicked, this, [this] {
    if (const RunJob* job = chosen()) queue_.cancel(job->id);
  });
  connect(cancel_all_, &QPushButton::clicked, &queue_, &JobQueue::cancel_all);
  connect(clear_, &QPushButton::clicked, &queue_, &JobQueue::clear_finished);
  connect(open_when_done_, &QCheckBox::toggled, this, [](bool on) { QSettings().setValue(open_key(), on); });
  cancel_all_->setObjectName(QStringLiteral("cancel_all"));
  retranslate();
}

const RunJob* RunPane::chosen() const {
  const int at = list_->indexOfTopLevelItem(list_->currentItem());
  return at < 0 ? nullptr : &queue_.jobs()[static_cast<std::size_t>(at)];
}

void RunPane::fill() {
  list_->clear();
  for (std::size_t i = 0; i < queue_.jobs().size(); ++i) {
    new QTreeWidgetItem(list_);
    show_job(i);
  }
  show_running();
}

void RunPane::show_job(std::size_t index) {
  const RunJob& job = queue_.jobs()[index];
  QTreeWidgetItem* item = list_->topLevelItem(static_cast<int>(index));
  if (item == nullptr) return;
  item->setText(0, QFileInfo(job.scan()).fileName());
  item->setToolTip(0, tr("%1\nResult: %2").arg(job.scan(), job.result()));
  item->setText(1, state_text(job));
  item->setText(2, seconds_text(job.seconds));
  item->setTextAlignment(2, Qt::AlignRight | Qt::AlignVCenter);
  item->setText(3, outcome_text(job));
  item->setToolTip(3, outcome_text(job));
  if (!job.is_over() || item == list_->currentItem()) enable_buttons();
  show_running();
}

void RunPane::show_running() {
  const RunJob* running = nullptr;
  for (const RunJob& job : queue_.jobs()) {
    if (job.state == RunState::running || job.state == RunState::stopping) running = &job;
  }
  bar_->setVisible(running != nullptr);
  stage_->setVisible(running != nullptr);
  if (running != nullptr) {
    stage_->setText(
        QStringLiteral("%1: %2").arg(QFileInfo(running->scan()).fileName(), title_of_stage(running->stage)));
    bar_->setRange(0, 1000);
    bar_->setValue(static_cast<int>(1000 * running->fraction));
  }
  enable_buttons();
}

void RunPane::enable_buttons() {
  const RunJob* job = chosen();
  open_->setEnabled(job != nullptr && job->has_result());
  cancel_->setEnabled(job != nullptr && !job->is_over() && job->state != RunState::stopping);
  cancel_all_->setEnabled(queue_.unfinished() > 0);
  clear_->setEnabled(queue_.unfinished() < queue_.jobs().size());
}

void RunPane::retranslate() {
  list_->setHeaderLabels({tr("Scan"), tr("State"), tr("Time"), tr("Outcome")});
  list_->setColumnWidth(0, 200);
  list_->setColumnWidth(1, 200);
  list_->setColumnWidth(2, 70);
  add_->setText(tr("&Inspect…"));
  open_->setText(tr("Open &result"));
  cancel_->setText(tr("Cancel"));
  cancel_all_->setText(tr("Cancel all"));
  clear_->setText(tr("Clear finished"));
  open_when_done_->setText(tr("Open results when they are done"));
  fill();
}

void RunPane::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace pellucid::gui
