/// Light and dark looks of the same plain style, so that the viewer is the same on every desktop. Window's thread only.
#pragma once

#include <QApplication>
#include <QString>

namespace pellucid::gui {

enum class Theme { light, dark };

void apply_theme(QApplication& application, Theme theme);
[[nodiscard]] Theme theme_of(const QString& name);  ///< "dark"; anything else is light
[[nodiscard]] QString name_of(Theme theme);

}  // namespace pellucid::gui
