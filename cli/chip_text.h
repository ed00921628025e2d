/// A chip's card: every column and why it was judged so, for people and for machines. Pure; any thread.
#pragma once

#include <string>

#include "inspection/explain.h"

namespace pellucid::cli {

[[nodiscard]] std::string chip_text(const ChipExplanation& chip);
/// One line of JSON.
[[nodiscard]] std::string chip_json(const ChipExplanation& chip);

}  // namespace pellucid::cli
