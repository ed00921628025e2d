#include "gui/panes/scatter_plot.h"

#include <QApplication>
#include <QMouseEvent>
#include <QVBoxLayout>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "gui/app/wording.h"
#include "gui/map/tile_renderer.h"
#include "gui/panes/custom_plot.h"
#include "gui/panes/plot_style.h"
#include "results/map_colours.h"

namespace pellucid::gui {

ScatterPlot::ScatterPlot(QWidget* parent) : QWidget(parent), plot_(new QCustomPlot) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(plot_);
  density_ = new QCPColorMap(plot_->xAxis, plot_->yAxis);
  density_->setInterpolate(false);
  density_->setTightBoundary(true);
  density_->removeFromLegend();
  for (std::size_t rank = 1; rank < points_.size() - 1; ++rank) {
    points_[rank] = add_points();
    points_[rank]->setName(title_of(class_of_rank(static_cast<std::uint8_t>(rank))));
  }
  picked_ = add_points();
  current_ = add_points();
  current_->removeFromLegend();
  lasso_ = new QCPCurve(plot_->xAxis, plot_->yAxis);
  lasso_->removeFromLegend();
  // Drawn for itself: while somebody draws, the points below stay as they are.
  plot_->addLayer(QStringLiteral("drawn"), plot_->layer(QStringLiteral("main")));
  drawn_ = plot_->layer(QStringLiteral("drawn"));
  drawn_->setMode(QCPLayer::lmBuffered);
  lasso_->setLayer(drawn_);
  current_->setLayer(drawn_);
  connect(plot_, &QCustomPlot::mousePress, this, &ScatterPlot::press);
  connect(plot_, &QCustomPlot::mouseMove, this, &ScatterPlot::move);
  connect(plot_, &QCustomPlot::mouseRelease, this, &ScatterPlot::release);
  connect(plot_, &QCustomPlot::mouseDoubleClick, this, [this] { Q_EMIT fit_wanted(); });
  connect(plot_, &QCustomPlot::mouseWheel, this, &ScatterPlot::scroll);
  for (QCPAxis* axis : {plot_->xAxis, plot_->yAxis}) {
    axis->setNumberFormat(QStringLiteral("gbc"));
    axis->setNumberPrecision(4);
  }
  plot_->legend->setVisible(true);
  plot_->axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignTop | Qt::AlignLeft);  // healthy chips lie opposite
  restyle();
}

QCPGraph* ScatterPlot::add_points() {
  QCPGraph* graph = plot_->addGraph();
  graph->setLineStyle(QCPGraph::lsNone);
  graph->setAdaptiveSampling(false);
  return graph;
}

void ScatterPlot::restyle() {
  style_plot(*plot_);
  const QColor ground = palette().color(QPalette::Base);
  for (std::size_t rank = 1; rank < points_.size() - 1; ++rank) {
    const auto r = static_cast<std::uint8_t>(rank);
    const QColor colour = r == rank_of(ChipClass::good) ? QColor::fromRgb(0x3a, 0x9e, 0x6e)
                                                        : seen_on(QColor::fromRgb(colour_of_rank(r)), ground);
    points_[rank]->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssSquare, colour, colour, 3));
    points_[rank]->setName(title_of(class_of_rank(r)));
  }
  picked_->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, picked_colour(), Qt::transparent, 6));
  picked_->setName(tr("Picked chips"));
  current_->setScatterStyle(
      QCPScatterStyle(QCPScatterStyle::ssCrossCircle, QPen(accent_colour(), 2), QBrush(Qt::NoBrush), 14));
  lasso_->setPen(QPen(accent_colour(), 1.5));
  QColor fill = accent_colour();
  fill.setAlpha(40);
  lasso_->setBrush(fill);
  // From the ground's own colour to the ink's: few chips are faint, many are plain, in either look.
  QCPColorGradient gradient;
  gradient.clearColorStops();
  const bool dark = ground.lightness() < 128;
  const ColourScale& scale = viridis();
  for (const int step : {0, 64, 128, 192, 255}) {
    const Rgb c = scale[static_cast<std::size_t>(dark ? 50 + step * 205 / 255 : 230 - step * 230 / 255)];
    gradient.setColorStopAt(step / 255.0, QColor(c.r, c.g, c.b));
  }
  gradient.setNanHandling(QCPColorGradient::nhTransparent);
  density_->setGradient(gradient);
}

void ScatterPlot::set_titles(const QString& x, const QString& y) {
  plot_->xAxis->setLabel(x);
  plot_->yAxis->setLabel(y);
}

void ScatterPlot::set_rect(const ValueRect& rect) {
  plot_->xAxis->setRange(rect.x_low, rect.x_high);
  plot_->yAxis->setRange(rect.y_low, rect.y_high);
  plot_->replot(QCustomPlot::rpQueuedReplot);
  Q_EMIT rect_changed();
}

ValueRect ScatterPlot::rect() const {
  const QCPRange x = plot_->xAxis->range(), y = plot_->yAxis->range();
  return {x.lower, x.upper, y.lower, y.upper};
}

QSize ScatterPlot::size_px() const {
  return plot_->axisRect()->size();
}

QPointF ScatterPlot::px_of(QPointF values) const {
  return {plot_->xAxis->coordToPixel(values.x()), plot_->yAxis->coordToPixel(values.y())};
}

QPointF ScatterPlot::values_at(QPointF px) const {
  return {plot_->xAxis->pixelToCoord(px.x()), plot_->yAxis->pixelToCoord(px.y())};
}

void ScatterPlot::show_view(const ScatterView& view) {
  // The map's cells are told by the middles of the outermost ones.
  const double half_x = (view.rect.x_high - view.rect.x_low) / view.width / 2;
  const double half_y = (view.rect.y_high - view.rect.y_low) / view.height / 2;
  QCPColorMapData& cells = *density_->data();
  cells.setSize(view.width, view.height);
  cells.setRange({view.rect.x_low + half_x, view.rect.x_high - half_x},
                 {view.rect.y_low + half_y, view.rect.y_high - half_y});
  double most = 1;
  std::size_t i = 0;
  for (int y = 0; y < view.height; ++y) {
    for (int x = 0; x < view.width; ++x, ++i) {
      const double log_count = view.counts[i] > 0 ? std::log10(view.counts[i]) : NAN;
      cells.setCell(x, y, log_count);
      if (log_count > most) most = log_count;
    }
  }
  density_->setDataRange({0, most});
  const auto fill = [](QCPGraph* graph, const std::vector<ScatterPoint>& points) {
    QVector<QCPGraphData> at;
    at.reserve(static_cast<qsizetype>(points.size()));
    for (const ScatterPoint& p : points) at.append({p.x, p.y});
    graph->data()->set(at);
  };
  plot_->legend->clearItems();
  for (std::size_t rank = 1; rank < points_.size() - 1; ++rank) {
    fill(points_[rank], view.points[rank]);
    if (!view.points[rank].empty()) points_[rank]->addToLegend();
  }
  fill(picked_, view.picked);
  if (!view.picked.empty()) picked_->addToLegend();
  plot_->replot(QCustomPlot::rpQueuedReplot);
}

void ScatterPlot::set_current(std::optional<QPointF> place) {
  current_->data()->clear();
  if (place && std::isfinite(place->x()) && std::isfinite(place->y())) current_->addData(place->x(), place->y());
  drawn_->replot();
}

void ScatterPlot::clear() {
  density_->data()->clear();
  for (QCPGraph* graph : points_) {
    if (graph != nullptr) graph->data()->clear();
  }
  picked_->data()->clear();
  plot_->legend->clearItems();
  set_titles({}, {});
  set_current(std::nullopt);
}

void ScatterPlot::press(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton)
    drawn_px_ = QPolygonF({event->position()});
  else
    moved_px_ = event->position();
}

void ScatterPlot::move(QMouseEvent* event) {
  if (moved_px_) {
    const QPointF from = values_at(*moved_px_), to = values_at(event->position());
    moved_px_ = event->position();
    plot_->xAxis->moveRange(from.x() - to.x());
    plot_->yAxis->moveRange(from.y() - to.y());
    set_rect(rect());
  } else if (!drawn_px_.isEmpty()) {
    drawn_px_.append(event->position());
    QVector<double> x, y;
    for (const QPointF& px : drawn_px_) {
      const QPointF values = values_at(px);
      x.append(values.x());
      y.append(values.y());
    }
    lasso_->setData(x, y);
    drawn_->replot();
  }
}

void ScatterPlot::release(QMouseEvent* event) {
  moved_px_.reset();
  if (event->button() != Qt::LeftButton || drawn_px_.isEmpty()) return;
  drawn_px_.append(event->position());
  const QRectF reach = drawn_px_.boundingRect();
  if (std::max(reach.width(), reach.height()) < QApplication::startDragDistance()) {
    const QPointF here = values_at(event->position()), next = values_at(event->position() + QPointF(1, 1));
    Q_EMIT clicked(here, {std::abs(next.x() - here.x()), std::abs(next.y() - here.y())});
  } else {
    QPolygonF values;
    for (const QPointF& px : drawn_px_) values.append(values_at(px));
    Q_EMIT lasso_drawn(values);
  }
  drawn_px_.clear();
  lasso_->data()->clear();
  drawn_->replot();
}

void ScatterPlot::scroll(QWheelEvent* event) {
  const double factor = std::pow(0.8, event->angleDelta().y() / 120.0);
  const QPointF at = values_at(event->position());
  const QRect inside = plot_->axisRect()->rect();
  if (event->position().x() >= inside.left()) plot_->xAxis->scaleRange(factor, at.x());
  if (event->position().y() <= inside.bottom()) plot_->yAxis->scaleRange(factor, at.y());
  set_rect(rect());
}

void ScatterPlot::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange) {
    restyle();
    plot_->replot(QCustomPlot::rpQueuedReplot);
  }
  QWidget::changeEvent(event);
}

void ScatterPlot::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  Q_EMIT rect_changed();  // the picture has other pixels
}

}  // namespace pellucid::gui
