/// What stands on paper: a map with its title and legend, for PNG files and the PDF report. Each kind of wafer has a
/// sheet of its own. Immutable once made; any thread.
#pragma once

#include <QImage>
#include <QPainter>
#include <memory>
#include <stop_token>
#include <utility>
#include <vector>

#include "core/model/progress.h"
#include "results/summary.h"

namespace pellucid::gui {

class Sheet {
 public:
  virtual ~Sheet() = default;
  [[nodiscard]] virtual const Summary& summary() const = 0;
  [[nodiscard]] virtual QString title() const = 0;  ///< of the legend: what the map shows
  [[nodiscard]] virtual QString facts() const = 0;  ///< one line over a picture
  /// What the report tells first: names and values.
  [[nodiscard]] virtual std::vector<std::pair<QString, QString>> figures() const = 0;
  /// Where it is stopped in the midst, in part.
  virtual void draw_map(QPainter& painter, const QRectF& place, const Progress& progress,
                        const std::stop_token& stop) const = 0;
  virtual void draw_legend(QPainter& painter, const QRectF& place) const = 0;
};

using SheetPtr = std::shared_ptr<const Sheet>;

/// Draws map and legend into a rectangle of any paint device. Where it is stopped in the midst, in part.
void draw_sheet(QPainter& painter, const QRectF& place, const Sheet& sheet, const Progress& progress,
                const std::stop_token& stop);
/// With a title and its facts above.
[[nodiscard]] QImage sheet_image(const Sheet& sheet, QSize size, const Progress& progress = {},
                                 const std::stop_token& stop = {});

/// The height of a line of the painter's font, with room.
[[nodiscard]] double line_height(const QPainter& painter);
/// A swatch, a name and a value, `line` high, at the top of a place.
void draw_legend_row(QPainter& painter, const QRectF& place, const QColor& colour, const QString& name,
                     const QString& value);
/// Colours from the lowest to the highest value, upright, with the values beside them.
void draw_colour_scale(QPainter& painter, const QRectF& place, bool diverging, double low, double high);

}  // namespace pellucid::gui
