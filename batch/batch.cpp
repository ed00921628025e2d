#include "batch/batch.h"

#include <algorithm>
#include <chrono>
#include <system_error>
#include <utility>

#include "acquisition/scan.h"
#include "batch/previous_result.h"
#include "inspection/whole_file.h"

namespace pellucid {
namespace {

namespace fs = std::filesystem;

/// Where a scan's result goes. The root itself may be a scan: its result is then named after it.
fs::path result_of(const BatchRequest& request, const fs::path& scan) {
  if (scan != ".") return scan;
  std::error_code problem;
  return fs::weakly_canonical(request.root, problem).filename();
}

LotRow bad_row(LotRow row, Error error) {
  row.status = LotStatus::bad;
  row.error = std::move(error);
  return row;
}

LotRow take_previous(LotRow row, const PreviousResult& previous) {
  row.skipped = true;
  row.status = previous.row.status;
  row.wafer = previous.row.wafer;
  row.lot = previous.row.lot;
  row.counts = previous.row.counts;
  row.yield = previous.row.yield;
  row.defects = previous.row.defects;
  row.failed_limits = previous.row.failed_limits;
  row.warnings.insert(row.warnings.end(), previous.row.warnings.begin(), previous.row.warnings.end());
  return row;
}

/// One scan from its folder to its row.
class ScanRun {
 public:
  ScanRun(const BatchRequest& request, const BatchObserver& observer, std::stop_token stop)
      : request_(request), observer_(observer), stop_(std::move(stop)), recipe_sha256_(recipe_sha256(request.recipe)) {}

  LotRow operator()(const fs::path& scan) const {
    LotRow row;
    row.scan = scan;
    row.result = result_of(request_, scan);
    const fs::path folder = request_.root / scan;
    const auto opened = open_scan(folder, OpenOptions{request_.allow_missing_tiles});
    if (!opened) return bad_row(std::move(row), opened.error());
    row.wafer = opened->wafer.id;
    row.lot = opened->wafer.lot;
    std::error_code problem;
    if (!fs::exists(folder / "COMPLETE", problem)) {
      if (request_.require_complete) {
        return bad_row(std::move(row), bad_input("batch.incomplete", folder.string(), "the scan is not complete yet",
                                                 "a file COMPLETE", "none"));
      }
      row.warnings.emplace_back("the scan has no file COMPLETE: it may not be whole");
    }
    const auto previous = read_previous_result(request_.results / row.result);
    const bool done =
        previous && previous->manifest_sha256 == opened->manifest_sha256 && previous->recipe_sha256 == recipe_sha256_;
    if (done && !request_.rerun) return take_previous(std::move(row), *previous);
    return inspected(std::move(row), previous.has_value());
  }

 private:
  LotRow inspected(LotRow row, bool replaces_result) const {
    InspectRequest one;
    one.scan = request_.root / row.scan;
    one.result = request_.results / row.result;
    one.recipe = request_.recipe;
    one.threads = request_.threads;
    one.allow_missing_tiles = request_.allow_missing_tiles;
    one.overwrite = replaces_result;
    one.write_maps_and_report = request_.write_maps_and_report;
    std::error_code problem;
    fs::create_directories(one.result.parent_path(), problem);
    const auto start = std::chrono::steady_clock::now();
    const auto found = request_.inspect_one(one, observer_.progress, stop_);
    row.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (!found) return bad_row(std::move(row), found.error());
    take_figures(row, *found);
    return row;
  }

  const BatchRequest& request_;
  const BatchObserver& observer_;
  std::stop_token stop_;
  std::string recipe_sha256_;
};

Result<void> write_lot_table(const fs::path& results, const LotTable& table) {
  auto csv = write_whole_file(results / "lot.csv", lot_csv(table), true);
  if (!csv) return csv;
  return write_whole_file(results / "lot.json", lot_json(table), true);
}

Error root_error(const fs::path& root, const std::error_code& problem) {
  return bad_input("batch.root", root.string(), "cannot be read", "a folder", problem.message());
}

}  // namespace

void take_figures(LotRow& row, const ResultData& found) {
  row.wafer = found.wafer.id;
  row.lot = found.wafer.lot;
  row.counts = count_classes(found.table);
  row.yield = yield_of(row.counts);
  if (found.surface) row.defects = std::ssize(found.surface->defects);
  row.warnings.insert(row.warnings.end(), found.warnings.begin(), found.warnings.end());
  for (const LimitCheck& limit : found.limits) {
    if (!limit.passed) row.failed_limits.push_back(limit.name);
  }
  row.status = row.failed_limits.empty() ? LotStatus::passed : LotStatus::limits_fail;
}

Result<std::vector<fs::path>> find_scans(const fs::path& root, const fs::path& results) {
  std::error_code problem;
  const fs::path results_there = fs::weakly_canonical(results, problem);
  std::vector<fs::path> scans;
  if (fs::exists(root / "scan.json", problem)) return std::vector<fs::path>{"."};
  fs::recursive_directory_iterator entry(root, fs::directory_options::skip_permission_denied, problem);
  if (problem) return fail(root_error(root, problem));
  while (entry != fs::recursive_directory_iterator()) {
    std::error_code ignored;
    if (entry->is_directory(ignored) && !entry->is_symlink(ignored)) {
      const bool is_scan = fs::exists(entry->path() / "scan.json", ignored);
      const bool hidden = entry->path().filename().string().starts_with('.');
      const bool ours = fs::weakly_canonical(entry->path(), ignored) == results_there;
      if (is_scan && !hidden && !ours) scans.push_back(entry->path().lexically_relative(root));
      if (is_scan || hidden || ours) entry.disable_recursion_pending();
    }
    entry.increment(problem);
    if (problem) return fail(root_error(root, problem));
  }
  std::ranges::sort(scans);
  return scans;
}

Result<LotTable> run_batch(const BatchRequest& request, const BatchObserver& observer, std::stop_token stop) {
  const auto scans = find_scans(request.root, request.results);
  if (!scans) return fail(scans.error());
  if (scans->empty()) {
    return fail(bad_input("batch.empty", request.root.string(), "holds no scan", "folders with a scan.json", "none"));
  }
  std::error_code problem;
  fs::create_directories(request.results, problem);
  if (problem) return fail(internal_error("batch.results", request.results.string(), problem.message()));

  const ScanRun run(request, observer, stop);
  LotTable table;
  for (std::size_t i = 0; i < scans->size(); ++i) {
    if (stop.stop_requested()) return fail(cancelled());
    if (observer.started) observer.started(i, scans->size(), (*scans)[i]);
    LotRow row = run((*scans)[i]);
    if (row.error && row.error->kind == ErrorKind::cancelled) return fail(*row.error);
    if (request.deliver && !row.error) {
      const auto delivered = request.deliver(request.results / row.result, stop);
      if (!delivered && delivered.error().kind == ErrorKind::cancelled) return fail(delivered.error());
      if (!delivered) row.delivery_error = delivered.error();
    }
    if (observer.finished) observer.finished(row);
    table.push_back(std::move(row));
  }
  const auto written = write_lot_table(request.results, table);
  if (!written) return fail(written.error());
  return table;
}

}  // namespace pellucid
