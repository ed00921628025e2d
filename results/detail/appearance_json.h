/// The appearance part of summary.json, both ways. Private to the room; pure.
#pragma once

#include "core/model/appearance.h"
#include "results/detail/json.h"

namespace pellucid::detail {

/// The strongest findings only: all of them are in findings.csv.
[[nodiscard]] Json appearance_json(const AppearanceReport& report);
/// Errors: exceptions of the JSON library, as for all parts of the summary.
[[nodiscard]] AppearanceReport appearance_from(const Json& json);

}  // namespace pellucid::detail
