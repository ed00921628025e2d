#include "gui/surface/surface_wording.h"

#include <QCoreApplication>
#include <QLocale>
#include <QPainter>
#include <cmath>

#include "gui/app/wording.h"
#include "results/map_colours.h"

namespace pellucid::gui {
namespace {

struct Surfaces {
  Q_DECLARE_TR_FUNCTIONS(pellucid::gui::Surfaces)
};

bool is_place(const DefectFigure& figure) {
  return figure.name == "x_um" || figure.name == "y_um";
}
bool is_share(const DefectFigure& figure) {
  return figure.name.find("contrast") != std::string_view::npos;
}

/// "peak_nm" and "peak_sigma_nm" are called as the columns of a chip table are; what has no words keeps its own title.
QString figure_title(const GridPlane& plane) {
  std::string column = plane.name;
  if (const std::size_t at = column.find("_sigma_nm"); at != std::string::npos) column.replace(at, 9, "_nm_sigma");
  const QString title = title_of(column);
  return title == QString::fromStdString(column) ? QString::fromStdString(plane.title) : title;
}

}  // namespace

QString title_of(SurfaceClass surface_class) {
  switch (surface_class) {
    case SurfaceClass::dark_spot:
      return Surfaces::tr("Dark spot");
    case SurfaceClass::bright_spot:
      return Surfaces::tr("Bright spot");
    case SurfaceClass::line:
      return Surfaces::tr("Line");
    case SurfaceClass::triangle:
      return Surfaces::tr("Triangle");
    case SurfaceClass::scratch:
      return Surfaces::tr("Scratch");
  }
  return {};
}

QColor colour_of_defect(SurfaceClass surface_class) {
  return QColor::fromRgb(packed(pellucid::colour_of(surface_class)));
}

QPixmap swatch_of(SurfaceClass surface_class) {
  QPixmap swatch(14, 14);
  swatch.fill(colour_of_defect(surface_class));
  QPainter painter(&swatch);
  painter.setPen(QColor::fromRgb(0x80, 0x84, 0x88));  // black is seen on a dark ground too
  painter.drawRect(0, 0, 13, 13);
  return swatch;
}

QString title_of(const SurfaceResult& result, const SurfacePlane& plane) {
  QString title = figure_title(*plane.plane);
  if (plane.plane->name == "intensity_e") title = Surfaces::tr("Light");
  if (plane.plane->name == "intensity_sigma_e") title = Surfaces::tr("Uncertainty of the light");
  if (plane.plane->name == "std_e") title = Surfaces::tr("Scatter of the pixels");
  if (plane.plane->name == "coverage") title = Surfaces::tr("Share that was measured");
  const QString unit = unit_text(plane.plane->unit);
  if (!unit.isEmpty()) title = QStringLiteral("%1 [%2]").arg(title, unit);
  if (result.planes().front().layer == result.planes().back().layer) return title;
  return Surfaces::tr("%1, layer %2").arg(title, QString::fromStdString(plane.layer));
}

QString place_text(double um) {
  constexpr double kShown_um = 1;
  return QLocale().toString(std::round(um / kShown_um) == 0 ? 0.0 : um / 1000, 'f', 3);
}

QString figure_text(const DefectFigure& figure, const SurfaceDefect& defect) {
  const double value = figure.of(defect);
  if (figure.name == "at_edge") return value > 0 ? Surfaces::tr("yes") : Surfaces::tr("no");
  if (is_place(figure)) return place_text(value);
  if (figure.name == "pixels") return count_text(static_cast<qint64>(value));
  return number_text(is_share(figure) ? 100 * value : value);
}

QString figure_unit(const DefectFigure& figure) {
  if (is_place(figure)) return QStringLiteral("mm");
  if (is_share(figure)) return QStringLiteral("%");
  if (figure.unit == "um2") return QStringLiteral("µm²");
  if (figure.unit == "degree") return QStringLiteral("°");
  if (figure.unit == "sigma") return QStringLiteral("σ");
  return unit_text(std::string(figure.unit));
}

QString name_of(const Summary& summary) {
  const QString id = QString::fromStdString(summary.wafer.id), lot = QString::fromStdString(summary.wafer.lot);
  return lot.isEmpty() ? id : lot + QLatin1Char('/') + id;
}

QString facts_of(const SurfaceSummary& surface) {
  return Surfaces::tr("%1 defects  ·  %2 / cm²  ·  light ± %3 %")
      .arg(count_text(surface.defects), number_text(surface.defects_per_cm2),
           number_text(100 * surface.uniformity.nonuniformity));
}

}  // namespace pellucid::gui
