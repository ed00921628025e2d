#include "gui/app/application.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>
#include <QSettings>

#include "gui/app/language.h"
#include "gui/app/main_window.h"
#include "gui/app/theme.h"
#include "gui/app/workbench.h"
#include "gui/model/background.h"
#include "gui/operator/operator_mode.h"
#include "results/software.h"

namespace pellucid::gui {

int run(int argc, char** argv) {
  QApplication application(argc, argv);
  QApplication::setApplicationName(QStringLiteral("pellucid-viewer"));
  QApplication::setOrganizationName(QStringLiteral("Pellucid"));
  QApplication::setApplicationVersion(QString::fromStdString(software().version));
  QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/pellucid-viewer.png")));
  QApplication::setDesktopFileName(QStringLiteral("pellucid-viewer"));
  QCommandLineParser parser;
  parser.setApplicationDescription(
      QStringLiteral("Shows what Pellucid found on a wafer.\n\nExample: pellucid-viewer W03.result"));
  parser.addHelpOption();
  parser.addVersionOption();
  parser.addPositionalArgument(QStringLiteral("FOLDER"),
                               QStringLiteral("Result folder, scan folder, or a folder of them"),
                               QStringLiteral("[FOLDER]"));
  const QCommandLineOption for_operator(
      QStringLiteral("operator"), QStringLiteral("PASS, FAIL or HOLD over the whole screen (F11 turns it on and off)"));
  parser.addOption(for_operator);
  parser.process(application);
  apply_theme(application, theme_of(QSettings().value(QStringLiteral("theme")).toString()));
  apply_language(preferred_language());
  MainWindow window;
  window.show();
  window.workbench().operator_mode().set_on(parser.isSet(for_operator));
  if (!parser.positionalArguments().isEmpty()) window.open_path(parser.positionalArguments().front());
  const int code = QApplication::exec();
  finish_background();
  return code;
}

}  // namespace pellucid::gui
