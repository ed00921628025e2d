#include "gui/app/language.h"

#include <gtest/gtest.h>

#include <QFile>
#include <QSettings>

#include "gui/app/wording.h"

namespace pellucid::gui {
namespace {

TEST(Language, IconsAndTranslationsAreInTheProgram) {
  EXPECT_TRUE(QFile::exists(QStringLiteral(":/icons/pellucid-viewer.png")));
  for (const Language& language : languages()) {
    if (language.code == QLatin1String("en")) continue;
    EXPECT_TRUE(QFile::exists(QStringLiteral(":/i18n/pellucid_%1.qm").arg(language.code)));
  }
}

TEST(Language, TheSettingIsPreferredToTheSystem) {
  QSettings().setValue(QStringLiteral("language"), QStringLiteral("zh_TW"));
  EXPECT_EQ(preferred_language(), QStringLiteral("zh_TW"));
  QSettings().remove(QStringLiteral("language"));
}

TEST(Wording, NumbersHaveFourDigitsAndNothingIsADash) {
  apply_language(QStringLiteral("en"));
  EXPECT_EQ(number_text(12'345.6), QStringLiteral("12,346"));
  EXPECT_EQ(number_text(0.12345), QStringLiteral("0.1235"));
  EXPECT_EQ(number_text(0), QStringLiteral("0"));
  EXPECT_EQ(number_text(2.5e-7), QStringLiteral("2.5E-07"));
  EXPECT_EQ(number_text(NAN), QStringLiteral("–"));
  EXPECT_EQ(title_of("relative_intensity@pl-high"), QStringLiteral("Relative intensity, layer pl-high"));
  EXPECT_EQ(title_of("leak_power_w_cm2_sigma"), QStringLiteral("Leak power, uncertainty"));
  EXPECT_EQ(title_of("something_new"), QStringLiteral("something_new"));
  EXPECT_EQ(unit_text("W/cm2"), QStringLiteral("W/cm²"));
}

}  // namespace
}  // namespace pellucid::gui
