#include "inspection/export.h"

#include <system_error>
#include <utility>

#include "results/chips_h5.h"
#include "results/table_export.h"

namespace pellucid {

Result<ExportSummary> export_table(const ExportRequest& request, const Progress& progress, std::stop_token stop) {
  std::error_code problem;
  if (!request.overwrite && std::filesystem::exists(request.file, problem)) {
    return fail(Error{ErrorKind::usage, "inspection.exists", request.file.string(), "exists already",
                      "a new file, or --overwrite", "a file"});
  }
  report(progress, "read", 0.0);
  const auto table = read_chip_table(request.result / "chips.h5");
  if (!table) return fail(table.error());
  report(progress, "write", 0.0);
  const ExportOptions options{request.only_defects, request.columns};
  const auto written = request.format == ExportFormat::csv ? export_csv(*table, request.file, options, stop)
                                                           : export_json_lines(*table, request.file, options, stop);
  if (!written) return fail(written.error());
  report(progress, "write", 1.0);

  const ClassCounts counts = count_classes(*table);
  ExportSummary summary;
  summary.chips = static_cast<std::int64_t>(table->size()) - (request.only_defects ? counts.front() : 0);
  summary.bytes = static_cast<std::int64_t>(std::filesystem::file_size(request.file, problem));
  return summary;
}

}  // namespace pellucid
