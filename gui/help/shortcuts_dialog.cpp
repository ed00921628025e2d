#include "gui/help/shortcuts_dialog.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QMessageBox>
#include <QTextBrowser>
#include <QVBoxLayout>

#include "results/software.h"

namespace pellucid::gui {
namespace {

QString row(const QString& key, const QString& what) {
  return QStringLiteral("<tr><td><b>%1</b>&nbsp;&nbsp;&nbsp;</td><td>%2</td></tr>")
      .arg(key.toHtmlEscaped(), what.toHtmlEscaped());
}

/// "Open" of "&Open…".
QString plain(QString text) {
  text.remove(QLatin1Char('&'));
  while (text.endsWith(QStringLiteral("…"))) text.chop(1);
  return text;
}

}  // namespace

ShortcutsDialog::ShortcutsDialog(const QList<QAction*>& actions, QWidget* parent) : QDialog(parent) {
  setObjectName(QStringLiteral("shortcuts"));
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(tr("Keys and mouse"));
  QString html = QStringLiteral("<h3>%1</h3><table>").arg(tr("Keys"));
  QStringList seen;
  for (const QAction* action : actions) {
    const QString key = action->shortcut().toString(QKeySequence::NativeText);
    if (key.isEmpty() || action->text().isEmpty() || seen.contains(key + action->text())) continue;
    seen.append(key + action->text());
    html += row(key, plain(action->text()));
  }
  html += QStringLiteral("</table><h3>%1</h3><table>").arg(tr("On the map"));
  html += row(tr("Arrows"), tr("Go to the next chip"));
  html += row(tr("Esc"), tr("Let the chip and the picked chips go"));
  html += row(tr("Wheel"), tr("Zoom about the cursor"));
  html += row(tr("Drag"), tr("Move the wafer"));
  html += row(tr("Click"), tr("Take a chip"));
  html += row(tr("Double click"), tr("Take a chip and zoom in on it"));
  html += row(tr("Shift + drag"), tr("Pick the chips of a rectangle"));
  html += QStringLiteral("</table>");
  auto* text = new QTextBrowser;
  text->setHtml(html);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(text);
  layout->addWidget(buttons);
  resize(480, 620);
}

void show_about(QWidget* parent) {
  const Software& made = software();
  auto* box = new QMessageBox(QMessageBox::NoIcon, QObject::tr("About Pellucid"), QString(), QMessageBox::Ok, parent);
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->setObjectName(QStringLiteral("about"));
  box->setText(QStringLiteral("<h2>Pellucid %1</h2><p>%2</p><p>%3</p>")
                   .arg(QString::fromStdString(made.version),
                        QObject::tr("Measures the photoluminescence of every micro-LED chip of a wafer and judges it."),
                        QObject::tr("Made with Qt %1 (LGPL 3) and other free software; see the licences that come "
                                    "with it.")
                            .arg(QString::fromLatin1(qVersion()))));
  box->open();
}

}  // namespace pellucid::gui
