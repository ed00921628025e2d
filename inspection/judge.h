/// The verb `judge`: a result judged anew by another recipe, from its table and without a pixel. The same judgement as
/// inspect's, so that the same classes come out. Also on trial, in memory, for a viewer. Functions are independent of
/// each other and may be called from any thread; a JudgeInput is shared freely once it was read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/judge/shape_evidence.h"
#include "core/leakage/leak_report.h"
#include "core/model/chip_table.h"
#include "core/model/error.h"
#include "core/model/progress.h"
#include "recipe/recipe.h"
#include "results/result_data.h"
#include "results/summary.h"

namespace pellucid {

/// What a judgement needs of a result: a few columns, the recipe it was judged by.
struct JudgeInput {
  std::filesystem::path path;
  Summary summary;
  Recipe recipe;  ///< that `table` was judged by
  /// column, row, x_um, y_um, class, flags, intensity_e, intensity_sigma_e and relative_intensity of every layer, leak
  /// and EL columns as the result holds them; every other column is empty.
  ChipTable table;
  ShapeEvidence shapes;
};

/// About 40 bytes a chip and layer. Errors: those of reading a result; bad_input "inspection.no_evidence" where the
/// result was made by a version that did not keep what a judgement needs; cancelled.
[[nodiscard]] Result<JudgeInput> read_judge_input(const std::filesystem::path& result, const Progress& progress = {},
                                                  std::stop_token stop = {});

/// "judge.dim_relative" and so on: every key whose value differs.
[[nodiscard]] std::vector<std::string> changed_keys(const Recipe& a, const Recipe& b);

/// Can this result be judged by that recipe without pixels? Sections judge, leakage, limits and the bootstrap of the EL
/// scores may differ. Errors: bad_input "inspection.needs_pixels", naming the keys with both values.
[[nodiscard]] Result<void> check_judgeable(const JudgeInput& input, const Recipe& recipe);

/// A judgement that was not written.
struct TrialJudgement {
  std::vector<ChipClass> chip_class;  ///< one a chip of the input's table, likewise flags
  std::vector<std::uint32_t> flags;
  ClassCounts counts{};
  double yield = 0;          ///< good / (listed - unmeasured), in [0, 1]; NaN where nothing was measured
  std::int64_t changed = 0;  ///< chips of another class than the input's
  std::vector<LimitCheck> limits;
  std::optional<LeakReport> leak;
  std::vector<std::string> warnings;  ///< of the judgement
};

/// Judges in memory; the input stays as it is. About 25 bytes a chip and layer beside it. Errors: check_judgeable's,
/// cancelled.
[[nodiscard]] Result<TrialJudgement> try_recipe(const JudgeInput& input, const Recipe& recipe,
                                                const Progress& progress = {}, std::stop_token stop = {});

struct JudgeRequest {
  std::filesystem::path result;  ///< judged anew; stays as it is
  std::filesystem::path output;  ///< new result folder, appears whole or not at all; empty: nothing is written
  Recipe recipe;
  int threads = 0;         ///< 0: as many as there are cores
  bool overwrite = false;  ///< replace an existing result folder, never the one that is read
  bool write_maps_and_report = true;
};

struct JudgeOutcome {
  Summary summary;  ///< of the new result
  ClassCounts counts_before{};
  double yield_before = 0;
  std::int64_t changed = 0;               ///< chips that got another class
  std::vector<std::string> changed_keys;  ///< of the recipe
};

/// What was not judged anew (registration, photometry, every column that no judgement touches) is taken over as it is.
/// The summary tells what it was judged from: path, SHA-256 of both recipes. Errors: as above; usage "results.exists",
/// usage "inspection.same_result"; internal (disk).
[[nodiscard]] Result<JudgeOutcome> rejudge(const JudgeRequest& request, const Progress& progress = {},
                                           std::stop_token stop = {});

}  // namespace pellucid
