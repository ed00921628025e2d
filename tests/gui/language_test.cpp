#include "gui/app/language.h"

#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QComboBox>
#include <QCoreApplication>
#include <QFile>
#include <QLabel>
#include <QSettings>
#include <memory>

#include "gui/app/wording.h"
#include "gui/export/export_dialog.h"
#include "gui/model/chip_set.h"
#include "gui/run/run_dialog.h"

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

/// Every text of a dialog: titles, labels, buttons, lists.
QStringList texts_of(const QWidget& dialog) {
  QStringList texts{dialog.windowTitle()};
  for (const auto* label : dialog.findChildren<QLabel*>()) texts.append(label->text());
  for (const auto* button : dialog.findChildren<QAbstractButton*>()) texts.append(button->text());
  for (const auto* box : dialog.findChildren<QComboBox*>()) texts.append(box->itemText(0));
  return texts;
}

/// Switches the language while a dialog is open; it then says what one says that was opened in that language.
template <class Make>
void expect_follows_the_language(const Make& make) {
  apply_language(QStringLiteral("en"));
  const std::unique_ptr<QWidget> open(make());
  open->show();
  const QStringList english = texts_of(*open);
  for (const Language& language : languages()) {
    apply_language(language.code);
    QCoreApplication::processEvents();
    const std::unique_ptr<QWidget> fresh(make());
    EXPECT_EQ(texts_of(*open).join(QLatin1Char('\n')).toStdString(),
              texts_of(*fresh).join(QLatin1Char('\n')).toStdString())
        << language.code.toStdString();
    if (language.code != QStringLiteral("en")) {
      EXPECT_NE(texts_of(*open), english) << language.code.toStdString();
    }
  }
  apply_language(QStringLiteral("en"));
}

TEST(Language, OpenDialogsFollow) {
  expect_follows_the_language([] { return new RunDialog("/scans/W01", {"/scans/W01"}); });
  expect_follows_the_language([] { return new RunDialog("/scans", {"/scans/W01", "/scans/W02"}); });
  ExportSource source;
  source.result = "/results/W01.result";
  source.kinds.assign(kExportKinds.begin(), kExportKinds.end());
  auto picked = std::make_shared<ChipSet>(10);
  picked->insert(3);
  source.picked = picked;
  expect_follows_the_language([&] { return new ExportDialog(source); });
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
