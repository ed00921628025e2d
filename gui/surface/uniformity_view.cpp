#include "gui/surface/uniformity_view.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QTreeWidget>
#include <cmath>

#include "gui/app/wording.h"
#include "gui/panes/custom_plot.h"
#include "gui/panes/plot_style.h"

namespace pellucid::gui {

UniformityView::UniformityView(SurfaceSession& session, QWidget* parent)
    : QWidget(parent), session_(session), plot_(new QCustomPlot), zones_(new QTreeWidget) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(plot_, 3);
  layout->addWidget(zones_, 2);
  plot_->setMinimumHeight(120);
  QCPGraph* mean = plot_->addGraph();
  mean->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, 5));
  auto* spread = new QCPErrorBars(plot_->xAxis, plot_->yAxis);
  spread->setDataPlottable(mean);
  zones_->setColumnCount(3);
  zones_->setRootIsDecorated(false);
  zones_->setUniformRowHeights(true);
  zones_->setSelectionMode(QAbstractItemView::NoSelection);
  zones_->setFrameShape(QFrame::NoFrame);
  zones_->header()->setStretchLastSection(false);
  connect(&session_, &SurfaceSession::opened, this, &UniformityView::refresh);
  refresh();
}

void UniformityView::refresh() {
  plot_->xAxis->setLabel(tr("Distance from the middle [mm]"));
  plot_->yAxis->setLabel(tr("Light [e/px]"));
  plot_->setToolTip(tr("Mean of the cells in rings about the middle; bars: their scatter"));
  style_plot(*plot_);
  plot_->graph(0)->setPen(QPen(accent_colour(), 1.5));
  static_cast<QCPErrorBars*>(plot_->plottable(1))->setPen(QPen(palette().color(QPalette::PlaceholderText)));
  zones_->clear();
  zones_->setHeaderLabels({tr("Zone"), tr("Light [e/px]"), tr("Scatter")});
  zones_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
  QVector<double> radius, mean, spread;
  if (session_.result()) {
    const SurfaceUniformity& uniformity = session_.result()->surface().uniformity;
    for (const RadialPoint& point : uniformity.radial) {
      if (!std::isfinite(point.light_e.mean)) continue;
      radius.append(point.radius_mm);
      mean.append(point.light_e.mean);
      spread.append(std::isfinite(point.light_e.std) ? point.light_e.std : 0.0);
    }
    show_zones(uniformity);
  }
  plot_->graph(0)->setData(radius, mean, true);
  static_cast<QCPErrorBars*>(plot_->plottable(1))->setData(spread);
  plot_->rescaleAxes();
  plot_->xAxis->setRange(0, plot_->xAxis->range().upper * 1.05);
  plot_->yAxis->scaleRange(1.1);
  plot_->replot();
}

void UniformityView::show_zones(const SurfaceUniformity& uniformity) {
  const auto add = [&](const QString& name, const CellSpread& zone) {
    const QString scatter = zone.mean > 0 && std::isfinite(zone.std)
                                ? number_text(100 * zone.std / zone.mean) + QStringLiteral(" %")
                                : number_text(NAN);
    auto* item = new QTreeWidgetItem(zones_, {name, number_text(zone.mean), scatter});
    for (const int column : {1, 2}) item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
  };
  const QString names[] = {tr("Centre"), tr("Right"), tr("Top"), tr("Left"), tr("Bottom")};
  for (std::size_t i = 0; i < uniformity.zones.size(); ++i) add(names[i], uniformity.zones[i]);
  add(tr("Whole wafer"), uniformity.light_e);
  zones_->resizeColumnToContents(1);
  zones_->resizeColumnToContents(2);
}

void UniformityView::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange) refresh();
  QWidget::changeEvent(event);
}

}  // namespace pellucid::gui
