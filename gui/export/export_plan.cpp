#include "gui/export/export_plan.h"

#include <QCoreApplication>

#include "gui/app/wording.h"
#include "gui/export/pdf_report.h"
#include "inspection/export.h"
#include "inspection/fab_export.h"

namespace pellucid::gui {
namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(pellucid::gui::ExportPlan)
};

FabFormat format_of(ExportKind kind) {
  switch (kind) {
    case ExportKind::klarf18:
      return FabFormat::klarf18;
    case ExportKind::e142:
      return FabFormat::e142;
    case ExportKind::g85:
      return FabFormat::g85;
    case ExportKind::sinf:
      return FabFormat::sinf;
    case ExportKind::map_csv:
      return FabFormat::map_csv;
    default:
      return FabFormat::klarf12;
  }
}

Result<ExportOutcome> run_map(const ExportPlan& plan, const Progress& progress, const std::stop_token& stop) {
  const auto written = plan.kind == ExportKind::map_png
                           ? write_map_png(*plan.sheet, plan.picture_size, plan.file, progress, stop)
                           : write_pdf_report(*plan.sheet, plan.file, progress, stop);
  if (!written) return fail(written.error());
  return ExportOutcome{title_of(plan.kind), {}};
}

Result<ExportOutcome> run_table(const ExportPlan& plan, const Progress& progress, const std::stop_token& stop) {
  ExportRequest request;
  request.result = plan.result;
  request.file = plan.file;
  const bool lines = plan.kind == ExportKind::chips_jsonl || plan.kind == ExportKind::defects_jsonl;
  request.format = lines ? ExportFormat::jsonl : ExportFormat::csv;
  request.only_defects = plan.kind == ExportKind::defects_csv || plan.kind == ExportKind::defects_jsonl;
  if (plan.kind == ExportKind::picked_csv)
    plan.picked->for_each([&rows = request.rows.emplace()](std::size_t k) { rows.push_back(k); });
  request.overwrite = true;
  const auto written = export_table(request, progress, stop);
  if (!written) return fail(written.error());
  ExportOutcome outcome{written->defects ? Words::tr("%1 defects").arg(count_text(*written->defects))
                                         : Words::tr("%1 chips").arg(count_text(written->chips)),
                        {}};
  for (const std::string& warning : written->warnings) outcome.warnings.append(QString::fromStdString(warning));
  return outcome;
}

Result<ExportOutcome> run_fab(const ExportPlan& plan, const Progress& progress, const std::stop_token& stop) {
  FabExportRequest request;
  request.result = plan.result;
  request.file = plan.file;
  request.format = format_of(plan.kind);
  request.profile = plan.profile;
  if (is_klarf(plan.kind)) request.thumbnails = plan.thumbnails;
  request.overwrite = true;
  const auto written = export_fab_file(request, progress, stop);
  if (!written) return fail(written.error());
  ExportOutcome outcome;
  outcome.what = is_klarf(plan.kind)
                     ? Words::tr("%1 of %2 defects, %3 pictures; read back and compared")
                           .arg(count_text(written->defects_listed), count_text(written->defects_found),
                                count_text(written->pictures))
                     : Words::tr("a map of %1 × %2 cells, %3 dies; read back and compared")
                           .arg(count_text(written->columns), count_text(written->rows), count_text(written->dies));
  for (const std::string& warning : written->warnings) outcome.warnings.append(QString::fromStdString(warning));
  return outcome;
}

}  // namespace

QString title_of(ExportKind kind) {
  switch (kind) {
    case ExportKind::map_png:
      return Words::tr("Picture of the map (PNG)");
    case ExportKind::report_pdf:
      return Words::tr("Report (PDF)");
    case ExportKind::chips_csv:
      return Words::tr("All chips (CSV)");
    case ExportKind::defects_csv:
      return Words::tr("Defects (CSV)");
    case ExportKind::picked_csv:
      return Words::tr("Picked chips (CSV)");
    case ExportKind::chips_jsonl:
      return Words::tr("All chips (JSON lines)");
    case ExportKind::defects_jsonl:
      return Words::tr("Defects (JSON lines)");
    case ExportKind::klarf12:
      return Words::tr("Defects for the fab (KLARF 1.2)");
    case ExportKind::klarf18:
      return Words::tr("Defects for the fab (KLARF 1.8)");
    case ExportKind::e142:
      return Words::tr("Wafer map (SEMI E142)");
    case ExportKind::g85:
      return Words::tr("Wafer map (SEMI G85)");
    case ExportKind::sinf:
      return Words::tr("Wafer map (SINF)");
    case ExportKind::map_csv:
      return Words::tr("Wafer map (CSV)");
  }
  return {};
}

QString suffix_of(ExportKind kind) {
  switch (kind) {
    case ExportKind::map_png:
      return QStringLiteral("png");
    case ExportKind::report_pdf:
      return QStringLiteral("pdf");
    case ExportKind::chips_csv:
    case ExportKind::defects_csv:
    case ExportKind::picked_csv:
    case ExportKind::map_csv:
      return QStringLiteral("csv");
    case ExportKind::chips_jsonl:
    case ExportKind::defects_jsonl:
      return QStringLiteral("jsonl");
    case ExportKind::klarf12:
    case ExportKind::klarf18:
      return QStringLiteral("klarf");
    case ExportKind::e142:
    case ExportKind::g85:
      return QStringLiteral("xml");
    case ExportKind::sinf:
      return QStringLiteral("sinf");
  }
  return {};
}

bool shows_map(ExportKind kind) {
  return kind == ExportKind::map_png || kind == ExportKind::report_pdf;
}

bool is_klarf(ExportKind kind) {
  return kind == ExportKind::klarf12 || kind == ExportKind::klarf18;
}

bool is_fab(ExportKind kind) {
  return kind >= ExportKind::klarf12;
}

Result<ExportOutcome> run_export(const ExportPlan& plan, const Progress& progress, std::stop_token stop) {
  if (shows_map(plan.kind)) return run_map(plan, progress, stop);
  return is_fab(plan.kind) ? run_fab(plan, progress, stop) : run_table(plan, progress, stop);
}

}  // namespace pellucid::gui
