#include "gui/app/theme.h"

#include <QPalette>
#include <QStyleFactory>

namespace pellucid::gui {
namespace {

QPalette palette_of(QRgb window, QRgb base, QRgb alternate, QRgb text, QRgb button, QRgb highlight) {
  const QColor ink(text);
  QPalette palette(ink, QColor(button), QColor(base), QColor(alternate), QColor(alternate), ink, QColor(window));
  palette.setColor(QPalette::Window, QColor(window));
  palette.setColor(QPalette::WindowText, ink);
  palette.setColor(QPalette::Base, QColor(base));
  palette.setColor(QPalette::AlternateBase, QColor(alternate));
  palette.setColor(QPalette::Text, ink);
  palette.setColor(QPalette::Button, QColor(button));
  palette.setColor(QPalette::ButtonText, ink);
  palette.setColor(QPalette::ToolTipBase, QColor(alternate));
  palette.setColor(QPalette::ToolTipText, ink);
  palette.setColor(QPalette::Highlight, QColor(highlight));
  palette.setColor(QPalette::HighlightedText, Qt::white);
  palette.setColor(QPalette::Link, QColor(highlight));
  QColor faint = ink;
  faint.setAlpha(120);
  palette.setColor(QPalette::PlaceholderText, faint);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    palette.setColor(QPalette::Disabled, role, faint);
  return palette;
}

}  // namespace

void apply_theme(QApplication& application, Theme theme) {
  application.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
  application.setPalette(theme == Theme::dark ? palette_of(0x2a2d31, 0x1b1d20, 0x33373c, 0xe6e8ea, 0x3a3f45, 0x2f7fd1)
                                              : palette_of(0xf3f4f6, 0xffffff, 0xe9ecef, 0x1d2125, 0xe7eaee, 0x1f6fbf));
}

Theme theme_of(const QString& name) {
  return name == QLatin1String("dark") ? Theme::dark : Theme::light;
}

QString name_of(Theme theme) {
  return theme == Theme::dark ? QStringLiteral("dark") : QStringLiteral("light");
}

}  // namespace pellucid::gui
