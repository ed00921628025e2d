#include "gui/surface/surface_sheet.h"

#include <QCoreApplication>
#include <algorithm>

#include "gui/app/wording.h"
#include "gui/surface/surface_wording.h"

namespace pellucid::gui {
namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(pellucid::gui::Surfaces)
};

}  // namespace

QString SurfaceSheet::title() const {
  return title_of(*result_, plane_);
}

QString SurfaceSheet::facts() const {
  return QStringLiteral("%1   %2   %3")
      .arg(name_of(summary()), facts_of(result_->surface()), QString::fromStdString(summary().acquired_at));
}

std::vector<std::pair<QString, QString>> SurfaceSheet::figures() const {
  const SurfaceSummary& s = result_->surface();
  return {{Words::tr("Defects"), Words::tr("%1, %2 / cm²").arg(count_text(s.defects), number_text(s.defects_per_cm2))},
          {Words::tr("Light"),
           Words::tr("%1 e a pixel ± %2 %")
               .arg(number_text(s.uniformity.light_e.mean), number_text(100 * s.uniformity.nonuniformity))},
          {Words::tr("Measured"), Words::tr("%1 % of the usable area").arg(number_text(100 * s.coverage.share()))}};
}

void SurfaceSheet::draw_map(QPainter& painter, const QRectF& place, const Progress&, const std::stop_token&) const {
  // Lines and letters are as large as in a window, whatever the device's resolution is.
  constexpr double kWindow_px = 900;
  const double scale = std::max(1.0, std::max(place.width(), place.height()) / kWindow_px);
  const QSizeF size = place.size() / scale;
  Viewport shown = view;
  shown.um_per_px *= std::max(view_size.width() / size.width(), view_size.height() / size.height());
  painter.translate(place.topLeft());
  painter.scale(scale, scale);
  QFont font = painter.font();
  font.setPixelSize(13);
  painter.setFont(font);
  draw_surface(painter, *result_, image_, style, shown, size);
}

void SurfaceSheet::draw_legend(QPainter& painter, const QRectF& place) const {
  const double line = line_height(painter);
  draw_colour_scale(painter, QRectF(place.topLeft(), QSizeF(place.width(), 15 * line)), false,
                    static_cast<double>(plane_.natural_range.low), static_cast<double>(plane_.natural_range.high));
  QRectF row = place.adjusted(0, 16.5 * line, 0, 0);
  for (std::size_t i = 0; i < kSurfaceClasses.size(); ++i) {
    if ((style.hidden & (1U << static_cast<unsigned>(kSurfaceClasses[i]))) != 0) continue;
    draw_legend_row(painter, row, colour_of_defect(kSurfaceClasses[i]), title_of(kSurfaceClasses[i]),
                    count_text(result_->surface().counts[i]));
    row.setTop(row.top() + line);
  }
}

}  // namespace pellucid::gui
