/// The wavelength of every chip of a wafer from spectra at some sites or from a ratio of two bands: measured ones kept,
/// others predicted by the wafer's surface, class `wavelength` for those off it or out of the bin. Works on the table
/// alone; same result for any number of threads.
#pragma once

#include "core/model/chip_table.h"
#include "core/spectra/ratio_curve.h"
#include "core/spectra/wavelength_options.h"
#include "core/spectra/wavelength_report.h"

namespace pellucid {

/// Enters the columns from report.sites, their residuals, the counts and summaries of the report.
void spread_sites(ChipTable& table, WavelengthReport& report, const WavelengthOptions& options);

/// Enters peak_nm of every chip that two layers of the table measured, from their ratio.
void measure_ratio(ChipTable& table, std::size_t numerator, std::size_t denominator, const RatioCurve& curve,
                   WavelengthReport& report, const WavelengthOptions& options);

/// What the limits say of one chip's judged figure [nm]; NaN is never beyond.
struct WavelengthVerdict {
  bool off_surface = false, below_bin = false, above_bin = false;
  [[nodiscard]] bool is_called() const { return off_surface || below_bin || above_bin; }
};
[[nodiscard]] WavelengthVerdict look_at_wavelength(double value, double sigma, double residual,
                                                   const WavelengthOptions& options);

/// Gives chips off the surface or out of the bin their class and flag, where the options ask for it.
void judge_wavelength(ChipTable& table, WavelengthReport& report, const WavelengthOptions& options);

}  // namespace pellucid
