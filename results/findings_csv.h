/// findings.csv: mechanical defects, one row each, those over several chips joined. Pure; any thread.
#pragma once

#include <string>

#include "core/model/appearance.h"

namespace pellucid {

/// Header and rows, the strongest first.
[[nodiscard]] std::string findings_csv(const AppearanceReport& report);

}  // namespace pellucid
