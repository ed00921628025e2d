/// The parts of summary.json that have a writer and a reader of their own. Private to the room. The readers throw
/// nlohmann's exceptions; read_summary turns them into an Error.
#pragma once

#include "core/correlate/el_report.h"
#include "core/model/wafer.h"
#include "results/detail/json.h"
#include "results/summary.h"

namespace pellucid::detail {

[[nodiscard]] Json wafer_json(const WaferDesign& wafer);
[[nodiscard]] WaferDesign wafer_from(const Json& json);

[[nodiscard]] Json layer_json(const LayerSummary& layer);
[[nodiscard]] LayerSummary layer_from(const Json& json);

[[nodiscard]] Json registration_json(const LayerRegistration& found);

[[nodiscard]] Json el_json(const ElReport& el, std::int64_t disagreements);
[[nodiscard]] ElReport el_from(const Json& json);

/// "photoluminescence" and so on, as in scan.json.
[[nodiscard]] std::string_view name_of(LayerKind kind);
[[nodiscard]] std::string_view name_of(ScanMethod method);

}  // namespace pellucid::detail
