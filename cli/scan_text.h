/// What a scan folder holds, for people and for machines. Pure functions; any thread.
#pragma once

#include <string>

#include "acquisition/scan.h"

namespace pellucid::cli {

[[nodiscard]] std::string scan_text(const Scan& scan);
/// One line of JSON.
[[nodiscard]] std::string scan_json(const Scan& scan);

}  // namespace pellucid::cli
