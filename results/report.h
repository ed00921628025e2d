/// `report.html`: one page that explains one wafer, for the screen and for A4 paper. Self-contained: pictures and style
/// are in it, no script, no network. Every text from outside is escaped. Pure; any thread.
#pragma once

#include <span>
#include <string>

#include "results/result_data.h"
#include "results/summary.h"
#include "results/wafer_map.h"

namespace pellucid {

/// The page's text, UTF-8. `summary` must be that of `data`.
[[nodiscard]] std::string report_html(const ResultData& data, const Summary& summary, std::span<const WaferMap> maps);

}  // namespace pellucid
