#include "gui/run/live_page.h"

#include <QEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/map/map_view.h"
#include "gui/model/background.h"
#include "gui/panes/colour_bar.h"
#include "gui/run/live_picture.h"
#include "gui/run/run_pane.h"

namespace pellucid::gui {
namespace {

constexpr int kPause_ms = 300;
constexpr int kShare = 20;  ///< looking takes one part in so many of the time

}  // namespace

LivePage::LivePage(JobQueue& queue, QWidget* parent)
    : QWidget(parent),
      queue_(queue),
      map_(new MapView(session_)),
      bar_(new ColourBar(session_)),
      title_(new QLabel),
      state_(new QLabel),
      note_(new QLabel),
      cancel_(new QPushButton),
      back_(new QPushButton) {
  setObjectName(QStringLiteral("live_page"));
  title_->setTextFormat(Qt::PlainText);
  QFont bold = title_->font();
  bold.setBold(true);
  title_->setFont(bold);
  state_->setTextFormat(Qt::PlainText);
  state_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  state_->setWordWrap(true);
  state_->setObjectName(QStringLiteral("live_state"));
  note_->setWordWrap(true);
  cancel_->setObjectName(QStringLiteral("cancel_live"));
  bar_->setFixedWidth(260);
  auto* top = new QHBoxLayout;
  top->addWidget(title_);
  top->addSpacing(16);
  top->addWidget(state_, 1);
  top->addWidget(cancel_);
  top->addWidget(back_);
  auto* bottom = new QHBoxLayout;
  bottom->addWidget(bar_);
  bottom->addWidget(note_, 1);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(top);
  layout->addWidget(map_, 1);
  layout->addLayout(bottom);
  tick_.setSingleShot(true);
  connect(&tick_, &QTimer::timeout, this, &LivePage::look);
  connect(&queue_, &JobQueue::job_changed, this, [this](std::size_t index) { follow(queue_.jobs()[index]); });
  connect(&queue_, &JobQueue::finished, this, &LivePage::show_state);
  connect(cancel_, &QPushButton::clicked, this, [this] { queue_.cancel(job_); });
  connect(back_, &QPushButton::clicked, this, &LivePage::closed);
  retranslate();
}

LivePage::~LivePage() = default;

void LivePage::follow(const RunJob& job) {
  if (job.state == RunState::waiting || (job.is_over() && job.id != job_)) return;
  if (job.id != job_) {
    job_ = job.id;
    maker_ = std::make_shared<LivePicture>();
    looking_ = false;
    session_.close();
    tick_.start(kPause_ms);
  }
  show_state(job);
}

/// One at a time, and the more it costs, the less often: the inspection comes first.
void LivePage::look() {
  const std::shared_ptr<const LiveLight> live = queue_.live();
  if (!live || looking_ || !isVisible()) return;
  looking_ = true;
  cost_.start();
  in_background(
      this, reading_pool(), [maker = maker_, live] { return maker->take(*live); },
      [this, maker = maker_](const MapPicturePtr& picture) {
        if (maker != maker_) return;  // of the wafer before
        looking_ = false;
        if (picture) session_.show_picture(picture);
        if (is_over_) return;
        tick_.start(std::max(kPause_ms, static_cast<int>(kShare * cost_.elapsed())));
      });
}

void LivePage::show_state(const RunJob& job) {
  if (job.id != job_) return;
  is_over_ = job.is_over();
  title_->setText(QFileInfo(job.scan()).fileName());
  state_->setText(job.state == RunState::failed ? QString::fromStdString(job.row->error->message()) : state_text(job));
  cancel_->setEnabled(job.state == RunState::running);
}

void LivePage::retranslate() {
  cancel_->setText(tr("Cancel"));
  back_->setText(tr("Back to the map"));
  note_->setText(
      tr("Light of the chips as they are read, before neighbours are parted and chips are judged. Hatched: not "
         "measured yet."));
  map_->set_hint(
      tr("The map begins with the first chips that are measured.\nA wafer without chips is shown when it is done."));
  const auto job = std::ranges::find(queue_.jobs(), job_, &RunJob::id);
  if (job != queue_.jobs().end()) return show_state(*job);
  title_->setText(tr("Nothing is being inspected."));
  state_->clear();
  cancel_->setEnabled(false);
}

void LivePage::showEvent(QShowEvent* event) {
  tick_.start(0);
  QWidget::showEvent(event);
}

void LivePage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace pellucid::gui
