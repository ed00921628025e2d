/// Answers for machines that are made of files which a verb has just written. Any thread.
#pragma once

#include <filesystem>
#include <string>

#include "core/model/error.h"

namespace pellucid::cli {

/// summary.json of a result folder with "result": its path in front and, where it was reviewed, "reviewed_chips", on
/// one line. Errors: internal where it cannot be read.
[[nodiscard]] Result<std::string> summary_answer_json(const std::filesystem::path& result_folder);

}  // namespace pellucid::cli
