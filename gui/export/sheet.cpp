#include "gui/export/sheet.h"

#include <algorithm>

#include "gui/app/wording.h"
#include "gui/map/tile_renderer.h"

namespace pellucid::gui {

double line_height(const QPainter& painter) {
  return QFontMetricsF(painter.font(), painter.device()).height() * 1.35;
}

void draw_legend_row(QPainter& painter, const QRectF& place, const QColor& colour, const QString& name,
                     const QString& value) {
  const double line = line_height(painter);
  const QRectF swatch(place.left(), place.top() + line * 0.15, line * 0.7, line * 0.7);
  painter.fillRect(swatch, colour);
  painter.drawRect(swatch);
  const QRectF text(place.left() + line, place.top(), place.width() - line, line);
  painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter, name);
  painter.drawText(text, Qt::AlignRight | Qt::AlignVCenter, value);
}

void draw_colour_scale(QPainter& painter, const QRectF& place, bool diverging, double low, double high) {
  const double line = line_height(painter);
  const QRectF bar(place.left(), place.top() + line / 2, line * 1.2, std::min(place.height() - line, 14 * line));
  const auto& colours = value_colours(diverging);
  for (std::size_t i = 0; i < colours.size(); ++i) {
    const double top = bar.bottom() - bar.height() * static_cast<double>(i + 1) / 256;
    painter.fillRect(QRectF(bar.left(), top, bar.width(), bar.height() / 256 + 1), QColor::fromRgb(colours[i]));
  }
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(bar);
  constexpr int kSteps = 4;
  for (int i = 0; i <= kSteps; ++i) {
    const double share = static_cast<double>(i) / kSteps;
    const double y = bar.bottom() - bar.height() * share;
    painter.drawText(QRectF(bar.right() + line * 0.4, y - line / 2, place.width() - bar.width(), line),
                     Qt::AlignLeft | Qt::AlignVCenter, number_text(low + share * (high - low)));
  }
}

void draw_sheet(QPainter& painter, const QRectF& place, const Sheet& sheet, const Progress& progress,
                const std::stop_token& stop) {
  const double line = line_height(painter);
  const double legend_width = std::max(place.width() * 0.2, line * 8);
  painter.save();
  sheet.draw_map(painter, QRectF(place.left(), place.top(), place.width() - legend_width - line, place.height()),
                 progress, stop);
  painter.restore();
  if (stop.stop_requested()) return;
  painter.setPen(QPen(Qt::black, 0));
  painter.setBrush(Qt::NoBrush);
  const QRectF legend(place.right() - legend_width, place.top(), legend_width, place.height());
  QFont bold = painter.font();
  bold.setBold(true);
  painter.save();
  painter.setFont(bold);
  const QRectF title(legend.left(), legend.top(), legend.width(), 2 * line);
  painter.drawText(title, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, sheet.title());
  painter.restore();
  sheet.draw_legend(painter, legend.adjusted(0, 2 * line, 0, 0));
}

QImage sheet_image(const Sheet& sheet, QSize size, const Progress& progress, const std::stop_token& stop) {
  QImage image(size, QImage::Format_RGB32);
  image.fill(Qt::white);
  QPainter painter(&image);
  painter.setRenderHint(QPainter::Antialiasing);
  QFont font = painter.font();
  font.setPixelSize(std::max(11, size.height() / 55));
  painter.setFont(font);
  painter.setPen(Qt::black);
  const double line = line_height(painter);
  painter.drawText(QRectF(line, line * 0.5, size.width() - 2 * line, line), Qt::AlignLeft | Qt::AlignVCenter,
                   sheet.facts());
  draw_sheet(painter, QRectF(line, 2 * line, size.width() - 2 * line, size.height() - 3 * line), sheet, progress, stop);
  return image;
}

}  // namespace pellucid::gui
