/// "COLUMN,ROW" of a command line. Pure; any thread.
#pragma once

#include <string>

#include "core/model/error.h"
#include "core/model/geometry.h"

namespace pellucid::cli {

/// Errors: usage "cli.chip".
[[nodiscard]] Result<ChipIndex> parse_chip(const std::string& text);

}  // namespace pellucid::cli
