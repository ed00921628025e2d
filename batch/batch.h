/// Many scans, one after another: every scan folder below a root, done ones skipped, a bad one listed while the rest go
/// on. It is no scheduler: one call inspects one wafer at a time, each with all threads. From any one thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <vector>

#include "batch/lot_table.h"
#include "core/model/error.h"
#include "core/model/progress.h"
#include "inspection/inspect.h"
#include "recipe/recipe.h"

namespace pellucid {

/// The verb that is run on each scan; inspect() unless a test says otherwise.
using InspectVerb = std::function<Result<ResultData>(const InspectRequest&, const Progress&, std::stop_token)>;

/// What is done with every result, those of earlier runs included: a run that was cut off before its wafer was in the
/// outbox is made up for by the next. Doing it twice must be as good as once.
using DeliverVerb = std::function<Result<void>(const std::filesystem::path& result, std::stop_token)>;

struct BatchRequest {
  std::filesystem::path root;
  std::filesystem::path results;  ///< made where absent; a scan at ROOT/a/b gets RESULTS/a/b
  Recipe recipe;
  int threads = 0;  ///< 0: as many as there are cores
  bool allow_missing_tiles = false;
  bool rerun = false;             ///< inspect done scans again
  bool require_complete = false;  ///< a scan without COMPLETE is an error instead of a warning
  bool write_maps_and_report = true;
  InspectVerb inspect_one = &inspect;
  DeliverVerb deliver;  ///< empty: nothing goes anywhere
};

/// What the caller is told on the way. Empty functions are allowed; all are called from the calling thread but
/// `progress` (core/model/progress.h).
struct BatchObserver {
  std::function<void(std::size_t index, std::size_t count, const std::filesystem::path& scan)> started;
  std::function<void(const LotRow&)> finished;
  Progress progress;
};

/// Every folder below `root` that holds a scan.json, relative to it, sorted by bytes. Not looked into: scan folders
/// themselves, `results`, and folders whose name begins with a dot (half-made ones). Links are not followed.
/// Errors: bad_input "batch.root" where it cannot be read.
[[nodiscard]] Result<std::vector<std::filesystem::path>> find_scans(const std::filesystem::path& root,
                                                                    const std::filesystem::path& results);

/// Puts into a row what an inspection found: wafer, counts, yield, limits, status.
void take_figures(LotRow& row, const ResultData& found);

/// Inspects every scan and writes RESULTS/lot.csv and RESULTS/lot.json, each whole or not at all. A scan is done where
/// its result was made from the same scan.json and the same recipe (by SHA-256). A folder in the way that is no result
/// is never replaced. Errors of one scan stand in its row. Errors of the whole: bad_input "batch.root", "batch.empty";
/// cancelled (finished wafers stay, so that the next run goes on from there); internal where the lot table cannot be
/// written.
[[nodiscard]] Result<LotTable> run_batch(const BatchRequest& request, const BatchObserver& observer = {},
                                         std::stop_token stop = {});

}  // namespace pellucid
