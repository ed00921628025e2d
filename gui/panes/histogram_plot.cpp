#include "gui/panes/histogram_plot.h"

#include <QMouseEvent>
#include <QVBoxLayout>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <utility>

#include "gui/map/tile_renderer.h"
#include "gui/panes/custom_plot.h"
#include "gui/panes/plot_style.h"
#include "results/map_colours.h"

namespace pellucid::gui {
namespace {

constexpr int kBars = 240;
constexpr double kReach_px = 6;  // of a limit's line
/// A bar of one chip has to be seen on a logarithmic axis, where zero has no place.
constexpr double kFloor = 0.6;

QColor good_colour() {
  return QColor::fromRgb(0x3a, 0x9e, 0x6e);
}

QColor others_colour() {
  return QColor::fromRgb(packed(colour_of(ChipClass::dark)));
}

}  // namespace

HistogramPlot::HistogramPlot(QWidget* parent) : QWidget(parent), plot_(new QCustomPlot) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(plot_);
  others_ = plot_->addGraph();
  good_ = plot_->addGraph();
  picked_graph_ = plot_->addGraph();
  for (QCPGraph* graph : {others_, good_, picked_graph_}) graph->setLineStyle(QCPGraph::lsStepLeft);
  const auto shade = [this] {
    auto* rect = new QCPItemRect(plot_);
    rect->setPen(Qt::NoPen);
    QColor colour = accent_colour();
    colour.setAlpha(36);
    rect->setBrush(colour);
    rect->setLayer(QStringLiteral("overlay"));
    for (QCPItemPosition* corner : {rect->topLeft, rect->bottomRight})
      corner->setTypeY(QCPItemPosition::ptAxisRectRatio);
    return rect;
  };
  lower_shade_ = shade();
  upper_shade_ = shade();
  const auto line = [this] {
    auto* made = new QCPItemStraightLine(plot_);
    made->setPen(QPen(accent_colour(), 2));
    made->setLayer(QStringLiteral("overlay"));
    return made;
  };
  lower_line_ = line();
  upper_line_ = line();
  plot_->setMouseTracking(true);
  connect(plot_, &QCustomPlot::mousePress, this, &HistogramPlot::press);
  connect(plot_, &QCustomPlot::mouseMove, this, &HistogramPlot::move);
  connect(plot_, &QCustomPlot::mouseRelease, this, [this] {
    const Held held = std::exchange(held_, Held::nothing);
    if (held == Held::lower || held == Held::upper) Q_EMIT limit_dropped();
  });
  connect(plot_, &QCustomPlot::mouseDoubleClick, this, &HistogramPlot::choose);
  connect(plot_, &QCustomPlot::mouseWheel, this, &HistogramPlot::scroll);
  plot_->yAxis->setNumberFormat(QStringLiteral("gbc"));
  plot_->yAxis->setNumberPrecision(3);
  plot_->legend->setVisible(true);
  restyle();
  set_log_counts(true);
}

void HistogramPlot::set_distribution(std::shared_ptr<const Distribution> distribution, const QString& title,
                                     bool keep_view) {
  distribution_ = std::move(distribution);
  plot_->xAxis->setLabel(title);
  if (keep_view) return redraw();
  if (distribution_ && distribution_->size() > 0) {
    const SortedValues& typical = distribution_->good.size() > 0 ? distribution_->good : distribution_->others;
    lower_ = typical.quantile(0.001);
    upper_ = typical.quantile(0.999);
    Q_EMIT limits_changed();
  }
  fit();
}

void HistogramPlot::set_picked(std::shared_ptr<const SortedValues> picked) {
  picked_ = std::move(picked);
  redraw();
}

void HistogramPlot::set_parts(Parts parts) {
  parts_ = parts;
  redraw();
}

void HistogramPlot::set_log_counts(bool log) {
  plot_->yAxis->setScaleType(log ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
  if (log)
    plot_->yAxis->setTicker(QSharedPointer<QCPAxisTickerLog>(new QCPAxisTickerLog));
  else
    plot_->yAxis->setTicker(QSharedPointer<QCPAxisTicker>(new QCPAxisTicker));
  redraw();
}

void HistogramPlot::set_limits(double lower, double upper) {
  if (lower == lower_ && upper == upper_) return;
  lower_ = lower;
  upper_ = upper;
  place_limits();
  Q_EMIT limits_changed();
}

/// All but the odd ones far out: those are found by zooming out.
void HistogramPlot::fit() {
  if (distribution_ && distribution_->size() > 0) {
    double low = INFINITY, high = -INFINITY;
    for (const SortedValues* part : {&distribution_->good, &distribution_->others}) {
      if (part->size() == 0) continue;
      low = std::min(low, part->quantile(part == &distribution_->good ? 0.0002 : 0.02));
      high = std::max(high, part->quantile(part == &distribution_->good ? 0.9998 : 0.98));
    }
    const double room = high > low ? 0.04 * (high - low) : std::max(std::abs(high), 1.0) * 0.01;
    plot_->xAxis->setRange(low - room, high + room);
  }
  redraw();
}

double HistogramPlot::bar_width() const {
  return plot_->xAxis->range().size() / kBars;
}

void HistogramPlot::redraw() {
  for (QCPGraph* graph : {others_, good_, picked_graph_}) {
    graph->data()->clear();
    graph->setVisible(false);
  }
  double most = 1;
  const double low = plot_->xAxis->range().lower, width = bar_width();
  const auto bars = [&](QCPGraph* graph, auto below) {
    QVector<QCPGraphData> steps(kBars + 1);
    for (int i = 0; i < kBars; ++i) {
      const auto count = static_cast<double>(below(low + (i + 1) * width) - below(low + i * width));
      most = std::max(most, count);
      steps[i] = {low + i * width,
                  std::max(count, plot_->yAxis->scaleType() == QCPAxis::stLogarithmic ? kFloor / 10 : 0)};
    }
    steps[kBars] = {low + kBars * width, steps[kBars - 1].value};
    graph->data()->set(steps, true);
    graph->setVisible(true);
  };
  if (distribution_) {
    const auto good = [&](double x) { return distribution_->good.below(x); };
    const auto others = [&](double x) { return distribution_->others.below(x); };
    const auto all = [&](double x) { return good(x) + others(x); };
    bars(good_, parts_ == Parts::together ? std::function<std::int64_t(double)>(all) : good);
    if (parts_ == Parts::stacked) bars(others_, all);
    if (parts_ == Parts::outlined) bars(others_, others);
    if (picked_) bars(picked_graph_, [&](double x) { return picked_->below(x); });
    // Stacked, the others' bars stand behind the good chips'; outlined, in front. The last in a layer is in front.
    for (QCPGraph* front : {parts_ == Parts::stacked ? good_ : others_, picked_graph_})
      front->setLayer(QStringLiteral("main"));
  }
  const bool log = plot_->yAxis->scaleType() == QCPAxis::stLogarithmic;
  plot_->yAxis->setRange(log ? kFloor : 0, log ? most * 2 : most * 1.06);
  restyle();
  place_limits();
}

void HistogramPlot::place_limits() {
  const auto place = [](QCPItemStraightLine* line, double x) {
    line->point1->setCoords(x, 1);
    line->point2->setCoords(x, 2);
  };
  place(lower_line_, lower_);
  place(upper_line_, upper_);
  const QCPRange view = plot_->xAxis->range();
  const bool shown = distribution_ && distribution_->size() > 0;
  lower_shade_->topLeft->setCoords(view.lower, 0);
  lower_shade_->bottomRight->setCoords(std::max(lower_, view.lower), 1);
  upper_shade_->topLeft->setCoords(std::min(upper_, view.upper), 0);
  upper_shade_->bottomRight->setCoords(view.upper, 1);
  for (QCPAbstractItem* item :
       {static_cast<QCPAbstractItem*>(lower_line_), static_cast<QCPAbstractItem*>(upper_line_),
        static_cast<QCPAbstractItem*>(lower_shade_), static_cast<QCPAbstractItem*>(upper_shade_)})
    item->setVisible(shown);
  plot_->replot(QCustomPlot::rpQueuedReplot);
}

HistogramPlot::Held HistogramPlot::limit_at(double x_px) const {
  const double to_lower = std::abs(plot_->xAxis->coordToPixel(lower_) - x_px);
  const double to_upper = std::abs(plot_->xAxis->coordToPixel(upper_) - x_px);
  if (std::min(to_lower, to_upper) > kReach_px || !distribution_) return Held::nothing;
  return to_lower < to_upper ? Held::lower : Held::upper;
}

void HistogramPlot::press(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  held_px_ = event->position().x();
  held_ = limit_at(held_px_);
  if (held_ == Held::nothing) held_ = Held::view;
}

void HistogramPlot::move(QMouseEvent* event) {
  const double px = event->position().x();
  const double x = plot_->xAxis->pixelToCoord(px);
  switch (held_) {
    case Held::nothing:
      plot_->setCursor(limit_at(px) == Held::nothing ? Qt::ArrowCursor : Qt::SplitHCursor);
      return;
    case Held::lower:
      return set_limits(std::min(x, upper_), upper_);
    case Held::upper:
      return set_limits(lower_, std::max(x, lower_));
    case Held::view:
      plot_->xAxis->moveRange(plot_->xAxis->pixelToCoord(held_px_) - x);
      held_px_ = px;
      redraw();
  }
}

void HistogramPlot::choose(QMouseEvent* event) {
  held_ = Held::nothing;
  if (!distribution_ || event->button() != Qt::LeftButton) return;
  const double x = plot_->xAxis->pixelToCoord(event->position().x());
  const double width = bar_width(), low = plot_->xAxis->range().lower;
  const double bar = low + std::floor((x - low) / width) * width;
  if (x < lower_)
    Q_EMIT range_chosen(-INFINITY, std::nextafter(lower_, -INFINITY));
  else if (x > upper_)
    Q_EMIT range_chosen(std::nextafter(upper_, INFINITY), INFINITY);
  else
    Q_EMIT range_chosen(bar, std::nextafter(bar + width, -INFINITY));
}

void HistogramPlot::scroll(QWheelEvent* event) {
  const double factor = std::pow(0.8, event->angleDelta().y() / 120.0);
  plot_->xAxis->scaleRange(factor, plot_->xAxis->pixelToCoord(event->position().x()));
  redraw();
}

void HistogramPlot::restyle() {
  style_plot(*plot_);
  const auto dress = [](QCPGraph* graph, QColor colour, int alpha) {
    graph->setPen(QPen(colour, 1.2));
    colour.setAlpha(alpha);
    graph->setBrush(alpha > 0 ? QBrush(colour) : QBrush(Qt::NoBrush));
  };
  dress(good_, good_colour(), parts_ == Parts::outlined ? 70 : 200);
  dress(others_, others_colour(), parts_ == Parts::outlined ? 70 : 200);
  dress(picked_graph_, picked_colour(), 90);
  good_->setName(parts_ == Parts::together ? tr("All chips") : tr("Good chips"));
  others_->setName(tr("Other chips"));
  picked_graph_->setName(tr("Picked chips"));
  plot_->yAxis->setLabel(tr("Chips"));
  plot_->legend->clearItems();
  for (QCPGraph* graph : {good_, others_, picked_graph_}) {
    if (graph->visible()) graph->addToLegend();
  }
}

void HistogramPlot::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange) redraw();
  QWidget::changeEvent(event);
}

}  // namespace pellucid::gui
