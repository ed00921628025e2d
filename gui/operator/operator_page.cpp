#include "gui/operator/operator_page.h"

#include <QEvent>
#include <QLocale>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "gui/app/wording.h"
#include "gui/map/map_image.h"
#include "gui/model/background.h"

namespace pellucid::gui {
namespace {

/// One line, as large as the place allows, at most `most_px`.
void draw_fitted(QPainter& painter, const QRectF& place, int flags, const QString& text, double most_px,
                 bool bold = true) {
  QFont font = painter.font();
  font.setBold(bold);
  font.setPixelSize(std::max(8, static_cast<int>(std::min(most_px, place.height()))));
  const double width = QFontMetricsF(font).horizontalAdvance(text);
  if (width > place.width() && width > 0)
    font.setPixelSize(std::max(8, static_cast<int>(font.pixelSize() * place.width() / width)));
  painter.setFont(font);
  painter.drawText(place, flags | Qt::TextSingleLine, text);
}

}  // namespace

OperatorPage::OperatorPage(Session& session, QWidget* parent) : QWidget(parent), session_(session) {
  setObjectName(QStringLiteral("operator_page"));
  setFocusPolicy(Qt::StrongFocus);
  connect(&session_, &Session::opened, this, &OperatorPage::refresh);
  refresh();
}

void OperatorPage::refresh() {
  verdict_.reset();
  worst_.clear();
  map_ = QImage();
  if (const WaferResultPtr& wafer = session_.wafer()) {
    const Summary& summary = wafer->summary();
    verdict_ = verdict_of(summary);
    for (std::size_t i = 0; i < kAllClasses.size(); ++i) {
      if (kAllClasses[i] == ChipClass::good || summary.counts[i] == 0) continue;
      worst_.push_back({kAllClasses[i], summary.counts[i],
                        static_cast<double>(summary.counts[i]) / static_cast<double>(summary.chips())});
    }
    std::ranges::stable_sort(worst_, std::greater(), &ClassShare::count);
    constexpr std::size_t kMost = 5;
    worst_.resize(std::min(worst_.size(), kMost));
    make_map();
    setAccessibleName(
        QStringLiteral("%1: %2").arg(QString::fromStdString(summary.wafer.id), title_of(verdict_->verdict)));
  }
  update();
}

void OperatorPage::make_map() {
  const int side = static_cast<int>(map_place().width());
  if (!session_.wafer() || !isVisible() || side < 32) return;
  const quint64 ticket = ++drawing_;
  const double ratio = devicePixelRatioF();
  in_background(
      this, reading_pool(),
      [wafer = session_.wafer(), style = window_style(palette(), {}), px = static_cast<int>(side * ratio)]() mutable {
        style.overlay.fields = false;
        style.scale_bar = false;
        const auto picture = MapPicture::make(wafer, kClassSubject);
        const QSize size(px, px);
        return picture ? map_image(**picture, nullptr, style, whole_wafer(*wafer, size), size) : QImage();
      },
      [this, ticket, ratio](QImage image) {
        if (ticket != drawing_) return;
        map_ = std::move(image);
        map_.setDevicePixelRatio(ratio);
        update();
      });
}

void OperatorPage::set_running(const QString& text) {
  running_ = text;
  update();
}

QRectF OperatorPage::map_place() const {
  const double top = height() * 0.46, edge = height() * 0.03;
  const double side = std::max(0.0, std::min(height() - top - 2 * edge, width() * 0.4));
  return {width() - edge - side, top + (height() - top - side) / 2, side, side};
}

void OperatorPage::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.fillRect(rect(), palette().color(QPalette::Base));
  const double h = height(), edge = h * 0.03;
  const QRectF banner(0, 0, width(), h * 0.44);
  painter.setPen(palette().color(QPalette::Text));
  if (!verdict_) {
    draw_fitted(painter, rect().toRectF().adjusted(edge, 0, -edge, 0), Qt::AlignCenter,
                running_.isEmpty() ? tr("No wafer is open") : running_, h * 0.1, false);
    return;
  }
  draw_banner(painter, banner);
  painter.setPen(palette().color(QPalette::Text));
  const double left_width = map_place().left() - 2 * edge;
  draw_figures(painter, {edge, banner.bottom() + edge, left_width, h * 0.24});
  draw_classes(painter, {edge, h * 0.72, left_width, h * (running_.isEmpty() ? 0.25 : 0.20)});
  if (!map_.isNull()) painter.drawImage(map_place().topLeft(), map_);
  if (!running_.isEmpty())
    draw_fitted(painter, {edge, h * 0.94, left_width, h * 0.04}, Qt::AlignLeft | Qt::AlignVCenter, running_, h * 0.03,
                false);
}

void OperatorPage::draw_banner(QPainter& painter, const QRectF& place) const {
  painter.fillRect(place, colour_of(verdict_->verdict));
  painter.setPen(Qt::white);
  const double edge = place.height() * 0.06;
  const QStringList& reasons = verdict_->reasons;
  const double lines = static_cast<double>(std::min<qsizetype>(reasons.size(), 3));
  const double line = place.height() * 0.12;
  const QRectF word = place.adjusted(edge, edge, -edge, -edge - lines * line);
  draw_fitted(painter, word, Qt::AlignCenter, title_of(verdict_->verdict), word.height());
  for (int i = 0; i < static_cast<int>(lines); ++i) {
    const bool more = i == 2 && reasons.size() > 3;
    const QString text =
        more ? tr("%1, and %n more", nullptr, static_cast<int>(reasons.size() - 3)).arg(reasons[i]) : reasons[i];
    draw_fitted(painter, {place.left() + edge, word.bottom() + i * line, place.width() - 2 * edge, line},
                Qt::AlignCenter, text, line * 0.75, false);
  }
}

void OperatorPage::draw_figures(QPainter& painter, const QRectF& place) const {
  const Summary& summary = session_.wafer()->summary();
  const QString lot = QString::fromStdString(summary.wafer.lot), id = QString::fromStdString(summary.wafer.id);
  const QRectF upper(place.left(), place.top(), place.width(), place.height() * 0.45);
  const QRectF lower(place.left(), upper.bottom(), place.width(), place.height() * 0.5);
  draw_fitted(painter, upper, Qt::AlignLeft | Qt::AlignVCenter, lot.isEmpty() ? id : lot + QStringLiteral(" / ") + id,
              upper.height() * 0.8);
  const QString yield = std::isfinite(summary.yield)
                            ? tr("Yield %1 %").arg(QLocale().toString(100 * summary.yield, 'f', 2))
                            : tr("Yield not known");
  draw_fitted(painter, lower, Qt::AlignLeft | Qt::AlignVCenter, yield, lower.height() * 0.8);
}

void OperatorPage::draw_classes(QPainter& painter, const QRectF& place) const {
  constexpr int kLines = 5;
  const double line = place.height() / kLines;
  const double name_width = place.width() * 0.34, count_width = place.width() * 0.24, share_width = place.width() * 0.3;
  double y = place.top();
  for (const ClassShare& c : worst_) {
    const QRectF swatch(place.left(), y + line * 0.2, line * 0.6, line * 0.6);
    painter.fillRect(swatch, QColor::fromRgb(colour_of_rank(rank_of(c.chip_class))));
    painter.drawRect(swatch);
    const double at = place.left() + line;
    draw_fitted(painter, {at, y, name_width, line}, Qt::AlignLeft | Qt::AlignVCenter, title_of(c.chip_class),
                line * 0.7, false);
    draw_fitted(painter, {at + name_width, y, count_width, line}, Qt::AlignRight | Qt::AlignVCenter,
                count_text(c.count), line * 0.7, false);
    const QString share = c.share >= 0.001 ? tr("%1 %").arg(QLocale().toString(100 * c.share, 'f', 2))
                                           : tr("%1 ppm").arg(QLocale().toString(1e6 * c.share, 'f', 0));
    const double share_at = at + name_width + count_width + line * 0.5;
    draw_fitted(painter, {share_at, y, std::min(share_width, place.right() - share_at), line},
                Qt::AlignRight | Qt::AlignVCenter, share, line * 0.7, false);
    y += line;
  }
  if (worst_.empty())
    draw_fitted(painter, {place.left(), y, place.width(), line}, Qt::AlignLeft | Qt::AlignVCenter,
                tr("Every chip is good"), line * 0.7, false);
}

void OperatorPage::resizeEvent(QResizeEvent*) {
  make_map();
}

void OperatorPage::showEvent(QShowEvent*) {
  make_map();
}

void OperatorPage::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange) refresh();
  QWidget::changeEvent(event);
}

}  // namespace pellucid::gui
