#include "gui/surface/surface_legend.h"

#include <QEvent>
#include <QHeaderView>
#include <QPainter>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "gui/app/wording.h"
#include "gui/map/tile_renderer.h"
#include "gui/surface/surface_wording.h"

namespace pellucid::gui {
namespace {

/// The colours of the plane, with the values at their ends.
class PlaneBar : public QWidget {
 public:
  explicit PlaneBar(SurfaceSession& session) : session_(session) {
    setMinimumHeight(52);
    connect(&session_, &SurfaceSession::image_changed, this, qOverload<>(&QWidget::update));
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    if (!session_.has_plane()) return;
    QPainter painter(this);
    const QRect bar(8, 6, width() - 16, 18);
    const auto& colours = value_colours(false);
    for (int x = 0; x < bar.width(); ++x) {
      painter.setPen(QColor::fromRgb(colours[static_cast<std::size_t>(x * 255 / std::max(1, bar.width() - 1))]));
      painter.drawLine(bar.left() + x, bar.top(), bar.left() + x, bar.bottom());
    }
    painter.setPen(palette().color(QPalette::Text));
    painter.drawRect(bar);
    const ValueRange range = session_.plane().natural_range;
    const QRect text(bar.left(), bar.bottom() + 4, bar.width(), 20);
    painter.drawText(text, Qt::AlignLeft, number_text(range.low));
    painter.drawText(text, Qt::AlignHCenter, number_text((range.low + range.high) / 2));
    painter.drawText(text, Qt::AlignRight, number_text(range.high));
  }

 private:
  SurfaceSession& session_;
};

}  // namespace

SurfaceLegend::SurfaceLegend(SurfaceSession& session, QWidget* parent)
    : QWidget(parent), session_(session), classes_(new QTreeWidget) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(new PlaneBar(session));
  layout->addWidget(classes_, 1);
  classes_->setRootIsDecorated(false);
  classes_->setColumnCount(2);
  classes_->setUniformRowHeights(true);
  classes_->setFrameShape(QFrame::NoFrame);
  classes_->header()->setStretchLastSection(false);
  connect(&session_, &SurfaceSession::opened, this, &SurfaceLegend::refresh);
  connect(classes_, &QTreeWidget::itemChanged, this, &SurfaceLegend::item_changed);
  refresh();
}

void SurfaceLegend::refresh() {
  const QSignalBlocker quiet(classes_);
  classes_->clear();
  classes_->setHeaderLabels({tr("Class"), tr("Defects")});
  classes_->setToolTip(tr("Uncheck a class to leave its defects out of map and list"));
  classes_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
  if (!session_.result()) return;
  for (std::size_t i = 0; i < kSurfaceClasses.size(); ++i) {
    const SurfaceClass c = kSurfaceClasses[i];
    auto* item = new QTreeWidgetItem(classes_, {title_of(c), count_text(session_.result()->surface().counts[i])});
    item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    item->setIcon(0, swatch_of(c));
    item->setData(0, Qt::UserRole, static_cast<int>(c));
    item->setCheckState(0, (session_.hidden() & bit_of(c)) != 0 ? Qt::Unchecked : Qt::Checked);
  }
  classes_->resizeColumnToContents(1);
}

void SurfaceLegend::item_changed() {
  unsigned hidden = 0;
  for (int i = 0; i < classes_->topLevelItemCount(); ++i) {
    const QTreeWidgetItem* item = classes_->topLevelItem(i);
    if (item->checkState(0) == Qt::Unchecked)
      hidden |= bit_of(static_cast<SurfaceClass>(item->data(0, Qt::UserRole).toInt()));
  }
  session_.set_hidden(hidden);
}

void SurfaceLegend::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) refresh();
  QWidget::changeEvent(event);
}

}  // namespace pellucid::gui
