#include "inspection/fab_export.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "acquisition/defect_csv.h"
#include "inspection/assign_dies.h"
#include "inspection/review.h"
#include "inspection/thumbnails.h"
#include "inspection/whole_file.h"
#include "mes/defect_report.h"
#include "mes/klarf_read.h"
#include "mes/mes_error.h"
#include "mes/surface_report.h"
#include "results/chips_h5.h"
#include "results/summary.h"
#include "results/wafer_h5.h"

namespace pellucid {
namespace {

Result<mes::ExportProfile> profile_of(const std::filesystem::path& path) {
  return path.empty() ? Result<mes::ExportProfile>(mes::ExportProfile()) : mes::read_profile(path);
}

Result<void> check_target(const std::filesystem::path& file, bool overwrite) {
  std::error_code problem;
  if (overwrite || !std::filesystem::exists(file, problem)) return {};
  return fail(Error{ErrorKind::usage, "inspection.exists", file.string(), "exists already",
                    "a new file, or --overwrite", "a file"});
}

/// An error that has no path yet gets the file's.
tl::unexpected<Error> named(Error error, const std::filesystem::path& file) {
  if (error.path.empty()) error.path = file.string();
  return fail(std::move(error));
}

tl::unexpected<Error> reads_differently(const std::filesystem::path& file, const std::string& expected,
                                        const std::string& found) {
  return fail(Error{ErrorKind::internal, std::string(mes::mes_error::kCheck), file.string(),
                    "does not read back as it was written", expected, found});
}

/// A check reads under the temporary name; an error names the file that the user asked for.
tl::unexpected<Error> unreadable(const Error& error, const std::filesystem::path& file) {
  return reads_differently(file, "a file that can be read", error.what + ", found " + error.found);
}

std::int64_t size_of(const std::filesystem::path& file) {
  std::error_code problem;
  return static_cast<std::int64_t>(std::filesystem::file_size(file, problem));
}

std::string shown(const mes::KlarfTotals& t) {
  return fmt::format("{} defects, sums {} {} {} {} {}, {} pictures", t.defects, t.x_rel_nm, t.y_rel_nm, t.x_index,
                     t.y_index, t.class_number, t.images);
}

std::string shown(const mes::MapTotals& t) {
  std::int64_t dies = 0;
  for (const auto& [code, count] : t.counts) dies += count;
  return fmt::format("{} x {}, {} dies in {} bins, sums {} {} {} {}", t.columns, t.rows, dies, t.counts.size(),
                     t.columns_sum, t.rows_sum, t.marked_columns_sum, t.marked_rows_sum);
}

/// What goes into a KLARF, wherever it is from.
struct KlarfContent {
  mes::KlarfVersion version = mes::KlarfVersion::v1_2;
  const mes::KlarfHeader& header;
  std::int64_t listed = 0;
  mes::DefectSource source;
};

Result<void> write_and_check_klarf(const KlarfContent& klarf, const std::filesystem::path& path, bool overwrite,
                                   const std::stop_token& stop) {
  auto file = WholeFile::create(path, overwrite);
  if (!file) return fail(file.error());
  mes::TextSink sink([&](std::string_view text) { return file->write(text); });
  const auto written = write_klarf(klarf.version, klarf.header, klarf.listed, klarf.source, sink, stop);
  if (!written) return named(written.error(), path);
  sink.finish();
  if (auto finished = file->finish(); !finished) return finished;
  const auto read = mes::read_klarf_totals(file->temporary());
  if (!read) return unreadable(read.error(), path);
  if (*read != *written) return reads_differently(path, shown(*written), shown(*read));
  return file->publish();
}

/// Takes the map: while the file is read back there is no second one in memory.
Result<void> write_and_check_map(mes::MapFormat format, mes::DieMap map, const mes::ExportProfile& profile,
                                 const std::filesystem::path& path, bool overwrite, const std::stop_token& stop) {
  auto file = WholeFile::create(path, overwrite);
  if (!file) return fail(file.error());
  mes::TextSink sink([&](std::string_view text) { return file->write(text); });
  if (auto written = write_map(format, map, profile, sink, stop); !written) return named(written.error(), path);
  sink.finish();
  if (auto finished = file->finish(); !finished) return finished;
  const auto expected = mes::totals_of(map);
  map.cells = {};
  auto read = mes::read_map(file->temporary(), format, profile.axes.order);
  if (!read) return unreadable(read.error(), path);
  const auto found = mes::totals_of(turned_to(std::move(read->map), map.side));
  if (expected != found) return reads_differently(path, shown(expected), shown(found));
  return file->publish();
}

mes::MapFormat map_format(FabFormat format) {
  switch (format) {
    case FabFormat::e142:
      return mes::MapFormat::e142;
    case FabFormat::g85:
      return mes::MapFormat::g85;
    case FabFormat::map_csv:
      return mes::MapFormat::csv;
    default:
      return mes::MapFormat::sinf;
  }
}

std::int64_t count_dies(const mes::DieMap& map) {
  return std::ranges::count_if(map.cells, [](std::uint16_t code) { return code != mes::kNoDie; });
}

mes::KlarfVersion version_of(FabFormat format) {
  return format == FabFormat::klarf12 ? mes::KlarfVersion::v1_2 : mes::KlarfVersion::v1_8;
}

/// Defects without chips.
Result<void> export_surface(const FabExportRequest& request, const mes::ExportProfile& profile, const Summary& result,
                            FabExportSummary& done, const std::stop_token& stop) {
  if (request.format != FabFormat::klarf12 && request.format != FabFormat::klarf18) {
    return fail(bad_input(mes::mes_error::kSubject, request.result.string(),
                          "a wafer without chips has no map of chips; pellucid dies lays dies over its defects",
                          "--format klarf, klarf18, csv or jsonl", "a map format"));
  }
  const auto surface = read_wafer_h5(request.result / kWaferFile);
  if (!surface) return fail(surface.error());
  const auto report = mes::report_surface({result.wafer, surface->defects, result.surface->coverage.measured_mm2,
                                           result.recipe_name, result.acquired_at, result.tool_id},
                                          profile);
  if (!report) return named(report.error(), request.result);
  const KlarfContent klarf{version_of(request.format), report->header, std::ssize(report->defects), report->source()};
  if (auto written = write_and_check_klarf(klarf, request.file, request.overwrite, stop); !written) return written;
  done.defects_found = report->header.summary.defects;
  done.defects_listed = klarf.listed;
  done.dies = report->header.summary.dies;
  if (profile.klarf.thumbnails > 0)
    done.warnings.emplace_back("pictures are made of chips only: the report shows the strongest defects");
  return {};
}

Result<void> export_klarf(const FabExportRequest& request, const mes::ExportSubject& subject,
                          const mes::ExportProfile& profile, const Summary& result, FabExportSummary& done,
                          const std::stop_token& stop) {
  auto report = mes::DefectReport::make(subject, profile);
  if (!report) return named(report.error(), request.result);
  const auto version = version_of(request.format);
  std::optional<Thumbnails> pictures;
  if (!report->pictured().empty()) {
    const auto scan = request.scan.empty() ? std::filesystem::path(result.input.scan_path) : request.scan;
    auto registrations = read_registrations(request.result / "chips.h5");
    if (!registrations) return fail(registrations.error());
    auto made = Thumbnails::make({scan, result.input.manifest_sha256, request.file, result.first_layer,
                                  std::move(*registrations), profile.klarf.thumbnail_px, request.overwrite},
                                 subject.table, report->pictured(), stop);
    if (!made) return fail(made.error());
    pictures.emplace(std::move(*made));
    report->set_pictures(pictures->rows(), pictures->folder_name() + "/");
  }
  // The pictures first: a KLARF never names one that is not there yet.
  if (pictures) {
    if (auto published = pictures->publish(); !published) return published;
  }
  if (auto written = write_and_check_klarf({version, report->header(), report->listed(), report->source()},
                                           request.file, request.overwrite, stop);
      !written) {
    if (pictures) pictures->withdraw();
    return written;
  }
  done.defects_found = report->header().summary.defects;
  done.defects_listed = report->listed();
  done.dies = report->header().summary.dies;
  if (pictures) done.pictures_folder = request.file.parent_path() / pictures->folder_name();
  done.pictures = pictures ? static_cast<std::int64_t>(pictures->rows().size()) : 0;
  if (done.defects_listed < done.defects_found) {
    done.warnings.push_back(fmt::format("{} of {} defects are listed (klarf.max_defects); the summary counts all",
                                        done.defects_listed, done.defects_found));
  }
  return {};
}

Result<ConvertSummary> convert_klarf(const ConvertRequest& request) {
  if (*request.to != mes::MapFormat::csv) {
    return fail(Error{ErrorKind::usage, "inspection.format", request.output.string(),
                      "a KLARF holds defects, not a map", "--to csv: a line a defect",
                      std::string(name_of(*request.to))});
  }
  auto file = mes::read_klarf(request.input);
  if (!file) return fail(file.error());
  ConvertSummary done;
  done.from = "KLARF";
  done.to = "defect CSV";
  done.wafers = std::ssize(file->wafers);
  for (const mes::KlarfWafer& wafer : file->wafers) done.defects += wafer.rows;
  auto output = WholeFile::create(request.output, request.overwrite);
  if (!output) return fail(output.error());
  mes::TextSink sink([&](std::string_view text) { return output->write(text); });
  if (!write_defect_csv(*file, sink)) {
    return fail(bad_input(mes::mes_error::kSubject, request.input.string(), "its wafers have different columns",
                          "the same DefectRecordSpec for each", "several"));
  }
  sink.finish();
  done.warnings = std::move(file->warnings);
  if (auto published = output->publish(); !published) return fail(published.error());
  return done;
}

Result<ConvertSummary> convert_map(const ConvertRequest& request, const std::stop_token& stop) {
  auto profile = profile_of(request.profile);
  if (!profile) return fail(profile.error());
  const auto from = request.from ? Result<mes::MapFormat>(*request.from) : mes::detect_map_format(request.input);
  if (!from) return fail(from.error());
  auto file = mes::read_map(request.input, *from);
  if (!file) return fail(file.error());
  mes::DieMap& map = file->map;
  if (!profile->lot.empty()) map.lot = profile->lot;
  if (!profile->wafer.empty()) map.wafer = profile->wafer;
  if (!profile->device.empty()) map.device = profile->device;
  ConvertSummary done;
  done.from = name_of(*from);
  done.to = name_of(*request.to);
  done.columns = map.columns;
  done.rows = map.rows;
  done.dies = count_dies(map);
  done.warnings = std::move(file->warnings);
  const auto written =
      write_and_check_map(*request.to, std::move(map), *profile, request.output, request.overwrite, stop);
  if (!written) return fail(written.error());
  return done;
}

}  // namespace

const std::map<std::string, FabFormat>& fab_formats() {
  static const std::map<std::string, FabFormat> kFormats{{"klarf", FabFormat::klarf12}, {"klarf18", FabFormat::klarf18},
                                                         {"e142", FabFormat::e142},     {"g85", FabFormat::g85},
                                                         {"sinf", FabFormat::sinf},     {"mapcsv", FabFormat::map_csv}};
  return kFormats;
}

Result<FabExportSummary> export_fab_file(const FabExportRequest& request, const Progress& progress,
                                         std::stop_token stop) {
  if (auto target = check_target(request.file, request.overwrite); !target) return fail(target.error());
  auto profile = profile_of(request.profile);
  if (!profile) return fail(profile.error());
  if (request.thumbnails) profile->klarf.thumbnails = *request.thumbnails;
  report(progress, "read", 0.0);
  const auto result = read_summary(request.result / "summary.json");
  if (!result) return fail(result.error());
  if (result->surface) {
    FabExportSummary done;
    if (auto made = export_surface(request, *profile, *result, done, stop); !made) return fail(made.error());
    done.bytes = size_of(request.file);
    return done;
  }
  auto table = read_chip_table(request.result / "chips.h5", {}, stop);
  if (!table) return fail(table.error());
  const auto review = load_review(request.result);
  if (!review) return fail(review.error());
  mes::ExportSubject subject{result->wafer, *table, result->recipe_name, result->acquired_at, result->tool_id, {}, {}};
  for (const ReviewedClass& row : reviewed_rows(*review, *table)) {
    if (row.review->chip_class) subject.reviewed.push_back({row.index, row.chip_class});
  }
  subject.use_reviewed = request.reviewed;

  report(progress, "write", 0.0);
  FabExportSummary done;
  done.reviewed = std::ssize(subject.reviewed);
  done.warnings = review->warnings;
  if (request.format == FabFormat::klarf12 || request.format == FabFormat::klarf18) {
    if (auto made = export_klarf(request, subject, *profile, *result, done, stop); !made) return fail(made.error());
  } else {
    if (request.reviewed) {
      for (const mes::ReviewedRow& said : subject.reviewed) table->chip_class[said.row] = said.chip_class;
    }
    auto map = mes::make_die_map(subject, *profile);
    if (!map) return named(map.error(), request.result);
    done.columns = map->columns;
    done.rows = map->rows;
    done.dies = count_dies(*map);
    const auto written = write_and_check_map(map_format(request.format), std::move(*map), *profile, request.file,
                                             request.overwrite, stop);
    if (!written) return fail(written.error());
  }
  report(progress, "write", 1.0);
  done.bytes = size_of(request.file);
  return done;
}

Result<DieSummary> assign_dies(const AssignDiesRequest& request, std::stop_token stop) {
  if (auto target = check_target(request.file, request.overwrite); !target) return fail(target.error());
  Result<std::vector<DefectBox>> defects;
  if (std::filesystem::is_directory(request.list)) {
    const auto surface = read_wafer_h5(request.list / kWaferFile);
    if (!surface) return fail(surface.error());
    for (const SurfaceDefect& d : surface->defects) defects->push_back({d.centre_um, d.low_um, d.high_um});
  } else {
    defects = read_defect_csv(request.list, {request.filter_column, request.filter_value});
    if (!defects) return fail(defects.error());
  }
  auto assigned = mes::assign_to_dies(request.grid, *defects);
  if (!assigned) return named(assigned.error(), request.list);
  DieSummary done;
  done.defects = std::ssize(*defects);
  done.dies = assigned->dies;
  done.defective = assigned->defective;
  done.off_grid = assigned->off_grid;
  mes::ExportProfile profile;
  assigned->map.wafer = request.list.stem().string();
  const auto written =
      write_and_check_map(request.format, std::move(assigned->map), profile, request.file, request.overwrite, stop);
  if (!written) return fail(written.error());
  done.bytes = size_of(request.file);
  return done;
}

Result<ConvertSummary> convert(const ConvertRequest& request, std::stop_token stop) {
  if (auto target = check_target(request.output, request.overwrite); !target) return fail(target.error());
  if (!request.to) {
    return fail(Error{ErrorKind::usage, "inspection.format", request.output.string(), "which format is it to be",
                      "--to e142, g85, sinf or csv", "none"});
  }
  auto done = !request.from && mes::is_klarf(request.input) ? convert_klarf(request) : convert_map(request, stop);
  if (done) done->bytes = size_of(request.output);
  return done;
}

}  // namespace pellucid
