#include "gui/app/language.h"

#include <QCoreApplication>
#include <QLocale>
#include <QSettings>
#include <QTranslator>

namespace pellucid::gui {

const QList<Language>& languages() {
  static const QList<Language> all{{QStringLiteral("en"), QStringLiteral("English")},
                                   {QStringLiteral("ko"), QStringLiteral("한국어")},
                                   {QStringLiteral("zh_CN"), QStringLiteral("简体中文")},
                                   {QStringLiteral("zh_TW"), QStringLiteral("繁體中文")}};
  return all;
}

void apply_language(const QString& code) {
  static QTranslator ours;
  QCoreApplication::removeTranslator(&ours);
  const bool english = !ours.load(QStringLiteral(":/i18n/pellucid_") + code);
  QLocale::setDefault(english ? QLocale(QLocale::English, QLocale::UnitedStates) : QLocale(code));
  if (!english) {
    QCoreApplication::installTranslator(&ours);
    return;
  }
  QEvent change(QEvent::LanguageChange);  // removing a translator that was not there tells nobody
  QCoreApplication::sendEvent(QCoreApplication::instance(), &change);
}

QString preferred_language() {
  const QString set = QSettings().value(QStringLiteral("language")).toString();
  if (!set.isEmpty()) return set;
  const QLocale system = QLocale::system();
  if (system.language() == QLocale::Korean) return QStringLiteral("ko");
  if (system.language() != QLocale::Chinese) return QStringLiteral("en");
  const bool traditional = system.script() == QLocale::TraditionalHanScript || system.territory() == QLocale::Taiwan ||
                           system.territory() == QLocale::HongKong;
  return traditional ? QStringLiteral("zh_TW") : QStringLiteral("zh_CN");
}

}  // namespace pellucid::gui
