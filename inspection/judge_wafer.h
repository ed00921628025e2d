/// The judgement of a measured table, the same for `inspect` and for `judge`: classes, flags, leaks, and what is to be
/// said of them. Same result for any number of threads.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "core/model/progress.h"
#include "recipe/recipe.h"
#include "results/result_data.h"

namespace pellucid {

/// Needs of `data`: wafer, layers, shapes, and in its table place and intensities of every layer and the marks among
/// the flags. Fills the rest that a judgement says: table.chip_class, .flags, .leak, relative intensities; leak;
/// warnings. Where it is stopped in the midst, all of that is said in part.
void judge_wafer(ResultData& data, const Recipe& recipe, const Progress& progress, const std::stop_token& stop);

/// To the warnings, and to those among them that the next judgement replaces.
void add_judge_warnings(ResultData& data, const std::vector<std::string>& warnings);

}  // namespace pellucid
