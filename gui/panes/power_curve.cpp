#include "gui/panes/power_curve.h"

#include <QVBoxLayout>
#include <cmath>

#include "gui/panes/custom_plot.h"
#include "gui/panes/plot_style.h"

namespace pellucid::gui {

PowerCurve::PowerCurve(QWidget* parent) : QWidget(parent), plot_(new QCustomPlot) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(plot_);
  plot_->setMinimumHeight(150);
  for (QCPAxis* axis : {plot_->xAxis, plot_->yAxis}) {
    axis->setScaleType(QCPAxis::stLogarithmic);
    axis->setTicker(QSharedPointer<QCPAxisTickerLog>(new QCPAxisTickerLog));
    axis->setNumberFormat(QStringLiteral("gbc"));
    axis->setNumberPrecision(2);
  }
  QCPGraph* healthy = plot_->addGraph();
  healthy->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, 5));
  QCPGraph* chip = plot_->addGraph();
  chip->setPen(QPen(accent_colour(), 2));
  chip->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, 7));
  auto* bars = new QCPErrorBars(plot_->xAxis, plot_->yAxis);
  bars->setDataPlottable(chip);
  bars->setPen(QPen(accent_colour()));
  bars->removeFromLegend();
  plot_->legend->setVisible(true);
  plot_->axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignBottom | Qt::AlignRight);
  retranslate();
}

void PowerCurve::retranslate() {
  plot_->graph(0)->setName(tr("Healthy chips there"));
  plot_->graph(1)->setName(tr("This chip"));
  plot_->xAxis->setLabel(tr("Power [W/cm²]"));
  plot_->yAxis->setLabel(tr("PL intensity [e]"));
  style_plot(*plot_);
  plot_->graph(0)->setPen(QPen(palette().color(QPalette::PlaceholderText), 1, Qt::DashLine));
}

void PowerCurve::show_points(const std::vector<PowerPoint>& points) {
  QVector<double> power, light, sigma, healthy_power, healthy;
  for (const PowerPoint& p : points) {
    if (p.light_e > 0) {  // what lies below the noise has no place on a logarithmic axis
      power.append(p.power_w_cm2);
      light.append(p.light_e);
      sigma.append(std::isfinite(p.sigma_e) ? p.sigma_e : 0.0);
    }
    if (p.healthy_e > 0) {
      healthy_power.append(p.power_w_cm2);
      healthy.append(p.healthy_e);
    }
  }
  plot_->graph(0)->setData(healthy_power, healthy);
  plot_->graph(1)->setData(power, light);
  static_cast<QCPErrorBars*>(plot_->plottable(2))->setData(sigma);
  plot_->graph(0)->rescaleAxes();
  plot_->graph(1)->rescaleAxes(true);
  for (QCPAxis* axis : {plot_->xAxis, plot_->yAxis})
    axis->setRange(axis->range().lower / 1.5, axis->range().upper * 1.5);
  plot_->replot();
}

void PowerCurve::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange) {
    retranslate();
    plot_->replot();
  }
  QWidget::changeEvent(event);
}

}  // namespace pellucid::gui
