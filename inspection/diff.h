/// The verb `diff`: two results of one wafer, chip by chip: whose class changed and why. Both tables are walked through
/// side by side in windows: memory is bounded by the windows and 24 bytes a changed chip. Any one thread.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/chip_table.h"
#include "core/model/error.h"
#include "core/model/progress.h"

namespace pellucid {

/// Why a chip's class changed.
enum class ChangeReason : std::uint8_t {
  coverage,     ///< unmeasured in one of the two
  light,        ///< intensities differ by more than `beyond_sigma` combined sigma
  limits,       ///< the same light; the recipes' limits differ and stand on both sides of it
  expectation,  ///< the same light; what healthy chips are expected to give differs
  shape,        ///< partial in one of the two by the same limits: another emission pattern
  leakage,      ///< leaky, or blind to leaks, in one of the two by the same limits
  noise,        ///< the same within its noise, close to a limit
  wavelength,   ///< off the smooth wafer or out of the bin in one of the two by the same limits
};
[[nodiscard]] std::string_view name_of(ChangeReason reason);  ///< "coverage", "light", ...
inline constexpr std::size_t kChangeReasons = 8;

struct DiffRequest {
  std::filesystem::path a, b;  ///< result folders
  double beyond_sigma = 4;     ///< intensities differ: by more than this many combined sigma
};

/// Changed chips, a column each; ascending by row, then column.
struct ChangedChips {
  std::vector<std::int32_t> column, row;
  std::vector<ChipClass> class_a, class_b;
  std::vector<ChangeReason> reason;
  std::vector<std::uint32_t> index_a, index_b;  ///< rows of the two tables

  [[nodiscard]] std::size_t size() const { return column.size(); }
};

/// Place of a class in kAllClasses, and so in a matrix of them.
[[nodiscard]] std::size_t order_of(ChipClass chip_class);

struct ResultDiff {
  DiffRequest request;
  std::string wafer_a, wafer_b;  ///< ids; scans may differ: the same wafer measured twice
  std::string scan_id_a, scan_id_b;
  std::string recipe_sha256_a, recipe_sha256_b;
  std::vector<std::string> changed_keys;  ///< "judge.dim_relative: 0.78 -> 0.7"
  ClassCounts counts_a{}, counts_b{};     ///< of all chips of each
  double yield_a = 0, yield_b = 0;
  std::int64_t in_both = 0, only_in_a = 0, only_in_b = 0;  ///< chips, matched by (column, row)
  std::array<std::array<std::int64_t, kAllClasses.size()>, kAllClasses.size()> matrix{};  ///< [class a][class b]
  std::array<std::int64_t, kChangeReasons> by_reason{};
  std::int64_t light_compared = 0;  ///< chips with an intensity in both
  std::int64_t light_differs = 0;   ///< of them, beyond the combined sigma
  double light_ratio = 0;           ///< median of b / a of chips good in both; NaN where none is
  ChangedChips changed;
  std::vector<std::string> warnings;  ///< other wafers, other grids

  [[nodiscard]] std::int64_t unchanged() const { return in_both - static_cast<std::int64_t>(changed.size()); }
};

/// Errors: those of reading a result; cancelled.
[[nodiscard]] Result<ResultDiff> diff_results(const DiffRequest& request, const Progress& progress = {},
                                              std::stop_token stop = {});

/// Why the `k`-th changed chip changed, in words, from its values against both recipes' limits:
/// "relative_intensity 0.74 < 0.78 (recipe A: 0.7)". Reads one row of each result: some milliseconds.
[[nodiscard]] Result<std::string> why_changed(const ResultDiff& diff, std::size_t k);

/// Every changed chip as CSV: column,row,class_a,class_b,reason,why,intensity_e_a,intensity_e_b,sigma,... A file that
/// appears whole or not at all. Errors: usage "inspection.exists", internal "inspection.write", cancelled.
[[nodiscard]] Result<void> export_changes(const ResultDiff& diff, const std::filesystem::path& file, bool overwrite,
                                          const Progress& progress = {}, std::stop_token stop = {});

}  // namespace pellucid
