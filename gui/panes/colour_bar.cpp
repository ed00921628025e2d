#include "gui/panes/colour_bar.h"

#include <QPainter>

#include "gui/app/wording.h"
#include "gui/map/tile_renderer.h"

namespace pellucid::gui {

ColourBar::ColourBar(Session& session, QWidget* parent) : QWidget(parent), session_(session) {
  setMinimumHeight(56);
  connect(&session_, &Session::range_changed, this, qOverload<>(&QWidget::update));
  connect(&session_, &Session::picture_changed, this, qOverload<>(&QWidget::update));
}

void ColourBar::paintEvent(QPaintEvent*) {
  const MapPicturePtr& picture = session_.picture();
  if (!picture || picture->shows_classes()) return;
  QPainter painter(this);
  const QRect bar(8, 6, width() - 16, 18);
  const auto& colours = value_colours(picture->centre().has_value());
  for (int x = 0; x < bar.width(); ++x) {
    painter.setPen(QColor::fromRgb(colours[static_cast<std::size_t>(x * 255 / std::max(1, bar.width() - 1))]));
    painter.drawLine(bar.left() + x, bar.top(), bar.left() + x, bar.bottom());
  }
  painter.setPen(palette().color(QPalette::Text));
  painter.drawRect(bar);
  const ValueRange range = session_.range();
  const QRect text(bar.left(), bar.bottom() + 4, bar.width(), 20);
  painter.drawText(text, Qt::AlignLeft, number_text(range.low));
  painter.drawText(text, Qt::AlignHCenter, number_text((range.low + range.high) / 2));
  painter.drawText(text, Qt::AlignRight, number_text(range.high));
}

}  // namespace pellucid::gui
