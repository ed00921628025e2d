/// Gives every chip its class and flags from the chip table (spec: results, "Classes": codes, precedence, defaults).
/// Works on the table alone; same result for any number of threads.
#pragma once

#include <optional>
#include <vector>

#include "core/judge/judge_options.h"
#include "core/measure/solve.h"
#include "core/model/chip_table.h"

namespace pellucid {

/// What a judgement needs beside the table: the first layer's shapes, coverage and marks, one entry a chip.
struct JudgeEvidence {
  ShapeColumns shape;
  std::vector<float> coverage;
  std::vector<std::uint8_t> saturated, pieced;
};

/// Fills relative_intensity of every layer, chip_class and flags; gives chips whose profile does not fit (partial)
/// their plain sum. The table lists every printed chip: where it has none, there is none. `reflectance`: index into
/// table.layers, where a reflectance layer was measured: it tells missing from dark.
void judge(ChipTable& table, const JudgeEvidence& evidence, std::optional<std::size_t> reflectance,
           const JudgeOptions& options);

}  // namespace pellucid
