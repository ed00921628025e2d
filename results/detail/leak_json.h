/// `leakage` of summary.json, both ways. Private to the room; pure. Reading throws where a key is missing.
#pragma once

#include "core/leakage/leak_report.h"
#include "results/detail/json.h"

namespace pellucid::detail {

[[nodiscard]] Json leak_json(const LeakReport& leak);
[[nodiscard]] LeakReport leak_from(const Json& json);

}  // namespace pellucid::detail
