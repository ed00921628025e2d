/// A spectrum of a result, the one nearest to a place: for people and for machines. Private to the room; pure; any
/// thread.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "inspection/result_spectra.h"

namespace pellucid::cli {

/// "455.312 ±0.021", "-" where there is no value.
[[nodiscard]] std::string measured_text(const Measured& m, int decimals);
/// One line: "spectrum 112, 34.1 um away, on this chip: peak 455.312 ±0.021 nm, FWHM 17.9 ±0.1 nm, ..."
[[nodiscard]] std::string site_text(const NearestSite& nearest);
[[nodiscard]] nlohmann::ordered_json site_json(const NearestSite& nearest);

}  // namespace pellucid::cli
