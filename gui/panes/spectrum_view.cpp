#include "gui/panes/spectrum_view.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "gui/app/wording.h"
#include "gui/model/background.h"
#include "gui/panes/custom_plot.h"
#include "gui/panes/plot_style.h"

namespace pellucid::gui {
namespace {

constexpr int kMeasured = 0, kFitted = 1, kPeak = 2, kWidth = 3;  // graphs of the plot
constexpr double kWidthsShown = 3;                                // to both sides of the peak

QString value_text(const QString& name, const Measured& m) {
  if (!std::isfinite(m.value)) return {};
  return QStringLiteral("%1 %2 nm")
      .arg(name, uncertain_text(static_cast<double>(m.value), static_cast<double>(m.sigma)));
}

/// What is to be known of a spectrum beside its figures.
QString state_text(SpectrumState state) {
  switch (state) {
    case SpectrumState::saturated:
      return SpectrumView::tr("Saturated: its counts are clipped, it has no figures");
    case SpectrumState::dark:
      return SpectrumView::tr("No light above the noise");
    case SpectrumState::invalid:
      return SpectrumView::tr("No line can be told in it");
    case SpectrumState::irregular:
      return SpectrumView::tr("No line shape fits: read off the spectrum itself");
    case SpectrumState::cut:
      return SpectrumView::tr("The line reaches over the end of the spectrum: only its peak is used");
    case SpectrumState::measured:
      break;
  }
  return {};
}

QString where_text(const NearestSite& site) {
  const QString distance = SpectrumView::tr("%1 µm").arg(QLocale().toString(site.distance_um, 'f', 0));
  if (site.is_on_chip) return SpectrumView::tr("Spectrum of this chip, %1 from its middle").arg(distance);
  const QString whose = site.stored.column < 0
                            ? SpectrumView::tr("on no chip")
                            : SpectrumView::tr("of column %1, row %2").arg(site.stored.column).arg(site.stored.row);
  return SpectrumView::tr("Not measured on this chip. Nearest spectrum: %1, %2 away").arg(whose, distance);
}

}  // namespace

SpectrumView::SpectrumView(QWidget* parent)
    : QWidget(parent), words_(new QLabel), problem_(new QLabel), plot_(new QCustomPlot) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 6, 4, 0);
  layout->addWidget(words_);
  layout->addWidget(plot_, 1);
  layout->addWidget(problem_, 1);
  for (QLabel* label : {words_, problem_}) {
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  }
  problem_->setAlignment(Qt::AlignTop);
  problem_->hide();
  plot_->setMinimumHeight(150);
  for (int graph = kMeasured; graph <= kWidth; ++graph) plot_->addGraph();
  plot_->graph(kMeasured)->setLineStyle(QCPGraph::lsNone);
  plot_->graph(kMeasured)->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, 3));
  plot_->graph(kWidth)->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssTriangle, 5));
  plot_->xAxis->setNumberFormat(QStringLiteral("f"));
  plot_->xAxis->setNumberPrecision(0);
  plot_->xAxis->ticker()->setTickCount(4);
  plot_->yAxis->setNumberFormat(QStringLiteral("gb"));
  retranslate();
}

QString SpectrumView::text() const {
  return words_->text();
}

void SpectrumView::retranslate() {
  setAccessibleName(tr("Spectrum nearest to the chip at hand"));
  plot_->xAxis->setLabel(tr("Wavelength [nm]"));
  plot_->yAxis->setLabel(tr("Counts"));
  style_plot(*plot_);
  const QColor grey = palette().color(QPalette::PlaceholderText);
  plot_->graph(kMeasured)->setPen(QPen(grey));
  plot_->graph(kFitted)->setPen(QPen(accent_colour(), 1.5));
  for (const int mark : {kPeak, kWidth})
    plot_->graph(mark)->setPen(QPen(palette().color(QPalette::Text), 1, Qt::DashLine));
  show_text();
}

void SpectrumView::show_chip(std::shared_ptr<ChipEvidence> evidence, Vec2 place_um, ChipIndex chip) {
  const quint64 ticket = ++reading_;
  if (!evidence) {
    spectrum_.reset();
    return Q_EMIT found(false);
  }
  in_background(
      this, reading_pool(), [evidence, place_um, chip] { return evidence->spectrum(place_um, chip); },
      [this, ticket](Result<std::optional<SpectrumEvidence>> spectrum) {
        if (ticket != reading_) return;
        spectrum_ = spectrum ? std::move(*spectrum) : std::nullopt;
        show_text();
        show_curve();
        Q_EMIT found(spectrum_.has_value());
      });
}

void SpectrumView::show_text() {
  words_->clear();
  if (!spectrum_) return;
  const SpectrumFigures& f = spectrum_->site.stored.site.figures;
  QStringList lines{where_text(spectrum_->site).toHtmlEscaped()};
  const QString state = state_text(f.state);
  if (!state.isEmpty()) lines.append(QStringLiteral("<b>%1</b>").arg(state.toHtmlEscaped()));
  for (const auto& [name, figure] :
       {std::pair{tr("Peak"), f.peak_nm}, std::pair{tr("FWHM"), f.fwhm_nm}, std::pair{tr("Centroid"), f.centroid_nm},
        std::pair{tr("Dominant"), f.dominant_nm}}) {
    const QString value = value_text(name, figure);
    if (!value.isEmpty()) lines.append(value.toHtmlEscaped());
  }
  words_->setText(lines.join(QStringLiteral("<br>")));
}

void SpectrumView::show_curve() {
  const bool has_curve = spectrum_ && spectrum_->curve;
  plot_->setVisible(has_curve);
  problem_->setVisible(spectrum_ && !has_curve);
  if (!has_curve) {
    if (spectrum_) problem_->setText(QString::fromStdString(spectrum_->curve.error().message()));
    return;
  }
  const SiteCurve& curve = *spectrum_->curve;
  const QVector<double> nm(curve.nm.begin(), curve.nm.end());
  plot_->graph(kMeasured)->setData(nm, QVector<double>(curve.counts.begin(), curve.counts.end()), true);
  plot_->graph(kFitted)->data()->clear();
  if (!curve.model.empty())
    plot_->graph(kFitted)->setData(nm, QVector<double>(curve.model.begin(), curve.model.end()), true);
  mark_line(curve);
  bool found_range = false;
  const QCPRange counts = plot_->graph(kMeasured)->getValueRange(found_range, QCP::sdBoth, plot_->xAxis->range());
  if (found_range) plot_->yAxis->setRange(std::min(0.0, counts.lower), 1.08 * counts.upper);
  plot_->replot();
}

/// Peak and width, and the part of the spectrum that they stand in.
void SpectrumView::mark_line(const SiteCurve& curve) {
  for (const int mark : {kPeak, kWidth}) plot_->graph(mark)->data()->clear();
  const SpectrumFigures& f = spectrum_->site.stored.site.figures;
  const auto first = static_cast<double>(curve.nm.front()), last = static_cast<double>(curve.nm.back());
  plot_->xAxis->setRange(first, last);
  const auto peak = static_cast<double>(f.peak_nm.value);
  if (!std::isfinite(peak)) return;
  const auto channel = static_cast<std::size_t>(std::ranges::lower_bound(curve.nm, f.peak_nm.value) - curve.nm.begin());
  const std::vector<float>& line = curve.model.empty() ? curve.counts : curve.model;
  const auto top = static_cast<double>(line[std::min(channel, line.size() - 1)]);
  plot_->graph(kPeak)->setData({peak, peak}, {0.0, top}, true);
  if (std::isfinite(curve.half.counts))
    plot_->graph(kWidth)->setData({curve.half.low_nm, curve.half.high_nm}, {curve.half.counts, curve.half.counts},
                                  true);
  const auto width = static_cast<double>(f.fwhm_nm.value);
  if (!std::isfinite(width)) return;
  plot_->xAxis->setRange(std::max(first, peak - kWidthsShown * width), std::min(last, peak + kWidthsShown * width));
}

void SpectrumView::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange) {
    retranslate();
    plot_->replot();
  }
  QWidget::changeEvent(event);
}

}  // namespace pellucid::gui
