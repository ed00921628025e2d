/// The answer of `pellucid inspect`, and of `pellucid info RESULT`, for people: aligned text, a screen high. Pure
/// functions; any thread.
#pragma once

#include <filesystem>
#include <string>

#include "results/summary.h"

namespace pellucid::cli {

struct SummaryStyle {
  bool colour = false;
  bool with_report = true;  ///< name report.html and the maps among the files
};

/// Yield and limits, counts by class, registration of every layer, EL agreement, speed, memory, warnings, files.
[[nodiscard]] std::string summary_text(const Summary& result, const std::filesystem::path& folder,
                                       const SummaryStyle& style = {});

}  // namespace pellucid::cli
