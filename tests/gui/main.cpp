// Runs every test inside one QApplication without a screen; settings go to a folder of their own.
#include <gtest/gtest.h>

#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>

#include "gui/model/background.h"

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  const QTemporaryDir settings;
  QSettings::setDefaultFormat(QSettings::IniFormat);
  QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
  const QApplication application(argc, argv);
  QCoreApplication::setOrganizationName(QStringLiteral("Pellucid"));
  QCoreApplication::setApplicationName(QStringLiteral("gui_tests"));
  const int code = RUN_ALL_TESTS();
  pellucid::gui::finish_background();
  return code;
}
