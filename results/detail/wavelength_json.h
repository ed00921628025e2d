/// The wavelength report as the key "wavelength" of summary.json; without sites and plots. Private to the room; pure;
/// any thread.
#pragma once

#include "core/spectra/wavelength_report.h"
#include "results/detail/json.h"

namespace pellucid::detail {

[[nodiscard]] Json wavelength_json(const WavelengthReport& report);
/// Throws nlohmann's exceptions where a key is missing or of a wrong type.
[[nodiscard]] WavelengthReport wavelength_from(const Json& json);

}  // namespace pellucid::detail
