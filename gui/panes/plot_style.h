/// The one look of all plots: colours of the window's palette, thin axes. Window's thread only.
#pragma once

#include <QColor>

class QCustomPlot;

namespace pellucid::gui {

/// Call it again when the palette changes.
void style_plot(QCustomPlot& plot);

/// Of lines and marks, told apart by the colour-blind and from both backgrounds.
[[nodiscard]] QColor accent_colour();  ///< what a person moves: limits, a lasso
[[nodiscard]] QColor picked_colour();
/// Black and white become a grey that is seen on the plot's ground.
[[nodiscard]] QColor seen_on(QColor colour, QColor ground);

}  // namespace pellucid::gui
