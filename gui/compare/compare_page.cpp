#include "gui/compare/compare_page.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QVBoxLayout>

#include "gui/app/message.h"

namespace pellucid::gui {

ComparePage::ComparePage(QWidget* parent)
    : QWidget(parent),
      a_(new CompareSide(QStringLiteral("A"))),
      b_(new CompareSide(QStringLiteral("B"))),
      differences_(new DifferenceList),
      blink_(new QPushButton),
      back_(new QPushButton),
      same_colours_(new QCheckBox),
      hint_(new QLabel) {
  setObjectName(QStringLiteral("compare_page"));
  blink_->setCheckable(true);
  same_colours_->setChecked(true);
  blink_->setFocusPolicy(Qt::NoFocus);  // Space flips the maps
  same_colours_->setFocusPolicy(Qt::NoFocus);
  constexpr int kBlink_ms = 700;
  timer_.setInterval(kBlink_ms);
  auto* maps = new QWidget;
  auto* row = new QHBoxLayout(maps);
  row->setContentsMargins(0, 0, 0, 0);
  row->addWidget(a_, 1);
  row->addWidget(b_, 1);
  auto* splitter = new QSplitter;
  splitter->addWidget(maps);
  splitter->addWidget(differences_);
  splitter->setStretchFactor(0, 1);
  splitter->setSizes({1000, 300});
  splitter->setCollapsible(0, false);
  auto* top = new QHBoxLayout;
  top->addWidget(blink_);
  top->addWidget(same_colours_);
  top->addWidget(hint_, 1);
  top->addWidget(back_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(6, 6, 6, 6);
  layout->addLayout(top);
  layout->addWidget(splitter, 1);

  lock(*a_, *b_);
  lock(*b_, *a_);
  connect(blink_, &QPushButton::toggled, this, &ComparePage::set_blinking);
  connect(back_, &QPushButton::clicked, this, &ComparePage::closed);
  connect(&timer_, &QTimer::timeout, this, &ComparePage::flip);
  connect(differences_, &DifferenceList::chips_chosen, this, &ComparePage::pick);
  connect(differences_, &DifferenceList::chip_chosen, this, [this](std::size_t k) {
    if (!differences_->diff()) return;
    a_->session().set_current(differences_->diff()->changed.index_a[k]);
    a_->map().show_current();
  });
  retranslate();
}

/// What a person does on one side, happens on the other.
void ComparePage::lock(CompareSide& one, CompareSide& other) {
  connect(&one.map(), &MapView::viewport_changed, &other.map(), &MapView::set_viewport);
  connect(&one.session(), &Session::current_changed, this, [&one, &other] {
    if (!one.session().wafer() || !other.session().wafer()) return;
    const auto row = one.session().current();
    other.session().set_current(
        row ? other.session().wafer()->grid().table_row(one.session().wafer()->grid().chip(*row)) : std::nullopt);
  });
  connect(&one.session(), &Session::range_changed, this, [this, &one, &other] { share_range(one, other); });
  connect(&one.session(), &Session::opened, this, &ComparePage::wafer_opened);
  connect(&one.session(), &Session::failed, this,
          [this](const QString& what) { tell_problem(this, tr("This cannot be shown"), what); });
  connect(&one, &CompareSide::other_result_wanted, this, [this, &one] { choose_other(one); });
}

void ComparePage::share_range(CompareSide& from, CompareSide& to) {
  const bool same = from.session().picture() && to.session().picture() &&
                    from.session().picture()->subject() == to.session().picture()->subject();
  if (same && same_colours_->isChecked()) to.session().set_range(from.session().range());
}

void ComparePage::begin(const WaferResultPtr& wafer, const QString& subject) {
  differences_->clear();
  const QString before = wafer->has("el_intensity") && subject != QStringLiteral("el_intensity")
                             ? QStringLiteral("el_intensity")
                         : subject == QString::fromLatin1(kClassSubject) ? QStringLiteral("relative_intensity")
                                                                         : QString::fromLatin1(kClassSubject);
  a_->session().show_subject(subject);
  b_->session().show_subject(before);
  a_->session().show_wafer(wafer);
  b_->session().show_wafer(wafer);
  setFocus();
}

void ComparePage::open_other(CompareSide& side, const QString& folder) {
  side.session().show_subject((&side == a_ ? b_ : a_)->session().subject());  // the same of both, to begin with
  side.session().open(folder);
}

void ComparePage::choose_other(CompareSide& side) {
  const QString folder = QFileDialog::getExistingDirectory(this, tr("Compare with this result"),
                                                           QSettings().value(QStringLiteral("last_folder")).toString());
  if (!folder.isEmpty()) open_other(side, folder);
}

void ComparePage::wafer_opened() {
  const WaferResultPtr &a = a_->session().wafer(), &b = b_->session().wafer();
  if (a && b && a->folder() != b->folder()) {
    differences_->compare(a->folder(), b->folder());
  } else {
    differences_->clear();
  }
  if (a && b) b_->map().set_viewport(a_->map().viewport());
}

void ComparePage::pick(const std::vector<std::size_t>& changed) {
  const ChangedChips& chips = differences_->diff()->changed;
  auto of_a = std::make_shared<ChipSet>(a_->session().wafer()->size());
  auto of_b = std::make_shared<ChipSet>(b_->session().wafer()->size());
  for (const std::size_t k : changed) {
    of_a->insert(chips.index_a[k]);
    of_b->insert(chips.index_b[k]);
  }
  a_->session().pick(std::move(of_a));
  b_->session().pick(std::move(of_b));
}

bool ComparePage::is_blinking() const {
  return blink_->isChecked();
}

void ComparePage::set_blinking(bool on) {
  blink_->setChecked(on);
  if (on) {
    b_->hide();
    timer_.start();
  } else {
    timer_.stop();
    a_->show();
    b_->show();
  }
}

void ComparePage::flip() {
  const bool show_b = b_->isHidden();
  const Viewport view = (show_b ? a_ : b_)->map().viewport();
  setUpdatesEnabled(false);  // no frame with both, or none
  (show_b ? a_ : b_)->hide();
  (show_b ? b_ : a_)->show();
  (show_b ? b_ : a_)->map().set_viewport(view);
  setUpdatesEnabled(true);
}

void ComparePage::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_B) {
    set_blinking(!is_blinking());
  } else if (event->key() == Qt::Key_Space && is_blinking()) {
    timer_.stop();  // a person has taken over
    flip();
  } else if (event->key() == Qt::Key_Escape) {
    Q_EMIT closed();
  } else {
    QWidget::keyPressEvent(event);
  }
}

void ComparePage::hideEvent(QHideEvent* event) {
  if (!event->spontaneous()) set_blinking(false);
}

void ComparePage::retranslate() {
  blink_->setText(tr("Blink (B)"));
  back_->setText(tr("Back to the map"));
  same_colours_->setText(tr("The same colours for the same values"));
  hint_->setText(tr("B blinks, Space flips by hand; both maps move together."));
}

void ComparePage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace pellucid::gui
