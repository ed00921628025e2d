/// The result folder, `pellucid.result/1`, as a whole: summary.json, recipe.json, chips.h5, maps/, report.html. It
/// appears whole or not at all. Any thread; two writers of one name are told apart, the later one wins or is refused.
#pragma once

#include <filesystem>
#include <stop_token>
#include <vector>

#include "core/model/chip_table.h"
#include "core/model/error.h"
#include "core/model/progress.h"
#include "core/model/registration.h"
#include "results/result_data.h"
#include "results/summary.h"

namespace pellucid {

struct WriteOptions {
  bool maps_and_report = true;
  bool overwrite = false;  ///< replace a result folder of that name; never a folder that is something else
};

/// May this name be written? For asking before hours of work. Errors: results.exists.
[[nodiscard]] Result<void> check_result_target(const std::filesystem::path& path, bool overwrite);

/// Writes beside the final name under a hidden one, flushes it to the disk, renames. On failure or cancellation nothing
/// is left behind and an old result stands as it was. Missing parent folders are made. Errors: results.exists (usage),
/// results.shape, results.hdf5, results.drawing, results.io, cancelled.
[[nodiscard]] Result<void> write_result(const ResultData& data, const std::filesystem::path& path,
                                        const WriteOptions& options = {}, const Progress& progress = {},
                                        std::stop_token stop = {});

/// As write_result, but of a result judged anew: `summary` is written as it is, and of data.table the columns that a
/// judgement changes; all else of chips.h5 is taken over from the result `from`. Errors: as above.
[[nodiscard]] Result<void> write_judged_result(const ResultData& data, const Summary& summary,
                                               const std::filesystem::path& from, const std::filesystem::path& path,
                                               const WriteOptions& options = {}, const Progress& progress = {},
                                               std::stop_token stop = {});

struct ResultFolder {
  std::filesystem::path path;
  Summary summary;
  ChipTable table;
  std::vector<LayerRegistration> registrations;  ///< with their tile corrections
};

/// Is there something that calls itself a result (a folder with a summary.json)?
[[nodiscard]] bool is_result_folder(const std::filesystem::path& path);

/// Reads it whole; of a wafer without chips the table is empty (wafer_h5.h reads what it has). Errors:
/// results.not_found, results.schema, results.malformed (also where summary and table disagree).
[[nodiscard]] Result<ResultFolder> open_result(const std::filesystem::path& path);

}  // namespace pellucid
