/// The sections of the report, each a piece of HTML; empty where there is nothing to say. Private to the room; pure.
#pragma once

#include <span>
#include <string>

#include "results/result_data.h"
#include "results/summary.h"
#include "results/wafer_map.h"

namespace pellucid::detail {

[[nodiscard]] std::string head_section(const Summary& summary);
[[nodiscard]] std::string key_figures(const Summary& summary);
[[nodiscard]] std::string limits_section(const Summary& summary);
[[nodiscard]] std::string warnings_section(const Summary& summary);
[[nodiscard]] std::string counts_section(const Summary& summary);
[[nodiscard]] std::string uniformity_section(const Summary& summary);
[[nodiscard]] std::string histograms_section(const ChipTable& table);
[[nodiscard]] std::string maps_section(std::span<const WaferMap> maps);
[[nodiscard]] std::string registration_section(const Summary& summary);
[[nodiscard]] std::string timing_section(const Summary& summary);
[[nodiscard]] std::string not_measured_section(const ResultData& data, const Summary& summary);
[[nodiscard]] std::string leakage_section(const ResultData& data);
[[nodiscard]] std::string wavelength_section(const ResultData& data);
[[nodiscard]] std::string appearance_section(const ResultData& data, std::span<const WaferMap> maps);
[[nodiscard]] std::string el_section(const ResultData& data, const Summary& summary, std::span<const WaferMap> maps);

/// Everything about a wafer without chips. Requires data.surface.
[[nodiscard]] std::string surface_sections(const ResultData& data, const Summary& summary,
                                           std::span<const WaferMap> maps);

/// One map as a figure.
[[nodiscard]] std::string figure(const WaferMap& map);

}  // namespace pellucid::detail
