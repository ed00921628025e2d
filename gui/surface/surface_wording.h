/// How defects, planes and figures of a wafer without chips are called for people. Window's thread only, but for the
/// texts on paper: any thread.
#pragma once

#include <QPixmap>
#include <QString>

#include "gui/surface/surface_result.h"
#include "results/wafer_h5.h"

namespace pellucid::gui {

[[nodiscard]] QString title_of(SurfaceClass surface_class);
[[nodiscard]] QColor colour_of_defect(SurfaceClass surface_class);
[[nodiscard]] QPixmap swatch_of(SurfaceClass surface_class);
/// "Light [e]", with the layer where there are several.
[[nodiscard]] QString title_of(const SurfaceResult& result, const SurfacePlane& plane);
/// A coordinate in mm.
[[nodiscard]] QString place_text(double um);
/// As lists and cards show it: places in mm, contrasts in percent.
[[nodiscard]] QString figure_text(const DefectFigure& figure, const SurfaceDefect& defect);
[[nodiscard]] QString figure_unit(const DefectFigure& figure);
/// "LOT1/W03": lot and id.
[[nodiscard]] QString name_of(const Summary& summary);
/// "163 defects  ·  9.59 / cm²  ·  light ± 5.2 %"
[[nodiscard]] QString facts_of(const SurfaceSummary& surface);

}  // namespace pellucid::gui
