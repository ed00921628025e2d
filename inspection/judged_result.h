/// What explains the classes of a result beside its table: summary, recipe, kept shapes. Private to inspection; plain
/// values, freely shared once const.
#pragma once

#include <filesystem>
#include <optional>

#include "core/judge/shape_evidence.h"
#include "inspection/chip_findings.h"
#include "recipe/recipe.h"
#include "results/summary.h"

namespace pellucid {

struct JudgedResult {
  std::filesystem::path path;
  Summary summary;
  std::size_t rows = 0;
  std::optional<Recipe> recipe;  ///< nothing where an older version wrote the result; shapes are then empty
  ShapeEvidence shapes;

  [[nodiscard]] std::filesystem::path chips() const { return path / "chips.h5"; }
};

/// Errors: those of reading a result.
[[nodiscard]] Result<JudgedResult> read_judged_result(const std::filesystem::path& path);

/// Of one row of a table, or of a part of it, that holds the columns which a judgement looks at.
[[nodiscard]] ChipFacts facts_at(const ChipTable& table, std::size_t row, const Summary& summary);

}  // namespace pellucid
