#include "results/result_folder.h"

#include <fstream>
#include <optional>

#include "results/chips_h5.h"
#include "results/detail/atomic_path.h"
#include "results/detail/early_flush.h"
#include "results/findings_csv.h"
#include "results/report.h"
#include "results/results_error.h"
#include "results/sites_h5.h"
#include "results/surface_maps.h"
#include "results/wafer_h5.h"
#include "results/wafer_map.h"

namespace pellucid {

namespace {

namespace fs = std::filesystem;

constexpr const char* kSummaryFile = "summary.json";
constexpr const char* kChipsFile = "chips.h5";
constexpr const char* kRecipeFile = "recipe.json";
constexpr const char* kFindingsFile = "findings.csv";

template <class Bytes>
Result<void> write_file(const fs::path& path, const Bytes& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) return fail(internal_error(results_error::kIo, path.string(), "cannot write the file"));
  detail::begin_flush(path);
  return {};
}

Result<void> write_pages(const std::vector<WaferMap>& maps, const std::string& page, const fs::path& folder) {
  fs::create_directory(folder / "maps");
  for (const WaferMap& map : maps) {
    if (auto written = write_file(folder / "maps" / (map.name + ".png"), map.png); !written) return written;
  }
  return write_file(folder / "report.html", page);
}

/// Of a wafer without chips.
Result<void> write_surface(const ResultData& data, const fs::path& folder, const WriteOptions& options,
                           const Progress& progress, const std::stop_token& stop) {
  report(progress, "defect table", 0);
  if (auto written = write_wafer_h5(folder / kWaferFile, *data.surface); !written) return written;
  if (data.wavelength && !data.wavelength->sites.empty()) {
    if (auto sites = append_sites(folder / kWaferFile, data.table, data.wavelength->sites); !sites) return sites;
  }
  if (!data.recipe_text.empty()) {
    if (auto written = write_file(folder / kRecipeFile, data.recipe_text); !written) return written;
  }
  const Summary summary = summarize(data);
  if (options.maps_and_report) {
    report(progress, "maps", 0);
    const auto maps = draw_surface_maps(data, stop);
    if (!maps) return fail(maps.error());
    report(progress, "report", 0.8);
    if (auto written = write_pages(*maps, report_html(data, summary, *maps), folder); !written) return written;
  }
  return write_summary(summary, folder / kSummaryFile);
}

Result<void> write_maps_and_report(const ResultData& data, const Summary& summary, const fs::path& folder,
                                   const Progress& progress, const std::stop_token& stop) {
  report(progress, "maps", 0);
  auto maps = draw_maps(map_subject(data), stop);
  if (!maps) return fail(maps.error());
  report(progress, "report", 0.8);
  return write_pages(*maps, report_html(data, summary, *maps), folder);
}

/// Where the columns come from that the data do not hold.
struct OldResult {
  fs::path chips;
  const Summary& summary;
};

Result<void> write_all(const ResultData& data, const std::optional<OldResult>& old, const fs::path& folder,
                       const WriteOptions& options, const Progress& progress, const std::stop_token& stop) {
  if (data.surface) return write_surface(data, folder, options, progress, stop);
  report(progress, "chip table", 0);
  const detail::EarlyFlush flushing(folder / kChipsFile);
  auto table =
      old ? rewrite_chips_h5(old->chips, folder / kChipsFile, data.table, stop)
          : write_chips_h5(folder / kChipsFile, data.table, data.registrations, data.layers, stop, &data.shapes);
  if (!table) return table;
  if (data.wavelength && !data.wavelength->sites.empty()) {
    if (auto sites = append_sites(folder / kChipsFile, data.table, data.wavelength->sites); !sites) return sites;
  }
  const Summary summary = old ? old->summary : summarize(data);
  if (!data.recipe_text.empty()) {
    if (auto written = write_file(folder / kRecipeFile, data.recipe_text); !written) return written;
  }
  if (old && fs::exists(old->chips.parent_path() / kFindingsFile)) {
    fs::copy_file(old->chips.parent_path() / kFindingsFile, folder / kFindingsFile);
  } else if (data.appearance) {
    if (auto listed = write_file(folder / kFindingsFile, findings_csv(*data.appearance)); !listed) return listed;
  }
  if (options.maps_and_report) {
    if (auto drawn = write_maps_and_report(data, summary, folder, progress, stop); !drawn) return drawn;
  }
  return write_summary(summary, folder / kSummaryFile);
}

Result<void> write_folder(const ResultData& data, const std::optional<OldResult>& old, const fs::path& path,
                          const WriteOptions& options, const Progress& progress, const std::stop_token& stop) {
  if (auto target = check_result_target(path, options.overwrite); !target) return target;
  try {
    detail::PartialPath partial(path);
    fs::create_directories(partial.path());
    if (auto written = write_all(data, old, partial.path(), options, progress, stop); !written) return written;
    if (stop.stop_requested()) return fail(cancelled());
    if (auto published = partial.publish(options.overwrite); !published) return published;
    report(progress, "written", 1);
    return {};
  } catch (const std::exception& e) {
    return fail(internal_error(results_error::kIo, path.string(), e.what()));
  }
}

}  // namespace

bool is_result_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored) && fs::is_regular_file(path / kSummaryFile, ignored);
}

Result<void> check_result_target(const fs::path& path, bool overwrite) {
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return {};
  if (!overwrite) {
    return fail({ErrorKind::usage, std::string(results_error::kExists), path.string(), "the result is there already",
                 "a new name, or leave to overwrite it", ""});
  }
  const bool is_empty = fs::is_directory(path, ignored) && fs::is_empty(path, ignored);
  if (is_result_folder(path) || is_empty) return {};
  return fail({ErrorKind::usage, std::string(results_error::kExists), path.string(),
               "it is no result, and is not overwritten", "a result folder", "something else"});
}

Result<void> write_result(const ResultData& data, const fs::path& path, const WriteOptions& options,
                          const Progress& progress, std::stop_token stop) {
  return write_folder(data, std::nullopt, path, options, progress, stop);
}

Result<void> write_judged_result(const ResultData& data, const Summary& summary, const fs::path& from,
                                 const fs::path& path, const WriteOptions& options, const Progress& progress,
                                 std::stop_token stop) {
  return write_folder(data, OldResult{from / kChipsFile, summary}, path, options, progress, stop);
}

Result<ResultFolder> open_result(const fs::path& path) {
  if (!is_result_folder(path)) {
    return fail(
        bad_input(results_error::kNotFound, path.string(), "it is no result folder", "a folder with summary.json"));
  }
  auto summary = read_summary(path / kSummaryFile);
  if (!summary) return fail(summary.error());
  if (summary->surface) return ResultFolder{path, std::move(*summary), {}, {}};
  auto table = read_chip_table(path / kChipsFile);
  if (!table) return fail(table.error());
  auto registrations = read_registrations(path / kChipsFile);
  if (!registrations) return fail(registrations.error());
  if (summary->chips() != static_cast<std::int64_t>(table->size())) {
    return fail(bad_input(results_error::kMalformed, path.string(), "summary.json and chips.h5 are not of one result",
                          std::to_string(summary->chips()) + " chips", std::to_string(table->size())));
  }
  return ResultFolder{path, std::move(*summary), std::move(*table), std::move(*registrations)};
}

}  // namespace pellucid
