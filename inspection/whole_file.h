/// Writes a small file whole or not at all. Any thread; two writers of one path must not run at once.
#pragma once

#include <filesystem>
#include <string_view>

#include "core/model/error.h"

namespace pellucid {

/// Writes `text` beside `path` under a temporary name and renames it: nobody ever sees half of it.
/// Errors: usage "inspection.exists" where it is there and may not be replaced, internal "inspection.write".
[[nodiscard]] Result<void> write_whole_file(const std::filesystem::path& path, std::string_view text, bool overwrite);

}  // namespace pellucid
