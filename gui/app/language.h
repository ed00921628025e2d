/// The window's language, switchable while it runs: English from the sources, Korean and Chinese from translations that
/// are built into the program. Window's thread only.
#pragma once

#include <QList>
#include <QString>

namespace pellucid::gui {

struct Language {
  QString code;  ///< "en", "ko", "zh_CN", "zh_TW"
  QString name;  ///< in itself
};

[[nodiscard]] const QList<Language>& languages();
/// Translates everything from now on; windows get QEvent::LanguageChange. Unknown codes give English.
void apply_language(const QString& code);
/// The settings' language, else the system's where there is one for it.
[[nodiscard]] QString preferred_language();

}  // namespace pellucid::gui
