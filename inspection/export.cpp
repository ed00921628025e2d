#include "inspection/export.h"

#include <system_error>
#include <utility>

#include "inspection/review.h"
#include "results/chips_h5.h"
#include "results/table_export.h"

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

/// Defects by the reviewer's word alone.
std::int64_t count_reviewed_defects(const RowNotes& notes, const ChipTable& table) {
  std::int64_t count = 0;
  for (std::size_t i = 0; i < notes.rows.size(); ++i)
    count += notes.is_defect[i] && table.chip_class[notes.rows[i]] == ChipClass::good ? 1 : 0;
  return count;
}

}  // namespace

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
  const auto review = load_review(request.result);
  if (!review) return fail(review.error());
  ExportOptions options{request.only_defects, request.columns, {}};
  if (!review->chips.empty()) options.notes = notes_of(*review, *table);
  const auto written = request.format == ExportFormat::csv ? export_csv(*table, request.file, options, stop)
                                                           : export_json_lines(*table, request.file, options, stop);
  if (!written) return fail(written.error());
  report(progress, "write", 1.0);

  const ClassCounts counts = count_classes(*table);
  ExportSummary summary;
  summary.chips = static_cast<std::int64_t>(table->size()) - (request.only_defects ? counts.front() : 0);
  if (request.only_defects && options.notes) summary.chips += count_reviewed_defects(*options.notes, *table);
  summary.reviewed = std::ssize(review->chips);
  summary.warnings = review->warnings;
  summary.bytes = static_cast<std::int64_t>(std::filesystem::file_size(request.file, problem));
  return summary;
}

}  // namespace pellucid
