#include "inspection/export.h"

#include <system_error>
#include <utility>

#include "inspection/review.h"
#include "results/chips_h5.h"
#include "results/summary.h"
#include "results/table_export.h"
#include "results/wafer_h5.h"

namespace pellucid {
namespace {

/// What reviewers said, as further columns.
RowNotes notes_of(const Review& review, const ChipTable& table) {
  RowNotes notes;
  notes.names = {"review_class", "reviewer", "reviewed_at", "comment"};
  for (const ReviewedClass& row : reviewed_rows(review, table)) {
    const ChipReview& said = *row.review;
    notes.rows.push_back(row.index);
    notes.texts.push_back({said.chip_class ? std::string(name_of(*said.chip_class)) : std::string(), said.reviewer,
                           said.when, said.comment});
    notes.is_defect.push_back(row.chip_class != ChipClass::good);
  }
  return notes;
}

/// Of a wafer without chips: its defects.
Result<ExportSummary> export_defects(const ExportRequest& request) {
  if (!request.columns.empty()) {
    return fail(Error{ErrorKind::usage, "inspection.columns", request.result.string(),
                      "columns are chosen of chip tables; a wafer without chips has a list of defects, written whole",
                      "no --columns", "some"});
  }
  if (!request.chips.is_everything() || request.rows) {
    return fail(Error{ErrorKind::usage, "inspection.chips", request.result.string(),
                      "chips are chosen of chip tables; a wafer without chips has a list of defects, written whole",
                      "no --chips, --class, --where and --sort-by", "some"});
  }
  const auto surface = read_wafer_h5(request.result / kWaferFile);
  if (!surface) return fail(surface.error());
  const auto written = request.format == ExportFormat::csv ? write_defects_csv(surface->defects, request.file)
                                                           : write_defects_jsonl(surface->defects, request.file);
  if (!written) return fail(written.error());
  std::error_code problem;
  ExportSummary summary;
  summary.defects = std::ssize(surface->defects);
  summary.bytes = static_cast<std::int64_t>(std::filesystem::file_size(request.file, problem));
  return summary;
}

/// Chips that were written. Where all are written as they stand, the table need not be in memory.
Result<std::size_t> export_chips(const ExportRequest& request, const Review& review, const std::stop_token& stop) {
  const std::filesystem::path chips = request.result / "chips.h5";
  const bool csv = request.format == ExportFormat::csv;
  ExportOptions options{request.only_defects, request.columns, request.rows, {}};
  if (!options.rows && request.chips.is_everything() && review.chips.empty()) {
    return csv ? export_file_csv(chips, request.file, options, stop)
               : export_file_json_lines(chips, request.file, options, stop);
  }
  const auto table = read_chip_table(chips, {}, stop);
  if (!table) return fail(table.error());
  if (!options.rows && !request.chips.is_everything()) {
    auto rows = select_chips(request.result, request.chips);
    if (!rows) return fail(rows.error());
    options.rows = std::move(*rows);
  }
  if (!review.chips.empty()) options.notes = notes_of(review, *table);
  return csv ? export_csv(*table, request.file, options, stop) : export_json_lines(*table, request.file, options, stop);
}

}  // namespace

Result<ExportSummary> export_table(const ExportRequest& request, const Progress& progress, std::stop_token stop) {
  std::error_code problem;
  if (!request.overwrite && std::filesystem::exists(request.file, problem)) {
    return fail(Error{ErrorKind::usage, "inspection.exists", request.file.string(), "exists already",
                      "a new file, or --overwrite", "a file"});
  }
  report(progress, "read", 0.0);
  if (const auto found = read_summary(request.result / "summary.json"); found && found->surface)
    return export_defects(request);
  const auto review = load_review(request.result);
  if (!review) return fail(review.error());
  report(progress, "write", 0.0);
  const auto written = export_chips(request, *review, stop);
  if (!written) return fail(written.error());
  report(progress, "write", 1.0);

  ExportSummary summary;
  summary.chips = static_cast<std::int64_t>(*written);
  summary.reviewed = std::ssize(review->chips);
  summary.warnings = review->warnings;
  summary.bytes = static_cast<std::int64_t>(std::filesystem::file_size(request.file, problem));
  return summary;
}

}  // namespace pellucid
