/// The smooth local expectation of healthy chips: a robust polynomial surface over the wafer, then a bounded local refinement.
/// Medians of small blocks alone would collapse inside a cluster of dim chips (spec "measuring a chip" 8).
/// Same result for any number of threads.
#pragma once

#include <cstdint>
#include <vector>

#include "core/model/chip_table.h"

namespace pellucid {

/// Expected intensity of a healthy chip, for every chip of the table; NaN everywhere where no chip emits.
/// `degree`: of the polynomial, lowered where the chips are too few for it.
[[nodiscard]] std::vector<float> healthy_expectation(const ChipTable& table, const LayerColumns& layer, int degree);

}  // namespace pellucid
