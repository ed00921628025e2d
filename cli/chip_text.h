/// A chip's card: every column and why it was judged so, for people and for machines. Pure; any thread.
#pragma once

#include <optional>
#include <string>

#include "inspection/explain.h"
#include "inspection/result_spectra.h"

namespace pellucid::cli {

/// `spectrum`: the one nearest to it, where the scan had any.
[[nodiscard]] std::string chip_text(const ChipExplanation& chip, const std::optional<NearestSite>& spectrum);
/// One line of JSON.
[[nodiscard]] std::string chip_json(const ChipExplanation& chip, const std::optional<NearestSite>& spectrum);

}  // namespace pellucid::cli
