#include "gui/export/pdf_report.h"

#include <QAbstractTextDocumentLayout>
#include <QCoreApplication>
#include <QLocale>
#include <QPdfWriter>
#include <QSaveFile>
#include <QTextDocument>

#include "gui/app/wording.h"
#include "gui/operator/verdict.h"

namespace pellucid::gui {
namespace {

struct Report {
  Q_DECLARE_TR_FUNCTIONS(pellucid::gui::Report)
};

/// A file that takes nothing more once it is stopped: whoever packs a large picture into it gives up.
class StoppableFile : public QSaveFile {
 public:
  StoppableFile(const std::filesystem::path& file, const std::stop_token& stop)
      : QSaveFile(QString::fromStdString(file.string())), stop_(stop) {}

 protected:
  qint64 writeData(const char* data, qint64 size) override {
    return stop_.stop_requested() ? -1 : QSaveFile::writeData(data, size);
  }

 private:
  const std::stop_token& stop_;
};

Error not_written(const std::filesystem::path& file, const QSaveFile& out) {
  return internal_error("gui.write", file.string(), out.errorString().toStdString());
}

QString html_row(const QString& name, const QString& value) {
  return QStringLiteral("<tr><td>%1&nbsp;&nbsp;</td><td>%2</td></tr>").arg(name.toHtmlEscaped(), value.toHtmlEscaped());
}

QString figures_html(const Sheet& sheet) {
  const Summary& summary = sheet.summary();
  const auto text = [](const std::string& s) { return QString::fromStdString(s); };
  const WaferVerdict verdict = verdict_of(summary);
  QString html = QStringLiteral("<table>");
  html += html_row(Report::tr("Verdict"), verdict.reasons.isEmpty() ? title_of(verdict.verdict)
                                                                    : title_of(verdict.verdict) + QStringLiteral(": ") +
                                                                          verdict.reasons.join(QStringLiteral("; ")));
  for (const auto& [name, value] : sheet.figures()) html += html_row(name, value);
  html += html_row(Report::tr("Scanned"), text(summary.acquired_at));
  html += html_row(Report::tr("Tool"), text(summary.tool_id));
  html += html_row(Report::tr("Scan"), text(summary.input.scan_path));
  html += html_row(Report::tr("Recipe"), text(summary.recipe_name + " " + summary.recipe_sha256.substr(0, 12)));
  html += html_row(Report::tr("Software"), QStringLiteral("Pellucid ") + text(summary.software.version));
  for (const LayerSummary& layer : summary.layers) {
    if (!layer.registration) continue;
    html += html_row(
        Report::tr("Registration, %1").arg(text(layer.name)),
        Report::tr("confidence %1, residual %2 µm")
            .arg(number_text(layer.registration->confidence), number_text(layer.registration->residual_rms_um)));
  }
  html += QStringLiteral("</table>");
  for (const LimitCheck& limit : summary.limits)
    html += QStringLiteral("<p>%1 %2</p>")
                .arg(limit.passed ? QStringLiteral("✓") : QStringLiteral("✗"), limit_text(limit).toHtmlEscaped());
  if (!summary.warnings.empty()) html += QStringLiteral("<h3>%1</h3><ul>").arg(Report::tr("Warnings"));
  for (const std::string& warning : summary.warnings)
    html += QStringLiteral("<li>%1</li>").arg(text(warning).toHtmlEscaped());
  return summary.warnings.empty() ? html : html + QStringLiteral("</ul>");
}

}  // namespace

Result<void> write_pdf_report(const Sheet& sheet, const std::filesystem::path& file, const Progress& progress,
                              const std::stop_token& stop) {
  StoppableFile out(file, stop);
  if (!out.open(QIODevice::WriteOnly)) return fail(not_written(file, out));
  const Summary& summary = sheet.summary();
  const QString id = QString::fromStdString(summary.wafer.id), lot = QString::fromStdString(summary.wafer.lot);
  {
    QPdfWriter writer(&out);
    writer.setResolution(150);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageMargins(QMarginsF(15, 15, 15, 15), QPageLayout::Millimeter);
    writer.setTitle(id);
    QPainter painter(&writer);
    const QRectF page(0, 0, writer.width(), writer.height());
    QFont font = painter.font();
    font.setPointSizeF(18);
    font.setBold(true);
    painter.setFont(font);
    painter.drawText(QRectF(0, 0, page.width(), 60), Qt::AlignLeft | Qt::AlignVCenter,
                     lot.isEmpty() ? id : lot + QStringLiteral(" / ") + id);
    font.setPointSizeF(9);
    font.setBold(false);
    painter.setFont(font);
    const double map_height = page.height() * 0.5;
    draw_sheet(painter, QRectF(0, 75, page.width(), map_height), sheet, progress, stop);

    QTextDocument figures;
    figures.documentLayout()->setPaintDevice(&writer);
    figures.setDefaultFont(font);
    figures.setDocumentMargin(0);
    figures.setTextWidth(page.width());
    figures.setHtml(figures_html(sheet));
    double done = 0, top = 75 + map_height + 30;
    while (!stop.stop_requested() && done < figures.size().height()) {
      const double room = page.height() - top;
      painter.save();
      painter.translate(0, top - done);
      figures.drawContents(&painter, QRectF(0, done, page.width(), room));
      painter.restore();
      done += room;
      top = 0;
      if (done < figures.size().height()) writer.newPage();
    }
  }
  if (stop.stop_requested()) return fail(cancelled());  // what was written goes with `out`
  if (!out.commit()) return fail(not_written(file, out));
  return {};
}

Result<void> write_map_png(const Sheet& sheet, QSize size, const std::filesystem::path& file, const Progress& progress,
                           const std::stop_token& stop) {
  StoppableFile out(file, stop);
  if (!out.open(QIODevice::WriteOnly)) return fail(not_written(file, out));
  const QImage image = sheet_image(sheet, size, progress, stop);
  report(progress, "pack", 0);
  constexpr int kQuickly = 70;  // Qt's word for a level of zlib: a third of the time, for a tenth more bytes
  const bool packed = !stop.stop_requested() && image.save(&out, "PNG", kQuickly);
  if (stop.stop_requested()) return fail(cancelled());
  if (!packed || !out.commit()) return fail(not_written(file, out));
  return {};
}

}  // namespace pellucid::gui
