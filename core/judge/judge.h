/// Gives every chip its class and flags from the chip table (spec: results, "Classes": codes, precedence, defaults).
/// Works on the table alone; same result for any number of threads.
#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "core/judge/judge_options.h"
#include "core/judge/shape_evidence.h"
#include "core/measure/solve.h"
#include "core/model/chip_table.h"

namespace pellucid {

/// What reflectance says of a chip's mesa.
enum class MesaSeen : std::uint8_t { unknown, there, none };

/// What the pass over the pixels tells of chips beside the table, first layer, one entry a chip.
struct JudgeEvidence {
  ShapeColumns shape;
  std::vector<float> coverage;
  std::vector<std::uint8_t> saturated, pieced;
  std::vector<MesaSeen> mesas;  ///< empty: no reflectance layer
};

/// Flags that measuring sets. A judgement keeps them and sets all others anew.
inline constexpr std::uint32_t kMarks =
    chip_flag::kSaturated | chip_flag::kPartialCoverage | chip_flag::kNoMesa | chip_flag::bit(ChipClass::mechanical);

/// The shapes to be kept, from `least_sigma` on; `layer` holds the profile's intensities. Same result for any number of
/// threads.
[[nodiscard]] ShapeEvidence keep_shapes(const ShapeColumns& shape, const LayerColumns& layer, double least_sigma);

/// Enters the marks of a measured table into its flags.
void mark_chips(ChipTable& table, const JudgeEvidence& evidence);

/// Fills relative_intensity of every layer, chip_class and flags; gives chips whose profile does not fit (partial)
/// their plain sum. Of an earlier judgement of this table nothing remains but the marks: the same table, shapes and
/// options give the same answer. The table lists every printed chip: where it has none, there is none. Missing: a chip
/// that gives no usual light, where reflectance shows no mesa. Mechanical: marked so. Where it is stopped in the midst,
/// the table is judged in part.
void judge(ChipTable& table, const ShapeEvidence& shapes, const JudgeOptions& options, std::stop_token stop = {});

}  // namespace pellucid
