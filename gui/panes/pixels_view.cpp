#include "gui/panes/pixels_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "gui/app/wording.h"
#include "gui/model/background.h"
#include "gui/panes/plot_style.h"

namespace pellucid::gui {
namespace {

constexpr double kTitle_px = 16;  // a layer's name over its picture

QImage picture_of(const PixelPatch& patch) {
  const std::vector<std::uint8_t> grey = grey_levels(patch);
  const auto width = static_cast<int>(patch.width), height = static_cast<int>(patch.height);
  return QImage(grey.data(), width, height, width, QImage::Format_Grayscale8).copy();
}

}  // namespace

PixelsView::PixelsView(Session& session, QWidget* parent)
    : QWidget(parent), session_(session), kind_(new QComboBox), reach_(new QComboBox) {
  kind_->addItem(QString(), static_cast<int>(PixelKind::corrected));
  kind_->addItem(QString(), static_cast<int>(PixelKind::raw));
  for (const int chips : {1, 2, 5, 10}) reach_->addItem(QStringLiteral("±%1").arg(chips), chips);
  reach_->setCurrentIndex(1);
  auto* line = new QHBoxLayout;
  line->addWidget(kind_, 1);
  line->addWidget(reach_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addLayout(line);
  layout->addStretch(1);
  connect(kind_, &QComboBox::currentIndexChanged, this, &PixelsView::read);
  connect(reach_, &QComboBox::currentIndexChanged, this, &PixelsView::read);
  retranslate();
}

void PixelsView::retranslate() {
  kind_->setItemText(0, tr("Pixels, corrected"));
  kind_->setItemText(1, tr("Pixels, raw"));
  reach_->setToolTip(tr("Chips to each side"));
  setAccessibleName(tr("Pixels of the chip at hand"));
}

void PixelsView::show_place(std::shared_ptr<ChipEvidence> evidence, Vec2 place_um) {
  evidence_ = std::move(evidence);
  place_um_ = place_um;
  read();
}

void PixelsView::read() {
  const quint64 ticket = ++reading_;
  if (!evidence_ || !session_.wafer()) {
    patches_.clear();
    pictures_.clear();
    problem_.clear();
    return update();
  }
  const Vec2 pitch = session_.wafer()->chips().pitch_um;
  const double radius_um = (reach_->currentData().toInt() + 0.5) * std::max(pitch.x, pitch.y);
  in_background(
      this, reading_pool(),
      [evidence = evidence_, place = place_um_, radius_um,
       kind = static_cast<PixelKind>(kind_->currentData().toInt())] {
        return evidence->pixels(place, radius_um, kind);
      },
      [this, ticket](Result<std::vector<PixelPatch>> patches) {
        if (ticket != reading_) return;
        patches_.clear();
        pictures_.clear();
        problem_ = patches ? QString() : QString::fromStdString(patches.error().message());
        if (patches) patches_ = std::move(*patches);
        for (const PixelPatch& patch : patches_) pictures_.push_back(picture_of(patch));
        update();
      });
}

QRectF PixelsView::patch_px(std::size_t patch) const {
  const double top = kind_->geometry().bottom() + 4;
  const double across = width() / static_cast<double>(std::max<std::size_t>(patches_.size(), 1));
  const QRectF room(static_cast<double>(patch) * across, top + kTitle_px, across - 4, height() - top - kTitle_px);
  const PixelPatch& p = patches_[patch];
  const double wide = static_cast<double>(p.width) * p.pixel_um.x, high = static_cast<double>(p.height) * p.pixel_um.y;
  const double scale = std::min(room.width() / wide, room.height() / high);
  return {room.left() + (room.width() - wide * scale) / 2, room.top(), wide * scale, high * scale};
}

void PixelsView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setPen(palette().color(QPalette::PlaceholderText));
  const QRect below = rect().adjusted(0, kind_->geometry().bottom() + 4, 0, 0);
  if (!problem_.isEmpty()) painter.drawText(below, Qt::AlignTop | Qt::TextWrapAnywhere, problem_);
  for (std::size_t i = 0; i < patches_.size(); ++i) {
    const QRectF box = patch_px(i);
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(QRectF(box.left(), box.top() - kTitle_px, box.width(), kTitle_px), Qt::AlignHCenter,
                     QString::fromStdString(patches_[i].layer));
    painter.drawImage(box, pictures_[i]);
    draw_frame(painter, patches_[i], box);
  }
}

/// The mesa as the design has it, where registration found the chip.
void PixelsView::draw_frame(QPainter& painter, const PixelPatch& patch, QRectF box) const {
  const Vec2 size = session_.wafer() ? session_.wafer()->chips().size_um : Vec2{0, 0};
  const double px_per_um = box.width() / (static_cast<double>(patch.width) * patch.pixel_um.x);
  const QPointF middle =
      box.topLeft() + QPointF(place_um_.x - patch.corner_um.x, patch.corner_um.y - place_um_.y) * px_per_um;
  const QSizeF half(size.x * px_per_um / 2, size.y * px_per_um / 2);
  painter.setPen(QPen(accent_colour(), 1.5));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(QRectF(middle - QPointF(half.width(), half.height()), half * 2));
}

bool PixelsView::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    for (std::size_t i = 0; i < patches_.size(); ++i) {
      const QRectF box = patch_px(i);
      if (!box.contains(help->pos())) continue;
      const PixelPatch& patch = patches_[i];
      const QPointF share((help->pos().x() - box.left()) / box.width(), (help->pos().y() - box.top()) / box.height());
      const auto x = std::min(static_cast<std::int64_t>(share.x() * static_cast<double>(patch.width)), patch.width - 1);
      const auto y =
          std::min(static_cast<std::int64_t>(share.y() * static_cast<double>(patch.height)), patch.height - 1);
      QToolTip::showText(help->globalPos(),
                         QStringLiteral("%1 %2").arg(number_text(patch.at(x, y)), unit_text(patch.units)));
      return true;
    }
  }
  return QWidget::event(event);
}

void PixelsView::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace pellucid::gui
