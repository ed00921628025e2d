#include "gui/panes/plot_style.h"

#include <algorithm>
#include <cmath>

#include "gui/panes/custom_plot.h"

namespace pellucid::gui {
namespace {

void style_axis(QCPAxis& axis, const QPalette& palette, const QFont& font) {
  const QColor ink = palette.color(QPalette::Text);
  QColor faint = ink;
  faint.setAlpha(40);
  for (const auto& set : {&QCPAxis::setBasePen, &QCPAxis::setTickPen, &QCPAxis::setSubTickPen}) (axis.*set)(QPen(ink));
  axis.setTickLabelColor(ink);
  axis.setLabelColor(ink);
  axis.setTickLabelFont(font);
  axis.setLabelFont(font);
  axis.setTickLengthIn(0);
  axis.setTickLengthOut(4);
  axis.setSubTickLengthIn(0);
  axis.setSubTickLengthOut(2);
  axis.setLabelPadding(2);
  axis.grid()->setPen(QPen(faint, 1));
  axis.grid()->setSubGridVisible(false);
  axis.grid()->setZeroLinePen(QPen(faint, 1));
}

}  // namespace

void style_plot(QCustomPlot& plot) {
  const QPalette palette = plot.palette();
  QFont font = plot.font();
  font.setPointSizeF(std::max(7.0, font.pointSizeF() * 0.9));
  plot.setBackground(palette.brush(QPalette::Window));
  plot.axisRect()->setBackground(palette.brush(QPalette::Base));
  for (QCPAxis* axis : plot.axisRect()->axes()) style_axis(*axis, palette, font);
  if (plot.legend != nullptr) {
    QColor ground = palette.color(QPalette::Base);
    ground.setAlpha(210);
    plot.legend->setBrush(ground);
    plot.legend->setBorderPen(Qt::NoPen);
    plot.legend->setTextColor(palette.color(QPalette::Text));
    plot.legend->setFont(font);
    plot.legend->setIconSize(16, 12);
    plot.legend->setRowSpacing(0);
    plot.legend->setMargins(QMargins(4, 2, 4, 2));
  }
}

QColor accent_colour() {
  return QColor::fromRgb(0xff, 0x8c, 0x00);
}

QColor picked_colour() {
  return QColor::fromRgb(0xe0, 0x2a, 0x9b);
}

QColor seen_on(QColor colour, QColor ground) {
  return std::abs(colour.lightness() - ground.lightness()) >= 48 ? colour : QColor::fromRgb(0x80, 0x84, 0x88);
}

}  // namespace pellucid::gui
