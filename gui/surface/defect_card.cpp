#include "gui/surface/defect_card.h"

#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <cmath>

#include "gui/app/wording.h"
#include "gui/model/background.h"
#include "gui/panes/plot_style.h"
#include "gui/surface/surface_wording.h"

namespace pellucid::gui {

DefectCard::DefectCard(SurfaceSession& session, QWidget* parent)
    : QWidget(parent), session_(session), head_(new QLabel), pixels_(new QWidget), figures_(new QTreeWidget) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(head_);
  layout->addWidget(pixels_, 2);
  layout->addWidget(figures_, 3);
  head_->setWordWrap(true);
  head_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  pixels_->setMinimumHeight(120);
  pixels_->installEventFilter(this);
  figures_->setColumnCount(3);
  figures_->setHeaderHidden(true);
  figures_->setRootIsDecorated(false);
  figures_->setUniformRowHeights(true);
  figures_->setSelectionMode(QAbstractItemView::NoSelection);
  figures_->setFrameShape(QFrame::NoFrame);
  figures_->header()->setStretchLastSection(false);
  figures_->header()->setMinimumSectionSize(20);
  connect(&session_, &SurfaceSession::opened, this, &DefectCard::read);
  connect(&session_, &SurfaceSession::current_changed, this, &DefectCard::read);
  read();
}

QString DefectCard::head() const {
  return head_->text();
}

void DefectCard::read() {
  const quint64 ticket = ++reading_;
  patch_.reset();
  picture_ = {};
  problem_.clear();
  show_figures();
  if (!session_.current()) return;
  in_background(
      this, reading_pool(),
      [result = session_.result(), defect = *session_.current()] { return result->pixels(defect); },
      [this, ticket](Result<PixelPatch> patch) {
        if (ticket != reading_) return;
        if (patch) {
          const std::vector<std::uint8_t> grey = grey_levels(*patch);
          const auto width = static_cast<int>(patch->width), height = static_cast<int>(patch->height);
          picture_ = QImage(grey.data(), width, height, width, QImage::Format_Grayscale8).copy();
          patch_ = std::move(*patch);
        } else {
          problem_ = QString::fromStdString(patch.error().message());
        }
        pixels_->update();
      });
}

void DefectCard::show_figures() {
  figures_->clear();
  const bool has_defect = session_.result() && session_.current();
  pixels_->setVisible(has_defect);
  figures_->setVisible(has_defect);
  static_cast<QVBoxLayout*>(layout())->setAlignment(head_, has_defect ? Qt::Alignment() : Qt::AlignTop);
  if (!has_defect) {
    head_->setText(tr("Click a defect on the map or in the list to see what was measured of it."));
    return;
  }
  const SurfaceDefect& d = session_.result()->defects()[*session_.current()];
  head_->setText(QStringLiteral("<b style='font-size:large'>%1</b><br><span style='color:%2'>■</span> %3")
                     .arg(title_of(d.surface_class).toHtmlEscaped(), colour_of_defect(d.surface_class).name(),
                          tr("x %1 mm, y %2 mm").arg(place_text(d.centre_um.x), place_text(d.centre_um.y))));
  for (const DefectFigure& figure : defect_figures()) {
    const bool elsewhere = figure.name == "x_um" || figure.name == "y_um" || figure.name == "contrast_sigma" ||
                           figure.name == "left_um" || figure.name == "right_um" || figure.name == "top_um" ||
                           figure.name == "bottom_um";
    if (elsewhere) continue;
    const QString value =
        figure.name == "contrast" ? uncertain_text(100 * d.contrast, 100 * d.contrast_sigma) : figure_text(figure, d);
    auto* item = new QTreeWidgetItem(figures_, {title_of(std::string(figure.name)), value, figure_unit(figure)});
    item->setToolTip(0, QString::fromLatin1(figure.name.data(), static_cast<qsizetype>(figure.name.size())));
    item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
  }
  figures_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
  figures_->resizeColumnToContents(1);
  figures_->resizeColumnToContents(2);
}

/// The light about the defect, its bounding box on it.
void DefectCard::paint_pixels() {
  QPainter painter(pixels_);
  if (!patch_ || !session_.current()) {
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(pixels_->rect(), Qt::AlignTop | Qt::TextWrapAnywhere, problem_);
    return;
  }
  const double wide = static_cast<double>(patch_->width) * patch_->pixel_um.x;
  const double high = static_cast<double>(patch_->height) * patch_->pixel_um.y;
  const double scale = std::min(pixels_->width() / wide, pixels_->height() / high);
  const QRectF box((pixels_->width() - wide * scale) / 2, 0, wide * scale, high * scale);
  painter.drawImage(box, picture_);
  const SurfaceDefect& d = session_.result()->defects()[*session_.current()];
  const QPointF corner =
      box.topLeft() + QPointF(d.low_um.x - patch_->corner_um.x, patch_->corner_um.y - d.high_um.y) * scale;
  painter.setPen(QPen(accent_colour(), 1.5));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(
      QRectF(corner, QSizeF(d.high_um.x - d.low_um.x, d.high_um.y - d.low_um.y) * scale).adjusted(-2, -2, 2, 2));
}

bool DefectCard::eventFilter(QObject* watched, QEvent* event) {
  if (watched == pixels_ && event->type() == QEvent::Paint) {
    paint_pixels();
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

void DefectCard::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) show_figures();
  QWidget::changeEvent(event);
}

}  // namespace pellucid::gui
