#include "gui/compare/compare_side.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>
#include <QVBoxLayout>

#include "gui/app/subject_box.h"
#include "gui/panes/colour_bar.h"

namespace pellucid::gui {

CompareSide::CompareSide(const QString& letter, QWidget* parent)
    : QWidget(parent), letter_(letter), title_(new QLabel), map_(new MapView(session_)) {
  auto* other = new QToolButton;
  other->setText(tr("Other result…"));
  auto* subject = new SubjectBox(session_);
  subject->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  auto* bar = new ColourBar(session_);
  auto* top = new QHBoxLayout;
  top->addWidget(title_, 1);
  top->addWidget(subject);
  top->addWidget(other);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addLayout(top);
  layout->addWidget(map_, 1);
  layout->addWidget(bar);
  title_->setMinimumWidth(60);
  connect(other, &QToolButton::clicked, this, &CompareSide::other_result_wanted);
  connect(&session_, &Session::opened, this, &CompareSide::show_title);
  connect(&session_, &Session::picture_changed, bar,
          [this, bar] { bar->setVisible(session_.picture() && !session_.picture()->shows_classes()); });
  QSizePolicy keeps_its_place = bar->sizePolicy();
  keeps_its_place.setRetainSizeWhenHidden(true);  // both maps are of one size, whatever they show
  bar->setSizePolicy(keeps_its_place);
  bar->hide();
  show_title();
}

void CompareSide::show_title() {
  if (!session_.wafer()) return title_->setText(QStringLiteral("<b>%1</b>").arg(letter_));
  const Summary& summary = session_.wafer()->summary();
  title_->setText(
      QStringLiteral("<b>%1</b>  %2").arg(letter_, QString::fromStdString(summary.wafer.id).toHtmlEscaped()));
  title_->setToolTip(QString::fromStdString(session_.wafer()->folder().string()));
}

}  // namespace pellucid::gui
