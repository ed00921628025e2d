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

struct Words {
  Q_DECLARE_TR_FUNCTIONS(pellucid::gui::Sheet)
};

QString yield_text(const Summary& summary) {
  return std::isfinite(summary.yield) ? QLocale().toString(100 * summary.yield, 'f', 2) : QStringLiteral("–");
}

void draw_classes(QPainter& painter, const QRectF& place, const MapPicture& picture) {
  std::array<std::int64_t, 256> counts{};
  for (const ChipClass c : picture.classes()) ++counts[static_cast<std::size_t>(c)];
  QRectF row = place;
  for (auto c = kBySeverity.rbegin(); c != kBySeverity.rend(); ++c) {
    const std::int64_t count = counts[static_cast<std::size_t>(*c)];
    if (count == 0 && *c != ChipClass::good) continue;
    draw_legend_row(painter, row, QColor::fromRgb(colour_of_rank(rank_of(*c))), title_of(*c), count_text(count));
    row.setTop(row.top() + line_height(painter));
  }
}

}  // namespace

QString MapSheet::title() const {
  for (const ChipColumnInfo& info : picture->wafer().columns()) {
    const QString unit = unit_text(info.units);
    if (info.name == picture->subject() && !picture->shows_classes() && !unit.isEmpty())
      return QStringLiteral("%1 [%2]").arg(title_of(info.name), unit);
  }
  return title_of(picture->subject());
}

QString MapSheet::facts() const {
  const QString lot = QString::fromStdString(summary().wafer.lot), id = QString::fromStdString(summary().wafer.id);
  return Words::tr("%1   %2 chips   yield %3 %   %4")
      .arg(lot.isEmpty() ? id : lot + QStringLiteral(" / ") + id, count_text(summary().chips()), yield_text(summary()),
           QString::fromStdString(summary().acquired_at));
}

std::vector<std::pair<QString, QString>> MapSheet::figures() const {
  const QString yield = yield_text(summary());
  return {{Words::tr("Yield"), std::isfinite(summary().yield) ? yield + QStringLiteral(" %") : yield},
          {Words::tr("Chips"), count_text(summary().chips())}};
}

void MapSheet::draw_map(QPainter& painter, const QRectF& place, const Progress& progress,
                        const std::stop_token& stop) const {
  constexpr double kMostPixels = 4000;  // of the map, whatever the device's resolution is
  const double shrink = std::min(1.0, kMostPixels / std::max(place.width(), place.height()));
  const QSize size = (place.size() * shrink).toSize();
  Viewport shown = view;
  shown.um_per_px *= std::max(view_size.width() / size.width(), view_size.height() / size.height());
  const QImage map = map_image(*picture, picked.get(), style, shown, size, progress, stop);
  // Band by band, as enlarging it takes a while; cut at whole pixels, so that no seam is seen.
  constexpr double kBand_px = 512;
  painter.save();
  for (double top = std::floor(place.top()); top < place.bottom() && !stop.stop_requested(); top += kBand_px) {
    painter.setClipRect(QRectF(place.left(), top, place.width(), kBand_px));
    painter.drawImage(place, map);
  }
  painter.restore();
}

void MapSheet::draw_legend(QPainter& painter, const QRectF& place) const {
  if (picture->shows_classes()) return draw_classes(painter, place, *picture);
  draw_colour_scale(painter, place, picture->centre().has_value(), static_cast<double>(style.tile.range.low),
                    static_cast<double>(style.tile.range.high));
}

}  // namespace pellucid::gui
