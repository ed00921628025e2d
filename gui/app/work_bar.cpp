#include "gui/app/work_bar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <algorithm>
#include <cmath>

#include "gui/run/run_pane.h"

namespace pellucid::gui {
namespace {

constexpr int kMoment_ms = 300, kTick_ms = 100, kSteps = 1000;

}  // namespace

WorkBar::WorkBar(std::vector<std::string> stages, QWidget* parent)
    : QWidget(parent), stages_(std::move(stages)), bar_(new QProgressBar), cancel_(new QPushButton(tr("Cancel"))) {
  setObjectName(QStringLiteral("work_bar"));
  cancel_->setObjectName(QStringLiteral("cancel_work"));
  bar_->setRange(0, kSteps);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(bar_, 1);
  layout->addWidget(cancel_);
  connect(cancel_, &QPushButton::clicked, this, &WorkBar::cancelled);
  connect(&tick_, &QTimer::timeout, this, &WorkBar::show_progress);
  hide();
}

void WorkBar::begin(std::shared_ptr<const ProgressMeter> meter) {
  meter_ = std::move(meter);
  cancel_->setEnabled(true);
  bar_->setValue(0);
  since_.start();
  tick_.start(kTick_ms);
}

void WorkBar::stopping() {
  cancel_->setEnabled(false);
  bar_->setFormat(tr("Stopping…"));
}

void WorkBar::end() {
  tick_.stop();
  meter_.reset();
  hide();
}

void WorkBar::show_progress() {
  if (since_.elapsed() >= kMoment_ms) show();
  if (!cancel_->isEnabled()) return;
  const ProgressMeter::Reading now = meter_->read();
  const auto stage = std::ranges::find(stages_, now.stage);
  if (stage != stages_.end()) {
    const double steps = static_cast<double>(stage - stages_.begin()) + now.fraction;
    bar_->setValue(static_cast<int>(std::lround(kSteps * steps / static_cast<double>(stages_.size()))));
  }
  bar_->setFormat(title_of_stage(now.stage));
}

void WorkBar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) cancel_->setText(tr("Cancel"));
  QWidget::changeEvent(event);
}

}  // namespace pellucid::gui
