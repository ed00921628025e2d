/// What the wavelength analysis found of a wafer. Plain values.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/model/geometry.h"
#include "core/spectra/spectrum_figures.h"

namespace pellucid {

/// One spectrum of the scan.
struct WavelengthSite {
  Vec2 at_um;
  std::int64_t table_row = -1;  ///< the chip that it lies on; -1: none
  SpectrumFigures figures;
  float residual_nm = std::numeric_limits<float>::quiet_NaN();  ///< judged figure against the surface
};

/// A spectrum to be looked at.
struct SpectrumPlot {
  std::int64_t site = 0;
  std::int32_t column = -1, row = -1;  ///< -1: on no chip
  Vec2 at_um;
  std::string why;  ///< "3.2 nm off the surface"
  double peak_nm = 0, peak_sigma_nm = 0;
  std::vector<float> nm, light, model;  ///< model: empty where no shape fits
};

struct ValueSummary {
  double median = 0, spread = 0;  ///< spread: robust standard deviation
  double low = 0, high = 0;       ///< 1 and 99 percent
};

struct WavelengthReport {
  std::vector<WavelengthSite> sites;                     ///< as in the scan
  std::array<std::int64_t, kSpectrumStates> by_state{};  ///< sites
  std::int64_t spikes = 0;                               ///< channels taken out
  std::string line;                                      ///< family learned from the scan; empty: none
  std::vector<double> shape, shape_spread;
  double ceiling_counts = 0;  ///< where spectra were found clipped; 0: nowhere
  std::string figure;         ///< judged: "peak", "centroid", "dominant"
  std::int64_t chips_measured = 0, chips_predicted = 0, chips_by_ratio = 0;
  ValueSummary peak_nm, centroid_nm, fwhm_nm, dominant_nm;  ///< of the sites (of the chips, where measured by ratio)
  double surface_span_nm = 0;  ///< of the judged figure over the chips: highest minus lowest
  double residual_rms_nm = 0;  ///< robust, of the sites about the surface
  double chi2 = 0;             ///< median of the fits, for each degree of freedom
  std::int64_t off_surface = 0, out_of_bin = 0, called = 0;  ///< chips; called: of either
  std::string ratio_layers;                                  ///< "A/B"; empty: none
  std::vector<SpectrumPlot> plots;
  std::vector<std::string> warnings;
};

}  // namespace pellucid
