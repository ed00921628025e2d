#include "gui/export/map_sheet.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <array>
#include <cmath>

#include "gui/app/wording.h"
#include "results/map_colours.h"

namespace pellucid::gui {
namespace {

struct Sheet {
  Q_DECLARE_TR_FUNCTIONS(pellucid::gui::Sheet)
};

QString subject_title(const MapPicture& picture) {
  for (const ChipColumnInfo& info : picture.wafer().columns()) {
    const QString unit = unit_text(info.units);
    if (info.name == picture.subject() && !picture.shows_classes() && !unit.isEmpty())
      return QStringLiteral("%1 [%2]").arg(title_of(info.name), unit);
  }
  return title_of(picture.subject());
}

void draw_classes(QPainter& painter, QRectF place, const MapPicture& picture) {
  std::array<std::int64_t, 256> counts{};
  for (const ChipClass c : picture.classes()) ++counts[static_cast<std::size_t>(c)];
  const double line = QFontMetricsF(painter.font(), painter.device()).height() * 1.35;
  double y = place.top();
  for (auto c = kBySeverity.rbegin(); c != kBySeverity.rend(); ++c) {
    const std::int64_t count = counts[static_cast<std::size_t>(*c)];
    if (count == 0 && *c != ChipClass::good) continue;
    const QRectF swatch(place.left(), y + line * 0.15, line * 0.7, line * 0.7);
    painter.fillRect(swatch, QColor::fromRgb(colour_of_rank(rank_of(*c))));
    painter.drawRect(swatch);
    const QRectF text(place.left() + line, y, place.width() - line, line);
    painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter, title_of(*c));
    painter.drawText(text, Qt::AlignRight | Qt::AlignVCenter, count_text(count));
    y += line;
  }
}

void draw_scale(QPainter& painter, QRectF place, const MapPicture& picture, ValueRange range) {
  const double line = QFontMetricsF(painter.font(), painter.device()).height() * 1.35;
  const QRectF bar(place.left(), place.top() + line / 2, line * 1.2, std::min(place.height() - line, 14 * line));
  const auto& colours = value_colours(picture.centre().has_value());
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
                     Qt::AlignLeft | Qt::AlignVCenter,
                     number_text(range.low + share * static_cast<double>(range.high - range.low)));
  }
}

}  // namespace

void draw_sheet(QPainter& painter, const QRectF& place, const MapSheet& sheet, const Progress& progress,
                const std::stop_token& stop) {
  const double line = QFontMetricsF(painter.font(), painter.device()).height() * 1.35;
  const double legend_width = std::max(place.width() * 0.2, line * 8);
  const QRectF map_place(place.left(), place.top(), place.width() - legend_width - line, place.height());
  constexpr double kMostPixels = 4000;  // of the map, whatever the device's resolution is
  const double shrink = std::min(1.0, kMostPixels / std::max(map_place.width(), map_place.height()));
  const QSize size = (map_place.size() * shrink).toSize();
  Viewport view = sheet.view;
  view.um_per_px *= std::max(sheet.view_size.width() / size.width(), sheet.view_size.height() / size.height());
  const QImage map = map_image(*sheet.picture, sheet.picked.get(), sheet.style, view, size, progress, stop);
  if (stop.stop_requested()) return;
  painter.drawImage(map_place, map);
  painter.setPen(QPen(sheet.style.ink, 0));
  painter.setBrush(Qt::NoBrush);
  const QRectF legend(map_place.right() + line, place.top(), legend_width, place.height());
  QFont bold = painter.font();
  bold.setBold(true);
  painter.save();
  painter.setFont(bold);
  const QRectF title(legend.left(), legend.top(), legend.width(), 2 * line);
  painter.drawText(title, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, subject_title(*sheet.picture));
  painter.restore();
  const QRectF body = legend.adjusted(0, 2 * line, 0, 0);
  if (sheet.picture->shows_classes()) {
    draw_classes(painter, body, *sheet.picture);
  } else {
    draw_scale(painter, body, *sheet.picture, sheet.style.tile.range);
  }
}

QImage sheet_image(const MapSheet& sheet, QSize size, const Progress& progress, const std::stop_token& stop) {
  QImage image(size, QImage::Format_RGB32);
  image.fill(QColor::fromRgb(sheet.style.tile.background));
  QPainter painter(&image);
  painter.setRenderHint(QPainter::Antialiasing);
  QFont font = painter.font();
  font.setPixelSize(std::max(11, size.height() / 55));
  painter.setFont(font);
  painter.setPen(sheet.style.ink);
  const double line = QFontMetricsF(font).height() * 1.35;
  const Summary& summary = sheet.picture->wafer().summary();
  const QString lot = QString::fromStdString(summary.wafer.lot), id = QString::fromStdString(summary.wafer.id);
  const QString facts =
      Sheet::tr("%1   %2 chips   yield %3 %   %4")
          .arg(lot.isEmpty() ? id : lot + QStringLiteral(" / ") + id, count_text(summary.chips()),
               std::isfinite(summary.yield) ? QLocale().toString(100 * summary.yield, 'f', 2) : QStringLiteral("–"),
               QString::fromStdString(summary.acquired_at));
  painter.drawText(QRectF(line, line * 0.5, size.width() - 2 * line, line), Qt::AlignLeft | Qt::AlignVCenter, facts);
  draw_sheet(painter, QRectF(line, 2 * line, size.width() - 2 * line, size.height() - 3 * line), sheet, progress, stop);
  return image;
}

}  // namespace pellucid::gui
